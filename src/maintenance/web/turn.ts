import { throwIfInterrupted } from "../errors.js";
import { formatInfo } from "../info-text.js";
import { openedIn } from "../opened.js";
import type { Context, RoleStatus, TurnOptions, TurnResult } from "../roles.js";
import { closedInfo, describe, openedInfo } from "./beside.js";
import { writeFlag, writeInfo } from "./flag.js";
import { openVariable, openWeb } from "./open.js";
import { awaitSeen } from "./seen.js";
import type { VariableResult } from "./variable.js";

export async function verify(context: Context): Promise<void> {
  await Promise.all([context.stacks.get(context.stack), openVariable(context)]);
}

export async function turnOn(context: Context, options: TurnOptions): Promise<TurnResult> {
  const web = await openWeb(context);
  const { flag, variable } = web;
  const changed = flag.state !== "on";
  const news = openedInfo(context, web, options);
  const info = news ?? flag.info;
  // Once, before the first write: from then on Ctrl-C must not say that nothing was changed.
  throwIfInterrupted(context.signal);
  if (news !== undefined) await writeInfo(context, formatInfo(news));
  if (changed) await writeFlag(context, "on");
  const set = await variable?.turnOn((saved) =>
    writeInfo(context, formatInfo({ ...describe(context), ...info, ...saved })),
  );
  const result = turned("on", changed, set);
  await settle(context, result, changed ? context.clock.now() : flag.writtenAt, options);
  return { ...result, ...openedIn(info) };
}

export async function turnOff(context: Context, options: TurnOptions): Promise<TurnResult> {
  const web = await openWeb(context);
  const { flag, variable } = web;
  const changed = flag.state === "on";
  throwIfInterrupted(context.signal);
  const unset = await variable?.turnOff(flag);
  // Then maintenance stays on, and what was saved stays with it: the next run finishes the job.
  if (unset?.problem !== undefined) return { ...turned("off", true, unset), ...openedIn(flag.info) };
  // Before the flag: if the run ends in between, maintenance is on without the old link, and never on again with it.
  const info = closedInfo(web);
  if (info !== undefined) await writeInfo(context, info);
  if (changed) await writeFlag(context, "off");
  const result = turned("off", changed, unset);
  await settle(context, result, changed ? context.clock.now() : flag.writtenAt, options);
  return result;
}

export async function getStatus(context: Context): Promise<RoleStatus> {
  const { flag, variable } = await openWeb(context);
  const found = variable?.compare(flag);
  return {
    role: "web",
    state: found?.state ?? flag.state,
    ...(flag.state === "on" ? openedIn(flag.info) : {}),
    functions: found === undefined ? [] : [found.function],
    notes: found?.notes ?? [],
  };
}

function turned(state: "on" | "off", changed: boolean, variable: VariableResult | undefined): TurnResult {
  const { name = "", problem, note } = variable ?? {};
  const told = { ...(problem === undefined ? {} : { problem }), ...(note === undefined ? {} : { note }) };
  return {
    role: "web",
    state: problem === undefined ? state : "partial",
    changed: changed || variable?.changed === true,
    failures: problem === undefined ? [] : [{ name, reason: problem }],
    functions:
      variable === undefined ? [] : [{ name, state: problem === undefined ? state : "partial", ...told }],
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
