import type { JetsError } from "./errors.js";
import type { Role } from "./context.js";
import type { State, WorkerFailure } from "./result.js";

/** One setting that a run would change, in one call. */
export interface PlannedChange {
  readonly setting:
    "flag" | "info" | "variable" | "reserved" | "provisioned" | "mapping" | "failure destination";
  /** The flag's parameter, the key of its info, the variable's function, the alias, version or `$LATEST`, or the mapping's UUID; none of reserved concurrency. */
  readonly of?: string;
  /** `null`: unreserved, or not there. */
  readonly from: string | number | null;
  readonly to: string | number | null;
}

/** A worker whose asynchronous events don't wait while it is stopped. */
export interface EventsAtRisk {
  /** Who sends them: services such as `s3`, `sns` or `events`, other principals, the ARNs of streams. */
  readonly sources: readonly string[];
  /** Where those events go that are kept. */
  readonly destinations: readonly string[];
  /** The same by who sends them. */
  readonly fates: readonly EventFate[];
}

/** What becomes of one sender's events. */
export interface EventFate {
  readonly source: string;
  /** The alias or version that they are sent to; left out, the function itself. */
  readonly qualifier?: string;
  /** `unknown`: it is not known whether they are lost. */
  readonly fate: "kept" | "lost" | "unknown";
  /** Where they go when they are kept. */
  readonly destinations: readonly string[];
  /** Why it is not known. */
  readonly reason?: string;
}

/** What a run would do with one function. */
export interface FunctionPlan {
  readonly name: string;
  readonly isWorker: boolean;
  /** Why it is a worker or is none. */
  readonly why: string;
  readonly changes: readonly PlannedChange[];
  /** Why it would be left alone, not be read, or keep what was changed meanwhile. */
  readonly note?: string;
  readonly eventsAtRisk?: EventsAtRisk;
}

/** What `turnOn` or `turnOff` would do. */
export interface Plan {
  readonly role: Role;
  /** As it is now. */
  readonly state: State;
  readonly to: "on" | "off";
  /** Changes that concern no function: the web flag. */
  readonly changes: readonly PlannedChange[];
  /** Every function that was considered, by name; none of the web role. */
  readonly functions: readonly FunctionPlan[];
  /** The calls that would change something, by the quota that they share. */
  readonly calls: { readonly lambda: number; readonly ssm: number };
  /** How long these calls take at least, at AWS's quotas: 15 a second for Lambda, 3 for PutParameter. */
  readonly seconds: number;
  /** The workers that can't be read or stopped: the run would be only partly done. */
  readonly failures: readonly WorkerFailure[];
  /** Why the run would be refused. */
  readonly refusal?: JetsError;
}

/**
 * AWS's quotas for the calls that change something, in calls a second: those of Lambda's control plane
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html), and PutParameter, as AWS Support names it.
 */
export const quotas = { lambda: 15, ssm: 3 };

/** The calls with the time that they take side by side. */
export const costOf = (lambda: number, ssm: number): Pick<Plan, "calls" | "seconds"> => ({
  calls: { lambda, ssm },
  seconds: Math.ceil(Math.max(lambda / quotas.lambda, ssm / quotas.ssm)),
});
