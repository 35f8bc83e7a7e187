import type { Role, Selection, TurnOptions, WebFlag } from "../maintenance/context.js";

/** The options of a run that a command line can name. */
interface Sayable
  extends
    Pick<TurnOptions, "reason" | "onEventLoss" | "wait" | "force" | "duringDeployment">,
    Pick<Selection, "include" | "exclude"> {
  readonly role: Role | "all";
  readonly stack?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly webFlag?: WebFlag;
  readonly yes?: boolean;
}

/**
 * What to type to turn maintenance on or off with these options, or to see its status, as far as that command takes them.
 * Without --break-lock: the lock was released, and a run that has taken it since is at work.
 */
export function commandLine(to: "on" | "off" | "status", options: Sayable): string {
  const { role, stack, region, profile, webFlag } = options;
  return [
    "jets",
    `maintenance:${to}`,
    ...valuesOf({ role, stack, region, profile, "web-flag": role === "web" ? webFlag : undefined }),
    ...(to === "on" ? onlyForOn(options) : []),
    ...(to === "status" ? [] : flagsFor(to, options)),
  ].join(" ");
}

function flagsFor(to: "on" | "off", { yes, wait, force, duringDeployment }: Sayable): string[] {
  const flags = {
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
