import { defined } from "../../defined.js";
import { throwIfInterrupted } from "../errors.js";
import { formatJson } from "../text.js";
import { openedIn, type RoleStatus, type TurnResult } from "../result.js";
import type { Context, TurnOptions } from "../context.js";
import { closedInfo, isInForce, openedInfo, openerOf } from "./info-to-write.js";
import { overdueSince, proveInfo, readFlag, writeFlag, writeInfo, type Flag } from "./flag.js";
import type { WebInfo } from "./info.js";
import { openVariable, openWeb, withForgotten, type Web } from "./read-web.js";
import { awaitSeen } from "./propagation.js";
import type { VariableResult } from "./variable/variable.js";

export async function verify(context: Context): Promise<void> {
  await Promise.all([context.stacks.get(context.stack), openVariable(context)]);
}

export async function turnOn(context: Context, options: TurnOptions): Promise<TurnResult> {
  const web = await openWeb(context);
  // Once, before the first write: from then on Ctrl-C must not say that nothing was changed.
  throwIfInterrupted(context.signal);
  const { flag, info, isWritten } = await open(context, web, options);
  const changed = !isInForce(context, flag);
  const set = await web.variable?.set(async (saved) => {
    await writeInfo(context, isWritten, formatJson({ ...openerOf(context), ...info, ...saved }));
  });
  const result = turned("on", changed, set);
  await settle(context, result, changed ? context.clock.now() : flag.writtenAt, options);
  return { ...result, ...openedIn(info) };
}

interface OpenedWeb {
  /** As it was before. */
  readonly flag: Flag;
  readonly info: WebInfo | undefined;
  readonly isWritten: Flag;
}

/**
 * Writes info and flag by what was read, and the info again where what they replaced says that the read was old: who
 * has turned it on before, and what they saved, stays.
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
    // What was replaced is one's own once something is written.
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

export async function turnOff(context: Context, options: TurnOptions): Promise<TurnResult> {
  const web = await openToClose(context);
  let { flag } = web;
  // What is brought back must not be what an old read tells.
  const prove = async (): Promise<Flag> => (flag = await proveInfo(context, flag));
  const unset = await web.variable?.restore(flag, prove);
  // Then maintenance stays on, and what was saved stays with it: the next run finishes the job.
  if (unset?.problem !== undefined) return { ...turned("off", true, unset), ...openedIn(flag.info) };
  // Before the flag: if the run ends in between, maintenance is on without the old link, and never on again with it.
  const before = await writeFlag(context, await close(context, { ...web, flag }), "off");
  const late = before.state === flag.state ? unset : await closeLate(context, web, unset);
  const changed = before.state === "on";
  const result = turned("off", changed, late);
  await settle(context, result, changed ? context.clock.now() : before.writtenAt, options);
  return result;
}

/** `on` always writes the info: where none is read, the read is old, or the flag was written by hand. */
async function openToClose(context: Context): Promise<Web> {
  const web = await openWeb(context);
  throwIfInterrupted(context.signal);
  if (web.flag.state === "off" || web.flag.infoText !== undefined) return web;
  return withForgotten(context, { ...web, flag: await proveInfo(context, web.flag) });
}

/** The info of a flag that was on after all may be newer than what was read, and so may what was saved there. */
async function closeLate(
  context: Context,
  read: Web,
  unset: VariableResult | undefined,
): Promise<VariableResult | undefined> {
  const flag = await proveInfo(context, await readFlag(context));
  const web = await withForgotten(context, { ...read, flag });
  const late = unset ?? (await web.variable?.restore(flag, () => Promise.resolve(flag)));
  if (late?.problem === undefined) await close(context, web);
  return late;
}

/** Removes what only counts while it is on, also from what turns out to be newer than what was read. */
async function close(context: Context, web: Web): Promise<Flag> {
  let { flag } = web;
  let written: string | undefined;
  for (;;) {
    const info = closedInfo({ ...web, flag });
    if (info === undefined || info === written) return flag;
    flag = await writeInfo(context, flag, info);
    written = info;
  }
}

export async function getStatus(context: Context): Promise<RoleStatus> {
  const { flag, variable } = await openWeb(context);
  const found = variable?.compare(flag);
  const overdue = overdueSince(flag, context.clock.now());
  return {
    role: "web",
    state: overdue === undefined ? (found?.state ?? flag.state) : "partial",
    ...openedIn(flag.state === "on" ? flag.info : undefined),
    functions: found === undefined ? [] : [found.function],
    notes: [...(overdue === undefined ? [] : [overdueNote(overdue)]), ...(found?.notes ?? [])],
  };
}

const overdueNote = (since: string): string =>
  `Web maintenance is overdue since ${since}: the runtime lets visitors in again, the flag still says on to all else that reads it`;

function turned(state: "on" | "off", changed: boolean, variable: VariableResult | undefined): TurnResult {
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

async function settle(
  context: Context,
  { state }: TurnResult,
  writtenAt: Date,
  { wait }: TurnOptions,
): Promise<void> {
  if (wait === true && state !== "partial") await awaitSeen(context, state, writtenAt);
}
