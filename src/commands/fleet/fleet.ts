import type { Account } from "../../aws/account.js";
import { defined } from "../../defined.js";
import { reachAccounts } from "../../fleet/accounts.js";
import { findApplications, type Application, type Found } from "../../fleet/applications.js";
import { sideBySide, type Course } from "../../fleet/side-by-side.js";
import type { AccountRequest } from "../../fleet/request.js";
import { stsRegionOf } from "../../fleet/sts-region.js";
import { follow, untilInterrupted } from "../../run/with-aws.js";
import { createReporter } from "../../terminal/reporter.js";
import { accessFor, mfaFor } from "../application.js";
import { traceFor } from "../options/verbose.js";
import type { Session } from "../session.js";
import { askedOf, type Asked, type FleetCommandOptions } from "./request.js";

/** A fleet that was found, and how its applications are worked on. */
export interface Fleet extends Found, Pick<Asked, "maxFailures"> {
  readonly session: Session;
  /** Does something for each of these applications, and shows how far each place has come; resolves to what came of each, in their order. */
  readonly forEach: <Result>(
    doing: string,
    applications: readonly Application[],
    work: (application: Application) => Promise<Result>,
  ) => Promise<readonly Result[]>;
}

/**
 * Finds the fleet that the options mean, and runs `use` on it.
 * @throws JetsError `usage`, `region_missing`, `interrupted`, and whatever `use` throws
 */
export async function inFleet<T>(
  options: FleetCommandOptions,
  session: Session,
  use: (fleet: Fleet) => Promise<T>,
): Promise<T> {
  const { terminal, clock } = session;
  const { request, maxFailures } = await askedOf(options, terminal);
  const { signal, unfollow } = follow(session.signal);
  const { report, end } = createReporter(terminal, clock, options.quiet);
  const accounts: Account[] = [];
  const open = openerFor(options, { ...session, signal });
  const reach = {
    open: async (one: AccountRequest) => {
      const account = await open(one);
      accounts.push(account);
      return account;
    },
    note: (message: string) => {
      report({ type: "note", message });
    },
  };
  const courseOf = (doing: string): Course => ({
    concurrency: request.concurrency,
    tell: ({ account, region }, done, total) => {
      report({ type: "stage", stage: `${doing} ${account} ${region}`, done, total });
    },
  });
  try {
    const reached = await untilInterrupted(reachAccounts(request, reach), signal);
    const found = await untilInterrupted(
      findApplications(request, reached, { signal, note: reach.note }),
      signal,
    );
    return await use({
      ...found,
      session: { ...session, signal },
      maxFailures,
      forEach: (doing, applications, work) => sideBySide(applications, courseOf(doing), work),
    });
  } finally {
    unfollow();
    await end();
    for (const account of accounts) account.close();
  }
}

/** Opens accounts; a person is asked one question at a time. */
export function openerFor(
  options: FleetCommandOptions,
  session: Session,
): (request: AccountRequest) => Promise<Account> {
  const { terminal, signal } = session;
  const { askMfaCode } = mfaFor(session);
  let last: Promise<unknown> = Promise.resolve();
  const askInTurn =
    askMfaCode &&
    ((device: string): Promise<string> => {
      const answer = last.then(() => askMfaCode(device));
      last = answer.catch(() => undefined);
      return answer;
    });
  return ({ profile, role, regions }) => {
    const { region } = accessFor(defined({ region: stsRegionOf(regions) }), terminal.env);
    const access = {
      ...defined({ profile, role, region, askMfaCode: askInTurn }),
      ...traceFor(options, terminal),
    };
    return session.createAccount(access, signal);
  };
}
