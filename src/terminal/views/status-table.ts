import type { FunctionStatus, Settings } from "../../maintenance/index.js";
import { enabledWord } from "../../maintenance/worker/journal/settings.js";
import { tableLines } from "../table.js";

/** Each worker with what it has now and, in brackets, what `off` brings back where that is something else. */
export function statusTable(
  functions: readonly FunctionStatus[],
  place: Parameters<typeof tableLines>[2],
): string[] {
  const rows = functions.map(({ name, state, saved, present, note = "" }) => [
    name,
    state,
    cell(present, saved, reservedOf),
    cell(present, saved, provisionedOf),
    cell(present, saved, mappingsOf),
    note,
  ]);
  return tableLines(["function", "state", "reserved", "provisioned", "mappings", "note"], rows, place);
}

function cell(
  present: Settings | undefined,
  saved: Settings | undefined,
  format: (settings: Settings) => string,
): string {
  if (present === undefined) return saved === undefined ? "" : `(saved: ${format(saved)})`;
  const now = format(present);
  const before = saved && format(saved);
  if (before !== undefined && before !== now) return `${now} (saved: ${before})`;
  return now === nothing ? "" : now;
}

const nothing = "none";

const reservedOf = ({ reserved }: Settings): string => (reserved === null ? "unreserved" : String(reserved));

const provisionedOf = ({ provisioned }: Settings): string =>
  listed([...provisioned].map(([qualifier, n]) => `${qualifier} ${n}`));

/** A UUID's first part tells mappings of one function apart. */
const mappingsOf = ({ mappings }: Settings): string =>
  listed([...mappings].map(([uuid, enabled]) => `${uuid.split("-", 1)[0] ?? ""} ${enabledWord(enabled)}`));

const listed = (texts: readonly string[]): string =>
  texts.length === 0 ? nothing : [...texts].sort().join(", ");
