import { openedIn } from "../opened.js";
import { plain } from "../plain.js";
import type { Context, RoleStatus, TurnOptions, TurnResult } from "../roles.js";
import { infoName, readFlag, writeFlag, writeInfo, type Flag } from "./flag.js";
import { detailsOf, infoWithout, type WebInfo } from "./info.js";
import { awaitSeen } from "./seen.js";
import type { VariableResult, WebVariable } from "./variable.js";

export async function verify(context: Context): Promise<void> {
  await Promise.all([context.stacks.get(context.stack), openVariable(context)]);
}

export async function turnOn(context: Context, options: TurnOptions): Promise<TurnResult> {
  const { flag, variable } = await openWeb(context);
  const changed = flag.state !== "on";
  // Of one that is on already, the newest details count; who turned it on, and when, stays as it was.
  const before = changed ? savedIn(flag.info) : flag.info;
  const news = { ...reasonOf(options), ...detailsOf(options), ...variable?.original };
  const info =
    changed || Object.keys(news).length > 0 ? { ...describe(context), ...before, ...news } : flag.info;
  if (info !== undefined && info !== flag.info) await writeInfo(context, info);
  if (changed) await writeFlag(context, "on");
  const set = await variable?.turnOn((saved) =>
    writeInfo(context, { ...describe(context), ...info, ...saved }),
  );
  const result = turned("on", changed, set);
  await settle(context, result, changed ? context.clock.now() : flag.writtenAt, options);
  return { ...result, ...openedIn(info) };
}

export async function turnOff(context: Context, options: TurnOptions): Promise<TurnResult> {
  const { stack, parameters, clock } = context;
  const { flag, variable } = await openWeb(context);
  const changed = flag.state === "on";
  const unset = await variable?.turnOff(flag);
  // Then maintenance stays on, and what was saved stays with it: the next run finishes the job.
  if (unset?.problem !== undefined) return { ...turned("off", true, unset), ...openedIn(flag.info) };
  // Before the flag: if the run ends in between, maintenance is on without the old link, and never on again with it.
  const info = closedInfo({ flag, variable });
  if (info !== undefined) await parameters.put(infoName(stack), info);
  if (changed) await writeFlag(context, "off");
  const result = turned("off", changed, unset);
  await settle(context, result, changed ? clock.now() : flag.writtenAt, options);
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

/** What stands beside the flag without what only counts while it is on; `undefined` where there is nothing of that. */
export function closedInfo({ flag, variable }: Web): string | undefined {
  // What was saved of the variable is only used up by what brings it back.
  return infoWithout(flag.infoText, "bypass", ...(variable === undefined ? [] : ["saved"]));
}

/** Both halves of the web flag, as they were read. */
export interface Web {
  readonly flag: Flag;
  /** Only where the web function goes by it. */
  readonly variable: WebVariable | undefined;
}

/** Reads the flag. @throws JetsError `not_deployed`, `aws_refused` */
export async function openWeb(context: Context): Promise<Web> {
  const [flag, variable] = await Promise.all([readFlag(context), openVariable(context)]);
  return { flag, variable };
}

/** Late, and only where it is asked for: it takes Lambda's client, which the parameter alone does not need. */
async function openVariable(context: Context): Promise<WebVariable | undefined> {
  if (context.webFlag !== "env") return undefined;
  const variable = await import("./variable.js");
  return variable.openVariable(context);
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

const reasonOf = ({ reason }: TurnOptions): { reason?: string } =>
  reason === undefined ? {} : { reason: plain(reason) };

/** What must outlive the rest: the value that `off` brings back. */
const savedIn = (info: WebInfo | undefined): Partial<WebInfo> =>
  info?.saved === undefined ? {} : { saved: info.saved };

function describe({ clock, operator }: Context): WebInfo {
  const url = operator.url === undefined ? {} : { url: plain(operator.url, 300) };
  return { since: clock.now().toISOString(), by: plain(operator.by), ...url };
}
