import { defined } from "../../defined.js";
import type { History, HistoryEntry } from "../history-entry.js";
import { openedIn } from "../result.js";
import type { ParameterVersion } from "../ports/parameters.js";
import type { Context } from "../context.js";
import { parseInfo, type WebInfo } from "./info.js";
import { flagName, infoName } from "./flag.js";

/** Every change of the flag that Parameter Store remembers, with what was written with it. */
export async function readWebHistory({ stack, parameters }: Context): Promise<History> {
  const [flags, infos] = await Promise.all([
    parameters.history(flagName(stack)),
    parameters.history(infoName(stack)),
  ]);
  // A write that changes nothing was only made to prove that.
  const turns = flags.filter((flag, index) => {
    const before = flags[index - 1];
    return before === undefined || stateOf(before) !== stateOf(flag);
  });
  const entries = turns.map((flag, index) =>
    entryOf(flag, turns.slice(0, index), turns.slice(index + 1), infos),
  );
  return { entries, damages: [] };
}

function entryOf(
  flag: ParameterVersion,
  earlier: readonly ParameterVersion[],
  later: readonly ParameterVersion[],
  infos: readonly ParameterVersion[],
): HistoryEntry {
  const command = stateOf(flag);
  const before = earlier.at(-1);
  const opened = command === "on" && (before === undefined || stateOf(before) === "off");
  const over = opened ? later.find((next) => stateOf(next) === "off") : undefined;
  const { opened: details } = command === "on" ? openedIn(detailsOf(flag, before, later[0], infos)) : {};
  return {
    role: "web",
    command,
    result: command,
    ...defined({ by: flag.modifiedBy, user: flag.modifiedBy }),
    ...details,
    since: flag.modifiedAt.toISOString(),
    ...defined({ opened: opened ? true : undefined, closed: over?.modifiedAt.toISOString() }),
  };
}

const stateOf = ({ value }: ParameterVersion): "on" | "off" => (value === "on" ? "on" : "off");

/**
 * Who turned it on and why: what was written right before the flag, with the reasons given since. If the flag was
 * written alone, earlier info does not count.
 */
function detailsOf(
  flag: ParameterVersion,
  before: ParameterVersion | undefined,
  after: ParameterVersion | undefined,
  infos: readonly ParameterVersion[],
): WebInfo | undefined {
  const from = before?.modifiedAt.getTime() ?? -Infinity;
  const until = after?.modifiedAt.getTime() ?? Infinity;
  const written = infos.filter(
    ({ modifiedAt }) => modifiedAt.getTime() > from && modifiedAt.getTime() <= until,
  );
  const first = parseInfo(written.findLast(({ modifiedAt }) => modifiedAt <= flag.modifiedAt)?.value);
  const all = written.map(({ value }) => parseInfo(value));
  return first && all.findLast((info) => info?.since === first.since);
}
