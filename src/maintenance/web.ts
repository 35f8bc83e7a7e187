import { JetsError, throwIfInterrupted } from "./errors.js";
import { openedIn } from "./opened.js";
import { plain } from "./plain.js";
import type { Context, RoleStatus, State, TurnOptions, TurnResult } from "./roles.js";
import { sleepUntil } from "./sleep.js";
import { formatInfo } from "./info-text.js";
import { detailsOf, parseInfo, withoutBypass, type WebInfo } from "./web-info.js";

/** `/jets/<stack>/maintenance/web`: `on` or `off`; absent means off. Any runtime, in any language, reads it. */
export const flagName = (stack: string): string => `/jets/${stack}/maintenance/web`;

/** `/jets/<stack>/maintenance/web/info`: since, by, ... as JSON; written before the flag. */
export const infoName = (stack: string): string => `${flagName(stack)}/info`;

/** How long a web function may go by the flag that it read before, unless it was told otherwise. Milliseconds. */
const cacheTime = 10_000;

/** How far this machine's clock may be from AWS's before AWS refuses its calls. Milliseconds. */
const clockSkew = 300_000;

export async function verify({ stack, stacks }: Context): Promise<void> {
  await stacks.get(stack);
}

export async function turnOn(context: Context, options: TurnOptions): Promise<TurnResult> {
  const flag = await readFlag(context);
  const changed = flag.state !== "on";
  // Of one that is on already, the newest details count; who turned it on, and when, stays as it was.
  const before = changed ? undefined : flag.info;
  const news = { ...reasonOf(options), ...detailsOf(options) };
  const info =
    changed || Object.keys(news).length > 0 ? { ...describe(context), ...before, ...news } : before;
  if (info !== undefined && info !== before) await writeInfo(context, info);
  if (changed) await writeFlag(context, "on");
  await awaitSeen(context, "on", changed ? context.clock.now() : flag.writtenAt, options);
  return { ...turned("on", changed), ...openedIn(info) };
}

export async function turnOff(context: Context, options: TurnOptions): Promise<TurnResult> {
  const { stack, parameters, clock } = context;
  const flag = await readFlag(context);
  const changed = flag.state === "on";
  // Before the flag: if the run ends in between, maintenance is on without the old link, and never on again with it.
  if (flag.infoWithoutBypass !== undefined) await parameters.put(infoName(stack), flag.infoWithoutBypass);
  if (changed) await writeFlag(context, "off");
  await awaitSeen(context, "off", changed ? clock.now() : flag.writtenAt, options);
  return turned("off", changed);
}

export async function getStatus(context: Context): Promise<RoleStatus> {
  const { state, info } = await readFlag(context);
  return { role: "web", state, ...(state === "on" ? openedIn(info) : {}), functions: [], notes: [] };
}

const turned = (state: "on" | "off", changed: boolean): TurnResult => ({
  role: "web",
  state,
  changed,
  failures: [],
  functions: [],
});

/** With `wait`: returns when no web function goes by what the flag said before it was written. */
async function awaitSeen(
  context: Context,
  state: State,
  writtenAt: Date,
  { wait }: TurnOptions,
): Promise<void> {
  const { stack, clock, report, commandLine } = context;
  const now = clock.now().getTime();
  if (wait !== true || now - writtenAt.getTime() > cacheTime + clockSkew) return;
  const end = new Date(now + cacheTime);
  const until = `${end.toISOString().slice(0, 19)}Z`;
  report({ type: "note", message: `Waiting until ${until}, when every web function has seen it` });
  if (await sleepUntil(context, end)) return;
  const other = state === "on" ? "off" : "on";
  throw new JetsError(
    "interrupted",
    `Interrupted while waiting: web maintenance of ${stack} is ${state} and stays so; every web function has seen it by ${until}.`,
    `Turn it ${other} again with \`${commandLine(other)}\`.`,
  );
}

interface Flag {
  readonly state: "on" | "off";
  /** By AWS's clock; 1970 for one that was never written. */
  readonly writtenAt: Date;
  readonly info: WebInfo | undefined;
  /** What to write so that no link gets past the page; `undefined` where none does. */
  readonly infoWithoutBypass: string | undefined;
}

/** The stack is asked for beside the flag, so that the check costs no time; both parameters are one call. */
export async function readFlag({ stack, stacks, parameters }: Context): Promise<Flag> {
  const [found] = await Promise.all([parameters.get(flagName(stack), infoName(stack)), stacks.get(stack)]);
  const flag = found.find(({ name }) => name === flagName(stack));
  const info = found.find(({ name }) => name === infoName(stack));
  return {
    state: flag?.value === "on" ? "on" : "off",
    writtenAt: flag?.modifiedAt ?? new Date(0),
    info: parseInfo(info?.value),
    infoWithoutBypass: withoutBypass(info?.value),
  };
}

const reasonOf = ({ reason }: TurnOptions): { reason?: string } =>
  reason === undefined ? {} : { reason: plain(reason) };

function describe({ clock, operator }: Context): WebInfo {
  const url = operator.url === undefined ? {} : { url: plain(operator.url, 300) };
  return { since: clock.now().toISOString(), by: plain(operator.by), ...url };
}

async function writeInfo({ stack, parameters }: Context, info: WebInfo): Promise<void> {
  await parameters.put(infoName(stack), formatInfo(info));
}

/** Whether it was written must be known at the end: Ctrl-C comes before it or after it. */
async function writeFlag({ stack, parameters, signal }: Context, state: "on" | "off"): Promise<void> {
  throwIfInterrupted(signal);
  await parameters.uninterrupted.put(flagName(stack), state);
}
