import type { MaintenanceEvent } from "../maintenance/events.js";
import type { Selection, WebFlag } from "../maintenance/context.js";

/** Which application, how to reach it, and how a run is watched and stopped. */
export interface RunOptions {
  /** The application: the name of its CloudFormation stack. */
  readonly stack: string;
  /** AWS region; by default, the one that the AWS SDK finds. */
  readonly region?: string;
  /** AWS profile; other credentials are ignored. By default, they are found as the AWS CLI finds them. */
  readonly profile?: string;
  /** Once aborted, the run stops at the next safe point and rejects with a JetsError `interrupted`. */
  readonly signal?: AbortSignal;
  /**
   * Called with each event while a run works. An error that it throws, or that a promise which it returns rejects with,
   * stops the run at the next safe point, as `signal` does; the run then rejects with that error and does not call it
   * again. The run does not wait for its promises.
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

/** Options of a run that changes something. */
export interface TurnOptions extends RunOptions {
  /** Resolve only once it has taken full effect: work in flight has ended, provisioned concurrency is ready. */
  readonly wait?: boolean;
  /** Who does this, for the record; by default `user@host` of this process. */
  readonly operator?: Operator;
}

/** Options of the web role. */
export interface WebOptions {
  readonly role: "web";
  /** Where the flag is stored: `parameter` (default), or also the environment variable of Ruby on Jets (`env`). */
  readonly webFlag?: WebFlag;
}

/** How {@link turnOn} turns web maintenance on. */
export interface WebOnOptions extends TurnOptions, WebOptions {
  /** Why, at most 200 bytes as JSON; shown by `status`. */
  readonly reason?: string;
  /** The message on the page, in place of the default one; at most 1000 bytes as JSON. */
  readonly message?: string;
  /** The expected end, shown on the page. */
  readonly until?: Date;
  /** `Retry-After` in seconds, without `until` or once it has passed; 120 by default. */
  readonly retryAfter?: number;
  /**
   * When it ends by itself, whatever becomes of this process: from then on visitors are let in. It is `until` as well,
   * unless that is given. Not with the web flag `env`.
   */
  readonly expires?: Date;
  /** Lets requests with this secret through; at least 20 characters. It replaces any earlier secret. */
  readonly secret?: string;
}

/** Options of the worker role. */
export interface WorkerOptions {
  readonly role: "worker";
  /** Go on even if a deployment is running. */
  readonly duringDeployment?: boolean;
  /** Take over the lock now, without waiting for it to go stale; a run that is still alive is stopped. */
  readonly breakLock?: boolean;
  /** Milliseconds for which to wait for another run to end; none by default. */
  readonly lockTimeoutMs?: number;
}

/** How {@link turnOn} turns worker maintenance on. */
export interface WorkerOnOptions extends TurnOptions, WorkerOptions {
  /** Why, at most 200 bytes as JSON; shown by `status`. */
  readonly reason?: string;
  /** Which functions are workers; by default those with `_event-` in their name. */
  readonly workers?: Selection;
  /**
   * What to do if events are lost, or may be lost, while workers are stopped: report a warning (default), or fail before
   * anything is changed.
   */
  readonly onEventLoss?: "warn" | "fail";
  /** Keep asynchronous events that come while workers are stopped, in an SQS queue from which {@link turnOff} replays them. */
  readonly keepEvents?: boolean;
}

/** How {@link turnOff} replays the events that were kept. */
export interface ReplayOptions {
  /** `false` leaves them in the queue. */
  readonly replay?: boolean;
  /** How many to send a second, at most: from 1 to 300, 50 by default. */
  readonly replayRate?: number;
  /**
   * What EventBridge rules sent by their schedules: replay the last event of each rule (default), all, or none. Those that
   * are not replayed are deleted.
   */
  readonly replaySchedules?: "last" | "all" | "none";
}

/** How {@link turnOff} turns web maintenance off. */
export interface WebOffOptions extends TurnOptions, WebOptions {}

/** How {@link turnOff} turns worker maintenance off. */
export interface WorkerOffOptions extends TurnOptions, WorkerOptions, ReplayOptions {
  /** Restore saved values even if they were changed meanwhile; a warning names each value that is overwritten. */
  readonly force?: boolean;
  /** Restore what is intact in a damaged journal, name the functions whose settings are unknown, and keep the journal. */
  readonly salvage?: boolean;
}

/** What {@link turnOn} takes. */
export type TurnOnOptions = WebOnOptions | WorkerOnOptions;

/** What {@link turnOff} takes. */
export type TurnOffOptions = WebOffOptions | WorkerOffOptions;

/** What {@link duringMaintenance} takes for the web role. `wait` is true unless it is given. */
export interface WebDuringOptions extends WebOnOptions, Pick<WorkerOptions, "lockTimeoutMs"> {}

/** What {@link duringMaintenance} takes for the worker role. `wait` is true unless it is given. */
export interface WorkerDuringOptions extends WorkerOnOptions, ReplayOptions {}

/** What {@link duringMaintenance} takes for both roles. `wait` is true unless it is given. */
export interface BothDuringOptions
  extends Omit<WebOnOptions, "role" | "expires">, Omit<WorkerDuringOptions, "role"> {
  readonly role: "all";
}

/** What {@link duringMaintenance} takes. `wait` is true unless it is given. */
export type DuringOptions = WebDuringOptions | WorkerDuringOptions | BothDuringOptions;

/** How {@link getStatus} looks at the web role. */
export interface WebStatusOptions extends RunOptions, WebOptions {}

/** How {@link getStatus} looks at the worker role. */
export interface WorkerStatusOptions extends RunOptions {
  readonly role: "worker";
}

/** What {@link getStatus} takes. */
export type StatusOptions = WebStatusOptions | WorkerStatusOptions;
