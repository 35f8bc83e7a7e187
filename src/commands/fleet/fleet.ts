import type { Account } from "../../aws/account.js";
import type { Aws } from "../../aws/index.js";
import { defined } from "../../defined.js";
import { reachAccounts, type AccountRegion } from "../../fleet/accounts.js";
import { findApplications, type Application, type Found } from "../../fleet/applications.js";
import { perPlace, sideBySide, type Course } from "../../fleet/side-by-side.js";
import type { AccountRequest } from "../../fleet/request.js";
import type { MaintenanceEvent } from "../../maintenance/events.js";
import { stsRegionOf } from "../../fleet/sts-region.js";
import { follow, untilInterrupted } from "../../run/with-aws.js";
import { createReporter } from "../../terminal/reporter.js";
import { accessFor, mfaFor } from "../application.js";
import { traceFor } from "../options/verbose.js";
import type { Session } from "../session.js";
import { askedOf, type Asked, type FleetCommandOptions } from "./request.js";

/** A fleet that was found, and how its applications are worked on. */
export interface Fleet extends Found, Pick<Asked, "maxFailures"> {
  /** Whether the options mean a part of it only. */
  readonly isPart: boolean;
  readonly session: Session;
  /** Does something for each of these applications, and shows how far each place has come; resolves to what came of each, in their order. */
  readonly forEach: <Result>(
    doing: string,
    applications: readonly Application[],
    work: (application: Application) => Promise<Result>,
  ) => Promise<readonly Result[]>;
  /** AWS in one place, for what is asked of the place as a whole. */
  readonly reach: (at: AccountRegion) => Aws;
  /** Reaches accounts with new credentials: what ran meanwhile may have taken hours. */
  readonly anew: (later: Pick<Session, "signal">) => (application: Application) => Promise<Application>;
}

/**
 * Finds the fleet that the options mean, and runs `use` on it.
 * @throws JetsError `usage`, `region_missing`, `interrupted`, and whatever `use` throws
 */
export async function inFleet<T>(
  options: FleetCommandOptions & { readonly wait?: boolean },
  outer: Session,
  use: (fleet: Fleet) => Promise<T>,
): Promise<T> {
  const { terminal, clock } = outer;
  const { request, maxFailures } = await askedOf(options, terminal);
  const { signal, unfollow } = follow(outer.signal);
  const session = { ...outer, signal };
  const { report, end } = createReporter(terminal, clock, options.quiet);
  const { open, close } = openerFor(options, session);
  const note = (message: string): void => {
    report({ type: "note", message });
  };
  const reach = (at: AccountRegion): Aws =>
    at.place.createAws({ signal, report, ...traceFor(options, terminal) });
  const closers = [close];
  try {
    const reached = await untilInterrupted(reachAccounts(request, { open, note }), signal);
    const found = await untilInterrupted(findApplications(request, reached, { reach, note }), signal);
    return await use({
      ...found,
      session,
      maxFailures,
      isPart: request.isPart,
      reach,
      forEach: (doing, applications, work) =>
        sideBySide(applications, courseOf(doing, request.concurrency, options, report), work),
      anew: (later) => {
        const again = openerFor(options, { ...session, ...later });
        closers.push(again.close);
        return createMover(again.open);
      },
    });
  } finally {
    unfollow();
    await end();
    for (const one of closers) one();
  }
}

function courseOf(
  doing: string,
  concurrency: number,
  { wait }: { readonly wait?: boolean },
  report: (event: MaintenanceEvent) => void,
): Course {
  return {
    concurrency,
    perPlace: wait === true ? perPlace.waiting : perPlace.working,
    tell: ({ account, region }, done, total) => {
      report({ type: "stage", stage: `${doing} ${account} ${region}`, done, total });
    },
  };
}

/** Finds an application again in an account that is opened anew, once for all of its regions. */
function createMover(
  open: (by: AccountRequest) => Promise<Account>,
): (application: Application) => Promise<Application> {
  const accounts = new Map<AccountRequest, Promise<Account>>();
  return async ({ at, stack }) => {
    const opened = accounts.get(at.by) ?? open(at.by);
    accounts.set(at.by, opened);
    return { stack, at: { ...at, place: (await opened).in(at.region) } };
  };
}

/** Opens accounts, and closes what it has opened. */
interface Opener {
  readonly open: (request: AccountRequest) => Promise<Account>;
  readonly close: () => void;
}

/** Opens accounts with what the options and the session give; a person is asked one question at a time. */
export function openerFor(options: FleetCommandOptions, session: Session): Opener {
  const { terminal, signal } = session;
  const { askMfaCode } = mfaFor(session);
  const opened: Account[] = [];
  const shared = {
    bases: new Map(),
    ...defined({ askMfaCode: askMfaCode && inTurn(askMfaCode) }),
    ...traceFor(options, terminal),
  };
  return {
    open: async ({ profile, role, regions }) => {
      const { region } = accessFor(defined({ region: stsRegionOf(regions) }), terminal.env);
      const account = await session.createAccount(
        { ...shared, ...defined({ profile, role, region }) },
        signal,
      );
      opened.push(account);
      return account;
    },
    close: () => {
      for (const account of opened) account.close();
    },
  };
}

function inTurn(ask: (device: string) => Promise<string>): (device: string) => Promise<string> {
  let last: Promise<unknown> = Promise.resolve();
  return (device) => {
    const answer = last.then(() => ask(device));
    last = answer.catch(() => undefined);
    return answer;
  };
}
