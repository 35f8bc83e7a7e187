import type { Account } from "../../aws/account.js";
import { defined } from "../../defined.js";
import { reachAccounts, type Reached } from "../../fleet/accounts.js";
import { iamPatterns } from "../../fleet/glob.js";
import { policyForMany, type PolicyRequest } from "../../fleet/policy.js";
import type { AccountRequest, FleetRequest } from "../../fleet/request.js";
import { roleTemplate } from "../../fleet/role-template.js";
import { workerPatterns } from "../../fleet/workers.js";
import { JetsError } from "../../maintenance/errors.js";
import { untilInterrupted } from "../../run/with-aws.js";
import { jsonLines } from "../../terminal/printable.js";
import { createReporter } from "../../terminal/reporter.js";
import { answer } from "../../terminal/terminal.js";
import { sayTroubles } from "../../terminal/views/fleet/outcomes.js";
import type { PolicyOptions } from "../maintenance/policy.js";
import { settingsFor } from "../options/configured.js";
import { withKeepEvents } from "../options/keep-events.js";
import { rolesOf } from "../options/role.js";
import type { Session } from "../session.js";
import { openerFor } from "./fleet.js";
import { askedOf } from "./request.js";

/** What the policies of all accounts have in common. */
type Shared = Omit<PolicyRequest, "account" | "regions">;

/**
 * Prints the policy for each account on stdout, or a template that makes the roles with it. It goes by the globs: a role
 * must be there before anything can be looked at.
 * @throws JetsError `usage`, and why an account or its region is not known
 */
export async function showFleetPolicy(options: PolicyOptions, session: Session): Promise<number> {
  verifyNarrowing(options);
  const { request } = await askedOf(options, session.terminal);
  const shared = await sharedBy(request, options, session);
  const places = await listPlaces(request, shared, options, session);
  const document =
    options.printStackset === true
      ? templateFor(options.fleet ?? "", places, shared)
      : policiesFor(places, shared);
  answer(session.terminal, ...jsonLines(document, 2));
  return 0;
}

/** No option is accepted and then ignored. @throws JetsError `usage` */
function verifyNarrowing({ fleet, stack, exclude }: PolicyOptions): void {
  const idle =
    exclude === undefined
      ? fleet !== undefined && stack !== undefined && (["--stack", "all stacks of the fleet"] as const)
      : (["--exclude", "functions by the names of their stacks"] as const);
  if (idle === false) return;
  throw new JetsError(
    "usage",
    `${idle[0]} changes nothing: the policy of many applications is for ${idle[1]}.`,
    `Remove ${idle[0]}.`,
  );
}

async function sharedBy({ stacks }: FleetRequest, options: PolicyOptions, session: Session): Promise<Shared> {
  const { terminal } = session;
  const roles = rolesOf({ role: "all", ...options });
  const { selection, webFlag } = await settingsFor(roles, options, terminal);
  const { keepEvents = false } = await withKeepEvents({ role: "all", ...options }, session);
  return {
    roles,
    stacks: stacks.flatMap(iamPatterns),
    workersOf: workerPatterns(selection),
    keepEvents,
    ...defined({ webFlag }),
    report: createReporter(terminal, session.clock, options.quiet).report,
  };
}

type Places = Reached["places"];

/** The accounts and their regions, without a role that may not be there yet. */
async function listPlaces(
  request: FleetRequest,
  { report }: Shared,
  options: PolicyOptions,
  session: Session,
): Promise<Places> {
  const { open, close } = openerFor(options, session);
  const reach = {
    open: async (by: AccountRequest): Promise<Account> => {
      const account = await open(defined({ ...by, role: undefined }));
      const { id } = by;
      return id === undefined ? account : { ...account, id: () => Promise.resolve(id) };
    },
    note: (message: string) => {
      report({ type: "note", message });
    },
  };
  try {
    const { places, troubles } = await untilInterrupted(reachAccounts(request, reach), session.signal);
    const [trouble, ...others] = troubles;
    sayTroubles(others, session.terminal);
    if (trouble !== undefined) throw trouble.error;
    return places;
  } finally {
    close();
  }
}

function policiesFor(places: Places, shared: Shared): object {
  const accounts = [...new Set(places.map(({ account }) => account))].sort();
  return Object.fromEntries(
    accounts.map((account) => {
      const regions = places.flatMap((at) => (at.account === account ? at.region : []));
      return [account, policyForMany({ ...shared, account, regions })];
    }),
  );
}

/** @throws JetsError `usage` where the fleet has no role */
function templateFor(fleet: string, places: Places, shared: Shared): object {
  const assumed = places.filter(({ by }) => by.role !== undefined);
  if (assumed.length === 0)
    throw new JetsError(
      "usage",
      `No account of the fleet ${fleet} has a role.`,
      'Write "id" and "role" for its accounts into the configuration file: the template makes these roles.',
    );
  const regions = [...new Set(assumed.map(({ region }) => region))];
  const [externalId, ...others] = new Set(assumed.map(({ by }) => by.role?.externalId ?? ""));
  return roleTemplate({
    roles: [...new Set(assumed.flatMap(({ by }) => by.role?.arn.split(":role/")[1] ?? []))],
    // The template says which account it is in.
    policy: policyForMany({ ...shared, account: "000000000000", regions }),
    description: `Lets jets turn maintenance of the fleet ${fleet} on and off`,
    externalId: others.length === 0 ? externalId : undefined,
  });
}
