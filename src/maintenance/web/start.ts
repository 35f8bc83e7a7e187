import { defined } from "../../defined.js";
import { throwIfInterrupted } from "../errors.js";
import { formatJson } from "../text.js";
import { openedIn, type TurnResult } from "../result.js";
import type { Context, TurnOptions } from "../context.js";
import { isInForce, openedInfo, openerOf } from "./info-to-write.js";
import { writeFlag, writeInfo, type Flag } from "./flag.js";
import type { WebInfo } from "./info.js";
import { openWeb, type Web } from "./read-web.js";
import type { VariableResult } from "./variable/variable.js";

/** What was written, and what was there before. */
export interface Started {
  readonly result: TurnResult;
  /** The state and the info that this run has replaced, with the versions that it has written. */
  readonly before: Flag;
  /** Whether it was off before. */
  readonly changed: boolean;
}

/** Turns it on, and does not wait until every web function has seen that. */
export async function startOn(context: Context, options: TurnOptions): Promise<Started> {
  const web = await openWeb(context);
  // Only before the first write: after it, Ctrl-C must not say that nothing was changed.
  throwIfInterrupted(context.signal);
  const { flag, info, isWritten } = await open(context, web, options);
  const changed = !isInForce(context, flag);
  let { versions } = isWritten;
  const set = await web.variable?.set(async (saved) => {
    const text = formatJson({ ...openerOf(context), ...info, ...saved });
    ({ versions } = await writeInfo(context, isWritten, text));
  });
  const result = { ...turned("on", changed, set), ...openedIn(info) };
  return { result, before: { ...flag, versions }, changed };
}

interface OpenedWeb {
  /** As it was before. */
  readonly flag: Flag;
  readonly info: WebInfo | undefined;
  readonly isWritten: Flag;
}

/**
 * Writes info and flag based on what was read, and the info again if what they replaced shows that the read was old:
 * who turned it on before, and what they saved, stays.
 */
async function open(context: Context, web: Web, options: TurnOptions): Promise<OpenedWeb> {
  const begun = openerOf(context);
  let { flag } = web;
  let written: string | undefined;
  let info: WebInfo | undefined;
  let isWritten = flag;
  const write = async (): Promise<boolean> => {
    const news = openedInfo(context, { ...web, flag }, options, begun);
    info = news ?? flag.info;
    const text = news === undefined ? undefined : formatJson(news);
    if (text === undefined || text === written) return false;
    const replaced = await writeInfo(context, isWritten, text);
    // After the first write, what is replaced is our own.
    if (written === undefined) flag = { ...replaced, state: flag.state, writtenAt: flag.writtenAt };
    isWritten = { ...isWritten, versions: replaced.versions };
    written = text;
    return true;
  };
  if (await write()) await write();
  const replaced = await writeFlag(context, isWritten, "on");
  isWritten = { ...isWritten, versions: replaced.versions };
  if (replaced.state !== flag.state) {
    flag = { ...flag, state: replaced.state, writtenAt: replaced.writtenAt };
    await write();
  }
  return { flag, info, isWritten };
}

/** What came of a turn. */
export function turned(
  state: "on" | "off",
  changed: boolean,
  variable: VariableResult | undefined,
): TurnResult {
  const { name = "", problem, note } = variable ?? {};
  const reached = problem === undefined ? state : "partial";
  return {
    role: "web",
    state: reached,
    changed: changed || variable?.changed === true,
    failures: problem === undefined ? [] : [{ name, reason: problem }],
    functions: variable === undefined ? [] : [{ name, state: reached, ...defined({ problem, note }) }],
  };
}
