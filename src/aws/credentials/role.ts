import { defined } from "../../defined.js";
import type { createRoleAssumer } from "../sdk/sts.js";
import { verifyCleanKeys } from "./clean.js";
import { memoize, type Provider } from "./provider.js";
import { placeOf } from "./remedy.js";
import { roleFailure } from "./role-failure.js";
import type { BaseSource, RoleSource } from "./source.js";

/** A role in another account. */
export interface RoleToAssume {
  readonly arn: string;
  /** Who assumes it, for the trail in that account: what a session's name cannot hold becomes `-`. */
  readonly sessionName: string;
  readonly externalId?: string;
}

/** What assuming a role needs from the outside. */
interface RoleOptions {
  readonly role: RoleToAssume;
  /** What it is assumed with. */
  readonly base: { readonly provider: Provider; readonly source: () => BaseSource | undefined };
  /** What STS's client is made with. */
  readonly sts: NonNullable<Parameters<typeof createRoleAssumer>[0]>;
}

/**
 * Gives the credentials of a role for an hour at a time: the most where those that it is assumed with are a role's, too
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html, "Role chaining").
 */
export async function createRoleProvider({
  role,
  base,
  sts,
}: RoleOptions): Promise<{ readonly provider: Provider; readonly source: () => RoleSource }> {
  const { createRoleAssumer } = await import("../sdk/sts.js");
  const assume = createRoleAssumer(sts);
  const source = (): RoleSource => ({ from: "role", arn: role.arn, base: base.source() ?? { from: "keys" } });
  const provider = await memoize(async (properties) => {
    const own = await base.provider(properties);
    try {
      const credentials = await assume(own, {
        RoleArn: role.arn,
        RoleSessionName: sessionNameOf(role.sessionName),
        ...defined({ ExternalId: role.externalId }),
      });
      verifyCleanKeys(credentials, placeOf(source()));
      return credentials;
    } catch (error) {
      throw roleFailure(error, source());
    }
  });
  return { provider, source };
}

/** A name that STS takes: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
function sessionNameOf(name: string): string {
  const valid = name.replaceAll(/[^A-Za-z0-9_+=,.@-]/g, "-").slice(0, 64);
  return valid.length < 2 ? `jets-${valid}` : valid;
}
