import type { Account, AccountOptions } from "../aws/account.js";
import type { Aws, AwsOptions } from "../aws/index.js";
import { defined } from "../defined.js";
import { systemClock } from "./clock.js";
import type * as maintenance from "../maintenance/index.js";
import type { Clock } from "../maintenance/ports/clock.js";

/** The use cases of `src/maintenance`. */
export type UseCases = Pick<
  typeof maintenance,
  | "verify"
  | "begin"
  | "plan"
  | "turnOn"
  | "turnOff"
  | "getStatus"
  | "getHistory"
  | "getPolicy"
  | "getEvents"
  | "replayEvents"
  | "purgeEvents"
>;

/** How to reach AWS: what is left out comes from the SDK's own chain. */
export type AwsAccess = Pick<AwsOptions, "region" | "profile" | "askMfaCode" | "trace" | "hasChanged">;

/** Who to be in one account, for all runs there. */
export type AccountAccess = Pick<
  AccountOptions,
  "profile" | "region" | "role" | "bases" | "askMfaCode" | "trace"
>;

/** What a run takes from the machine that it is on. */
export interface Machine {
  /** Loads them late, as {@link createAws} does: neither `--help` nor a usage error needs any of it. */
  readonly loadUseCases: () => Promise<UseCases>;
  /** `signal` ends the waits between calls; `report` gets the calls that take long. */
  readonly createAws: (
    access: AwsAccess,
    signal: AbortSignal,
    report?: NonNullable<AwsOptions["report"]>,
  ) => Promise<Aws>;
  /** The same for many runs, which share what they have of an account. */
  readonly createAccount: (access: AccountAccess, signal: AbortSignal) => Promise<Account>;
  readonly clock: Clock;
  /** A random text that no other run has. */
  readonly newToken: () => string;
}

/** The real one. */
export const thisMachine: Machine = {
  loadUseCases: () => import("../maintenance/index.js"),
  createAws: async (access, signal, report) => {
    const { createAws } = await import("../aws/index.js");
    return createAws({
      ...access,
      clock: systemClock,
      random: Math.random,
      signal,
      ...defined({ report }),
    });
  },
  createAccount: async (access, signal) => {
    const { createAccount } = await import("../aws/account.js");
    return createAccount({ ...access, clock: systemClock, random: Math.random, signal });
  },
  clock: systemClock,
  newToken: () => crypto.randomUUID(),
};
