import type { RoleSeed } from "../seed/role.js";
import type { Caller } from "./caller.js";

/** What the ARN of a role says. */
export interface RoleName {
  readonly account: string;
  /** Without its path. */
  readonly name: string;
  readonly arn: string;
}

/** A role that can be assumed. */
export interface Role extends RoleName {
  /** The accounts whose callers may assume it. */
  readonly by: readonly string[];
  readonly externalId: string | undefined;
  /** How long a session may be, in seconds. */
  readonly maxSessionSeconds: number;
}

/** IAM's own maximum where a role has none: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const hour = 3_600;

const roleForm = /^arn:aws[a-z-]*:iam::(?<account>\d{12}):role\/(?:[!-~]+\/)?(?<name>[\w+=,.@-]{1,64})$/;

/** Reads the ARN of a role; undefined when it is none. */
export function readRoleArn(arn: string): RoleName | undefined {
  const { account, name } = roleForm.exec(arn)?.groups ?? {};
  return account === undefined || name === undefined ? undefined : { account, name, arn };
}

/** Finds the role of an ARN; undefined when there is none. */
export type Roles = (arn: string) => Role | undefined;

/**
 * The roles that there are: those of the seed; without one, every role of the accounts that are in use.
 * @throws Error for a seed whose ARN is not that of a role
 */
export function createRoles(
  home: string,
  accounts: ReadonlySet<string>,
  seeds: readonly RoleSeed[] | undefined,
): Roles {
  const complete = (seed: RoleSeed): Role | undefined => {
    const parts = readRoleArn(seed.arn);
    if (parts === undefined) return undefined;
    const { by = [home, parts.account], externalId, maxSessionSeconds = hour } = seed;
    return { ...parts, by, externalId, maxSessionSeconds };
  };
  if (seeds === undefined)
    return (arn) => {
      const role = complete({ arn });
      return role !== undefined && accounts.has(role.account) ? role : undefined;
    };
  const roles = seeds.map((seed) => {
    const role = complete(seed);
    if (role === undefined) throw new Error(`${seed.arn} is not the ARN of a role.`);
    return role;
  });
  return (arn) => roles.find((role) => role.arn === arn);
}

/** Whether a role may be assumed by a caller. An external id that the role does not ask for is ignored. */
export const trusts = (role: Role, { account }: Caller, externalId: string | undefined): boolean =>
  role.by.includes(account) && (role.externalId === undefined || role.externalId === externalId);
