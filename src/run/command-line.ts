import type { Role, Selection, TurnOptions, WebFlag } from "../maintenance/context.js";

/** The options of a run that a command line can name. */
interface Sayable
  extends
    Pick<TurnOptions, "reason" | "onEventLoss" | "keepEvents" | "wait" | "force" | "duringDeployment">,
    Pick<TurnOptions, "replay" | "replayRate" | "replaySchedules">,
    Pick<Selection, "include" | "exclude"> {
  readonly role: Role | "all";
  readonly stack?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly fleet?: string;
  /** Of that fleet. */
  readonly account?: readonly string[];
  readonly webFlag?: WebFlag;
  readonly yes?: boolean;
}

/**
 * What to type to turn maintenance on or off with these options, to see its status or to replay events, as far as that
 * command takes them.
 * Without --break-lock: the lock was released, and a run that has taken it since is at work.
 */
export function commandLine(to: "on" | "off" | "status" | "events", options: Sayable): string {
  const { role, stack, region, profile, fleet, webFlag } = options;
  const account = options.account?.join(",");
  // Only the configuration of the fleet says how to get there, and `off` replays what waits.
  if (to === "events" && fleet !== undefined) return commandLine("off", { ...options, role: "worker" });
  if (to === "events")
    return [
      "jets maintenance:events --replay",
      ...valuesOf({ stack, region, profile }),
      ...replaying(options),
    ].join(" ");
  return [
    "jets",
    `maintenance:${to}`,
    ...valuesOf({
      role,
      fleet,
      account,
      stack,
      region,
      profile,
      "web-flag": role === "web" ? webFlag : undefined,
    }),
    ...(to === "on" ? onlyForOn(options) : []),
    ...(to === "off" && role !== "web" ? replaying(options) : []),
    ...(to === "status" ? [] : flagsFor(to, options)),
  ].join(" ");
}

function flagsFor(
  to: "on" | "off",
  { yes, wait, force, keepEvents, replay, duringDeployment }: Sayable,
): string[] {
  const flags = {
    "keep-events": to === "on" && keepEvents,
    // The configuration file may say that they are.
    "no-keep-events": to === "on" && keepEvents === false,
    "no-replay": to === "off" && replay === false,
    wait,
    // Only `off` can overwrite, and only `on` asks.
    force: to === "off" && force,
    "during-deployment": duringDeployment,
    yes: to === "on" && yes,
  };
  return Object.entries(flags).flatMap(([name, given]) => (given === true ? [`--${name}`] : []));
}

function onlyForOn({ reason, onEventLoss, include, exclude }: Sayable): string[] {
  return [
    ...valuesOf({ reason, "on-event-loss": onEventLoss }),
    ...globs("--include", include),
    ...globs("--exclude", exclude),
  ];
}

const replaying = ({ replayRate, replaySchedules }: Sayable): string[] =>
  valuesOf({ "replay-rate": replayRate?.toString(), "replay-schedules": replaySchedules });

const valuesOf = (values: Readonly<Record<string, string | undefined>>): string[] =>
  Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, quoted(value)],
  );

const globs = (option: string, given: readonly string[] = []): string[] =>
  given.flatMap((glob) => [option, quoted(glob)]);

/** For a POSIX shell, where it needs it: a profile's name may hold spaces. */
function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
