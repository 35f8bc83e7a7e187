import type { Reporter } from "./events.js";
import type { AsideTerms } from "./ports/aside.js";
import type { Clock } from "./ports/clock.js";
import type { Functions } from "./ports/functions.js";
import type { Parameters } from "./ports/parameters.js";
import type { Queues } from "./ports/queues.js";
import type { Stacks } from "./ports/stacks.js";

/** The two halves of an application that go into maintenance separately. */
export const roles = ["web", "worker"] as const;

/** One of {@link roles}. */
export type Role = (typeof roles)[number];

/** Where the web flag is stored: in the parameter alone, or in an environment variable of the web function, too. */
export const webFlags = ["parameter", "env"] as const;

/** One of {@link webFlags}. */
export type WebFlag = (typeof webFlags)[number];

/** Which functions of the stack are workers; what is left out goes by the name. */
export interface Selection {
  /** Globs for function names and logical ids. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Whether to read the tag `jets:role` of every function, at one GetFunction each. */
  readonly tags?: boolean;
}

/** Everything that a use case works with. This folder uses nothing else from outside. */
export interface Context extends Reporter {
  /** The application: the name of its CloudFormation stack. */
  readonly stack: string;
  readonly stacks: Stacks;
  readonly functions: Functions;
  readonly parameters: Parameters;
  readonly queues: Queues;
  /** The same calls for lookups that are not part of the job: trouble with them does not concern the run. */
  readonly aside: (terms: AsideTerms) => Pick<Context, "stacks" | "functions">;
  readonly selection?: Selection;
  /** `parameter` when left out. */
  readonly webFlag?: WebFlag;
  readonly clock: Clock;
  /**
   * Who runs this, for example `ada@laptop`, the pipeline's run URL where there is one, and the fleet that the application
   * was meant by.
   */
  readonly operator: { readonly by: string; readonly url?: string; readonly fleet?: string };
  /** A random text that no other run has. */
  readonly newToken: () => string;
  /** What a person types to turn this role on or off, or to replay its events, in the same place, as far as possible with the same options. */
  readonly commandLine: (to: "on" | "off" | "status" | "events") => string;
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP: stop at the next safe point. */
  readonly signal: AbortSignal;
}

/** What to do with scheduled events: replay the newest of each rule, all, or none. */
export const scheduleReplays = ["last", "all", "none"] as const;

/** How the events that were kept are replayed. */
export interface ReplayOptions {
  /** How many to send a second, at most; 50 when left out. */
  readonly replayRate?: number;
  /** What EventBridge rules sent by their schedules; those that are not replayed are deleted. `last` when left out. */
  readonly replaySchedules?: (typeof scheduleReplays)[number];
}

/** What a caller may ask of `on` and `off`. */
export interface TurnOptions extends ReplayOptions {
  /** Why; kept as it is. */
  readonly reason?: string;
  /** Take over at once from a run that died, without waiting for its lock to go stale. */
  readonly breakLock?: boolean;
  /** `off`: restore what is intact of a damaged journal, name the functions whose settings are unknown, and keep it. */
  readonly salvage?: boolean;
  /** `off`: restore saved values even where they were changed meanwhile, and name each value that is overwritten. */
  readonly force?: boolean;
  /** Worker role: milliseconds for which to wait for another run to end; none when left out. */
  readonly lockTimeoutMs?: number;
  /** Worker role, `off`: the run of this process that hands its lock on. */
  readonly after?: { readonly run: number; readonly token: string };
  /** `maintenance:run`: the name of the program that runs meanwhile. */
  readonly program?: string;
  /**
   * Web role, `maintenance:run`: a text that no other run has. Stored with the flag, it marks maintenance that only
   * this run ends.
   */
  readonly runToken?: string;
  /** Go on while a deployment is running. */
  readonly duringDeployment?: boolean;
  /** Return only when it has really taken effect: work in flight has ended, provisioned concurrency is ready. */
  readonly wait?: boolean;
  /**
   * `on`: what to do where workers lose events, or may lose them: warn, as when left out, or refuse.
   */
  readonly onEventLoss?: "warn" | "fail";
  /**
   * Worker role, `on`: keep the asynchronous events that come while workers are stopped, in a queue from which `off`
   * replays them. Maintenance that keeps them already goes on doing so.
   */
  readonly keepEvents?: boolean;
  /** Worker role, `off`: `false` leaves the events that were kept in the queue. */
  readonly replay?: boolean;
  /** Worker role, `verify`: refuse where another run has the lock by now, too. */
  readonly lockIsFree?: boolean;
  /** `on`: whether something else has named the events at risk, or will. */
  readonly eventsNamed?: boolean;
  /** Web role, `on`: what the page says instead of the stock sentence. Kept as it is. */
  readonly message?: string;
  /** Web role, `on`: when it should be over, in ISO 8601. */
  readonly until?: string;
  /**
   * Web role, `on`: when it ends by itself, in ISO 8601, also if it is on already. Visitors see the same time unless
   * `until` is given.
   */
  readonly expires?: string;
  /** Web role, `on`: the same where it is not on yet; what is on keeps the end that it has. */
  readonly defaultExpires?: string;
  /** Web role, `on`: seconds after which clients should try again, where `until` is not known or has passed. */
  readonly retryAfter?: number;
  /** Web role, `on`: the hash of a bypass secret. It replaces an earlier one. */
  readonly bypassHash?: string;
}
