import type { MaintenanceEvent } from "../maintenance/events.js";
import type { Selection, WebFlag } from "../maintenance/context.js";

/** Which application, how to reach it, and how a run is watched and stopped. */
export interface RunOptions {
  /** The application: the name of its CloudFormation stack. */
  readonly stack: string;
  /** AWS region; left out, the SDK's own choice. */
  readonly region?: string;
  /** AWS profile, the only source of credentials then; left out, they are found as the AWS CLI finds them. */
  readonly profile?: string;
  /** Once aborted, the run stops at the next safe point and rejects with a JetsError `interrupted`. */
  readonly signal?: AbortSignal;
  /**
   * Called with what a run does while it works. What it throws, or a promise that it returns is rejected with, stops
   * the run at the next safe point, as `signal` does; the run then rejects with that, and calls it no more. Promises
   * are not waited for.
   */
  readonly report?: (event: MaintenanceEvent) => void;
}

/** Who runs something. */
export interface Operator {
  /** For example `ada@laptop`. */
  readonly by: string;
  /** The URL of the pipeline's run, where it is one. */
  readonly url?: string;
}

/** Of a run that changes something. */
export interface TurnOptions extends RunOptions {
  /** Resolve only when it has really taken effect: work in flight has ended, provisioned concurrency is ready. */
  readonly wait?: boolean;
  /** Who does this, for the record; `user@host` of this process unless given. */
  readonly operator?: Operator;
}

/** Of the web role. */
export interface WebOptions {
  readonly role: "web";
  /** Where the web function looks: at the `parameter` unless given, or, as Ruby on Jets does, at an `env`ironment variable too. */
  readonly webFlag?: WebFlag;
}

/** How {@link turnOn} turns web maintenance on. */
export interface WebOnOptions extends TurnOptions, WebOptions {
  /** Why, at most 200 bytes as JSON; shown by `status`. */
  readonly reason?: string;
  /** What visitors are told instead of the stock sentence; at most 1000 bytes. */
  readonly message?: string;
  /** When it should be over. */
  readonly until?: Date;
  /** Seconds after which clients should try again, without `until` or once that has passed; 120 unless given. */
  readonly retryAfter?: number;
  /** Lets those past the page who have this secret, of 20 characters or more. An older one is worthless then. */
  readonly secret?: string;
}

/** Of the worker role. */
export interface WorkerOptions {
  readonly role: "worker";
  /** Go on while a deployment is running. */
  readonly duringDeployment?: boolean;
  /** Take over at once from a run that died, without waiting for its lock to go stale. */
  readonly breakLock?: boolean;
}

/** How {@link turnOn} turns worker maintenance on. */
export interface WorkerOnOptions extends TurnOptions, WorkerOptions {
  /** Why, at most 200 bytes as JSON; shown by `status`. */
  readonly reason?: string;
  /** Which functions are workers; left out, those with `_event-` in their name. */
  readonly workers?: Selection;
  /**
   * What to do where events are lost while workers are stopped, or where it cannot be told: report warnings, as when
   * left out, or refuse to go on.
   */
  readonly onEventLoss?: "warn" | "fail";
}

/** How {@link turnOff} turns web maintenance off. */
export interface WebOffOptions extends TurnOptions, WebOptions {}

/** How {@link turnOff} turns worker maintenance off. */
export interface WorkerOffOptions extends TurnOptions, WorkerOptions {
  /** Restore saved values even where somebody else changed them; a warning names each value that is overwritten. */
  readonly force?: boolean;
  /** Restore what is intact of a damaged journal, name the functions of which nothing is known, and keep the journal. */
  readonly salvage?: boolean;
}

/** What {@link turnOn} takes. */
export type TurnOnOptions = WebOnOptions | WorkerOnOptions;

/** What {@link turnOff} takes. */
export type TurnOffOptions = WebOffOptions | WorkerOffOptions;

/** How {@link getStatus} looks at the web role. */
export interface WebStatusOptions extends RunOptions, WebOptions {}

/** How {@link getStatus} looks at the worker role. */
export interface WorkerStatusOptions extends RunOptions {
  readonly role: "worker";
}

/** What {@link getStatus} takes. */
export type StatusOptions = WebStatusOptions | WorkerStatusOptions;
