import { defined } from "../../defined.js";
import type { Environment } from "../direct/environment.js";
import type { createRoleAssumer } from "../sdk/sts.js";
import { verifyCleanKeys } from "./clean.js";
import { createProvider, memoize, type CredentialsOptions, type Provider } from "./provider.js";
import { placeOf } from "./remedy.js";
import { roleFailure } from "./role-failure.js";
import type { BaseSource, RoleSource, Source } from "./source.js";

/** A role in another account. */
export interface RoleToAssume {
  readonly arn: string;
  /** Who assumes it, for the trail in that account: what a session's name cannot hold becomes `-`. */
  readonly sessionName: string;
  readonly externalId?: string;
}

/** What assuming a role needs from the outside. */
interface RoleOptions extends Omit<CredentialsOptions, "noteSource"> {
  readonly noteSource: (source: Source) => void;
  readonly role: RoleToAssume;
  /** What STS's client is made with. */
  readonly sts: NonNullable<Parameters<typeof createRoleAssumer>[0]>;
}

/**
 * Gives the credentials of a role, assumed with those that `createProvider` finds, for an hour at a time: the most where
 * these are a role's, too (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html, "Role chaining").
 */
export async function createRoleProvider(
  { role, sts, noteSource, ...options }: RoleOptions,
  env: Environment,
): Promise<Provider> {
  const { createRoleAssumer } = await import("../sdk/sts.js");
  const assume = createRoleAssumer(sts);
  // Known once the credentials that it is assumed with are.
  let source: RoleSource = { from: "role", arn: role.arn, base: { from: "keys" } };
  const note = (base: BaseSource): void => {
    source = { ...source, base };
    noteSource(source);
  };
  const findBase = await createProvider({ ...options, noteSource: note }, env);
  return memoize(async (properties) => {
    const own = await findBase(properties);
    try {
      const credentials = await assume(own, {
        RoleArn: role.arn,
        RoleSessionName: sessionNameOf(role.sessionName),
        ...defined({ ExternalId: role.externalId }),
      });
      verifyCleanKeys(credentials, placeOf(source));
      return credentials;
    } catch (error) {
      throw roleFailure(error, source);
    }
  });
}

/** A name that STS takes: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
function sessionNameOf(name: string): string {
  const valid = name.replaceAll(/[^A-Za-z0-9_+=,.@-]/g, "-").slice(0, 64);
  return valid.length < 2 ? `jets-${valid}` : valid;
}
