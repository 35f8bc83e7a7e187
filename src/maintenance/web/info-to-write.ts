import { defined } from "../../defined.js";
import { cut, fleetBytes } from "../text.js";
import type { Context, TurnOptions } from "../context.js";
import { overdueSince, type Flag } from "./flag.js";
import { detailsOf, infoWithout, type WebInfo } from "./info.js";
import type { Web } from "./read-web.js";

/** The info that `on` writes; `undefined` where it stays as it is. */
export function openedInfo(
  context: Context,
  { flag, variable }: Web,
  options: TurnOptions,
  begun = openerOf(context),
): WebInfo | undefined {
  const news = { ...newsOf(context, flag, options), ...variable?.original };
  const isOn = isInForce(context, flag);
  // An `on` stays: no run ends it any more.
  const isTaken = isOn && flag.info?.run !== undefined;
  if (isOn && !isTaken && Object.keys(news).length === 0) return undefined;
  // If it is on already, the newest details count; who turned it on, and when, stays.
  const before = isOn ? flag.info : savedIn(flag.info);
  const opener = (isOn ? flag.info : undefined) ?? begun;
  return defined({ ...opener, ...before, run: undefined, program: undefined, ...news });
}

/** Maintenance that ended by itself begins anew. */
export const isInForce = ({ clock }: Context, flag: Flag): boolean =>
  flag.state === "on" && overdueSince(flag, clock.now()) === undefined;

/** What of the options goes into the info. */
export function newsOf(context: Context, flag: Flag, options: TurnOptions): Partial<WebInfo> {
  const { reason, expires = isInForce(context, flag) ? undefined : options.defaultExpires } = options;
  return defined({ reason, ...detailsOf({ ...options, ...defined({ expires }) }) });
}

/** The info without what only counts while the flag is on; `undefined` where there is nothing of that. */
export function closedInfo({ flag, variable }: Web): string | undefined {
  // What was saved of the variable stays until the variable is restored. The name of a maintenance:run stays: until the
  // flag is written, another one must not take this for an `on`'s.
  return infoWithout(flag.infoText, "bypass", ...(variable === undefined ? [] : ["saved"]));
}

/** Who turns it on, and when. */
export function openerOf({ clock, operator }: Context): WebInfo {
  const url = operator.url && cut(operator.url, 300);
  const fleet = operator.fleet && cut(operator.fleet, fleetBytes);
  return { since: clock.now().toISOString(), by: cut(operator.by), ...defined({ url, fleet }) };
}

/** What stays longer than the rest: the value that `off` restores. */
const savedIn = (info: WebInfo | undefined): Partial<WebInfo> => defined({ saved: info?.saved });
