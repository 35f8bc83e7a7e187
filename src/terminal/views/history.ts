import { defined } from "../../defined.js";
import { inWords } from "../../maintenance/in-words.js";
import type { History, HistoryEntry } from "../../maintenance/index.js";
import { factAndRemedy } from "./error.js";
import { sayFinding } from "./finding.js";
import { answerJson } from "./json.js";
import { formatSpan } from "../span.js";
import { answerTable } from "../table.js";
import { say, type Terminal } from "../terminal.js";

/** What is on record, and of which application. */
interface HistoryOf extends History {
  readonly stack: string;
  readonly region: string;
}

/** Prints what is on record on stdout, and what can't be trusted on stderr. */
export function answerHistory(history: HistoryOf, json: boolean, terminal: Terminal): void {
  const { stack, entries, damages } = history;
  if (json) answerJson(documentOf(history), terminal);
  else answerTable(headings, entries.map(rowOf), terminal);
  if (entries.length === 0 && damages.length === 0) say(terminal, `No maintenance of ${stack} on record`);
  for (const damage of damages) sayFinding("error", factAndRemedy(damage), terminal);
}

/** The columns of a history. */
export const headings = ["since", "role", "command", "result", "took", "lasted", "by", "reason"];

/** One run as a row. */
export function rowOf(entry: HistoryEntry): string[] {
  const { since, role, command, ended, by = "unknown", reason = "" } = entry;
  const took = ended === undefined ? "" : spanFrom(since, ended);
  return [`${since.slice(0, 19)}Z`, role, command, resultOf(entry), took, lasted(entry), by, reason];
}

const resultOf = ({ result, tookOver, events }: HistoryEntry): string =>
  [
    result,
    ...(tookOver === undefined ? [] : ["took over"]),
    ...(events === undefined || events.replayed === 0
      ? []
      : [`${inWords(events.replayed, "event")} replayed`]),
    ...(events === undefined || events.left === 0 ? [] : [`${events.left} left`]),
  ].join(", ");

function lasted({ opened, since, closed }: HistoryEntry): string {
  if (opened !== true) return "";
  return closed === undefined ? "until now" : spanFrom(since, closed);
}

const spanFrom = (since: string, end: string): string => formatSpan(Date.parse(end) - Date.parse(since));

/** A history as JSON. */
export function documentOf({ stack, region, entries, damages }: HistoryOf): object {
  const damaged = damages.map(({ code, message, hint }) => ({ code, message, hint }));
  return {
    stack,
    region,
    history: entries,
    ...defined({ damaged: damaged.length > 0 ? damaged : undefined }),
  };
}
