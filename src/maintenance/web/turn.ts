import { throwIfInterrupted } from "../errors.js";
import { openedIn, type RoleStatus, type TurnResult } from "../result.js";
import type { Context, TurnOptions } from "../context.js";
import { closedInfo } from "./info-to-write.js";
import { overdueSince, proveInfo, readFlag, writeFlag, writeInfo, type Flag } from "./flag.js";
import { openVariable, openWeb, withForgotten, type Web } from "./read-web.js";
import { awaitSeen } from "./propagation.js";
import { startOn, turned, type Started } from "./start.js";
import type { VariableResult } from "./variable/variable.js";

export async function verify(context: Context): Promise<void> {
  await Promise.all([context.stacks.get(context.stack), openVariable(context)]);
}

export async function turnOn(context: Context, options: TurnOptions): Promise<TurnResult> {
  const started = await startOn(context, options);
  await settleOn(context, started, options);
  return started.result;
}

/** Waits, where it is asked for, until every web function has seen what {@link startOn} has written. */
export const settleOn = (
  context: Context,
  { result, before, changed }: Started,
  options: TurnOptions,
): Promise<void> => settle(context, result, changed ? context.clock.now() : before.writtenAt, options);

export async function turnOff(context: Context, options: TurnOptions): Promise<TurnResult> {
  const web = await openToClose(context);
  let { flag } = web;
  // An old read must not decide what is restored.
  const prove = async (): Promise<Flag> => (flag = await proveInfo(context, flag));
  const unset = await web.variable?.restore(flag, prove);
  // Then maintenance stays on, and what was saved stays with it: the next run finishes the job.
  if (unset?.problem !== undefined) return { ...turned("off", true, unset), ...openedIn(flag.info) };
  // Before the flag: if the run ends in between, maintenance is on without the old link. It must never be on again with
  // it.
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

async function settle(
  context: Context,
  { state }: TurnResult,
  writtenAt: Date,
  { wait }: TurnOptions,
): Promise<void> {
  if (wait === true && state !== "partial") await awaitSeen(context, state, writtenAt);
}
