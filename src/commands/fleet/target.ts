import { defined } from "../../defined.js";
import type { Application } from "../../fleet/applications.js";
import type { Context, Role } from "../../maintenance/context.js";
import type { AwsAccess } from "../../run/machine.js";
import { withAws } from "../../run/with-aws.js";
import { about, type Terminal } from "../../terminal/terminal.js";
import { sayEvent } from "../../terminal/views/event.js";
import { nameOfApplication } from "../../terminal/views/fleet/outcomes.js";
import { requestFor } from "../application.js";
import type { FleetOptions } from "../options/fleet.js";
import { turnsOf, type AskedTurn, type Turn } from "../maintenance/turn.js";
import { verifyCanExpire } from "../options/expiry.js";
import { traceFor } from "../options/verbose.js";
import type { Session } from "../session.js";

/** The options of a command that is about many applications. */
export type PluralOptions = AskedTurn & FleetOptions & Pick<AwsAccess, "hasChanged">;

/** One application of a fleet that is reached, with the options that are about it alone. */
export interface ReachedApplication {
  readonly context: Context;
  readonly region: string;
  readonly options: AskedTurn & { readonly stack: string };
  /** Its messages say which application they are about. */
  readonly session: Session;
}

/**
 * Reaches one application of a fleet, and runs `use` there.
 * @throws JetsError `interrupted`, and whatever `use` throws
 */
export async function inApplicationOf<T>(
  { at, stack }: Application,
  asked: PluralOptions,
  outer: Session,
  use: (reached: ReachedApplication) => Promise<T>,
): Promise<T> {
  const terminal = about(nameOfApplication({ at, stack }), outer.terminal);
  const session: Session = {
    ...outer,
    terminal,
    createAws: ({ trace, hasChanged }, signal, report) =>
      Promise.resolve(at.place.createAws({ signal, ...defined({ trace, hasChanged, report }) })),
  };
  const { fleet, profile } = asked;
  const own = whereabouts({ at, stack }, defined({ fleet, profile }));
  const others = defined({ ...asked, fleet: undefined, account: undefined, profile: undefined });
  const options = { ...others, ...own };
  const request = {
    ...requestFor(options, session, fleet),
    access: { ...traceFor(asked, terminal), ...defined({ hasChanged: asked.hasChanged }) },
    report: reporterOn(terminal, asked.quiet),
  };
  return withAws(request, session, (context) => use({ context, region: at.region, options, session }));
}

/** The options that name this application alone: by the fleet, which says how to get there and checks the account. */
export function whereabouts(
  { at: { account, region, by }, stack }: Application,
  { fleet, profile }: Pick<PluralOptions, "fleet" | "profile">,
): { readonly stack: string; readonly region: string } & Pick<
  PluralOptions,
  "profile" | "fleet" | "account"
> {
  if (fleet === undefined) return { stack, region, ...defined({ profile: by.profile }) };
  return { stack, region, fleet, account: [account], ...defined({ profile }) };
}

/** Progress is shown for each place, not for each application. */
function reporterOn(terminal: Terminal, quiet = false): Context["report"] {
  return (event) => {
    if (event.type === "stage" || (quiet && event.type === "note")) return;
    sayEvent(event, terminal);
  };
}

/**
 * The turns of an application that is reached, in these roles.
 * @throws JetsError `usage` when the configuration file can't be read, or maintenance could not end by itself as asked
 */
export async function turnsIn(
  reached: ReachedApplication,
  to: "on" | "off",
  roles: readonly Role[],
): Promise<readonly Turn[]> {
  const { turns } = await turnsOf({ to, ...reached });
  const meant = turns.filter(({ options }) => roles.includes(options.role));
  if (to === "on") for (const { options, context } of meant) verifyCanExpire(options, context.webFlag);
  return meant;
}
