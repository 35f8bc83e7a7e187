import type { Role, Selection, TurnOptions } from "../maintenance/roles.js";

/** What of a run's options a command line can say. */
interface Sayable
  extends
    Pick<TurnOptions, "reason" | "onEventLoss" | "wait" | "force">,
    Pick<Selection, "include" | "exclude"> {
  readonly role: Role;
  readonly stack?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly yes?: boolean;
}

/**
 * What to type to turn maintenance on or off with these options, as far as that direction takes them.
 * Without --break-lock: the hold was released, and whoever has taken it since is at work.
 */
export function commandLine(to: "on" | "off", options: Sayable): string {
  const { role, stack, region, profile, yes, wait, force } = options;
  return [
    "jets",
    `maintenance:${to}`,
    ...valuesOf({ role, stack, region, profile }),
    ...(to === "on" ? onlyForOn(options) : []),
    ...Object.entries({ wait, force, yes }).flatMap(([name, given]) => (given === true ? [`--${name}`] : [])),
  ].join(" ");
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
