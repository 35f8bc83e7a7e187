import type { Aws, AwsOptions } from "../aws/index.js";
import { systemClock } from "./clock.js";
import type * as maintenance from "../maintenance/index.js";
import type { Clock } from "../maintenance/ports/clock.js";

/** What is asked of `src/maintenance`. */
export type UseCases = Pick<
  typeof maintenance,
  "verify" | "plan" | "turnOn" | "turnOff" | "getStatus" | "getHistory" | "getPolicy"
>;

/** Which AWS, where what is left out comes from the SDK's own chain, who is asked for MFA codes and told of the calls. */
export type AwsPlace = Pick<AwsOptions, "region" | "profile" | "askMfaCode" | "trace">;

/** What a run takes from the machine that it is on. */
export interface Machine {
  /** Late, as {@link createAws}: neither `--help` nor a usage error needs any of it. */
  readonly loadUseCases: () => Promise<UseCases>;
  /** `signal` ends the waits between calls; `report` is told of those that take long. */
  readonly createAws: (
    place: AwsPlace,
    signal: AbortSignal,
    report?: NonNullable<AwsOptions["report"]>,
  ) => Promise<Aws>;
  readonly clock: Clock;
  /** A random text that no other run has. */
  readonly newToken: () => string;
}

/** The real one. */
export const thisMachine: Machine = {
  loadUseCases: () => import("../maintenance/index.js"),
  createAws: async (place, signal, report) => {
    const { createAws } = await import("../aws/index.js");
    return createAws({
      ...place,
      clock: systemClock,
      random: Math.random,
      signal,
      ...(report && { report }),
    });
  },
  clock: systemClock,
  newToken: () => crypto.randomUUID(),
};
