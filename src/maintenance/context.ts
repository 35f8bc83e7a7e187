import type { Clock, Functions, Parameters, Stacks } from "./ports/functions.js";
import type { Settings } from "./worker/journal/settings.js";

/** The two halves of an application that go into maintenance separately. */
export const roles = ["web", "worker"] as const;

/** One of {@link roles}. */
export type Role = (typeof roles)[number];

/** What is known of a role: `partial` is printed as `off` on stdout and told apart on stderr and in JSON. */
export type State = "on" | "off" | "partial";

/** What a run tells while it works; the final line is the caller's, from the result. */
export type MaintenanceEvent = { readonly type: "note" | "warning"; readonly message: string } | Stage;

/** A part of a run that may take a while, as far as it has come. It is over when `done` is `total`. */
export interface Stage {
  readonly type: "stage";
  /** What is being done, as the beginning of a sentence: `Stopping workers`. */
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  /** How many seconds all of it takes at least, at AWS's quotas. */
  readonly seconds?: number;
  /** When it is over at the latest, in ISO 8601. */
  readonly until?: string;
}

/** Where the web function looks: at the parameter alone, or at an environment variable besides. */
export const webFlags = ["parameter", "env"] as const;

/** One of {@link webFlags}. */
export type WebFlag = (typeof webFlags)[number];

/** Which functions of the stack are workers; what is left out goes by the name. */
export interface Selection {
  /** Globs for function names and logical ids. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Whether the tag `jets:role` of every function is asked for, at one GetFunction each. */
  readonly tags?: boolean;
}

/** Everything a use case works with. Nothing in this folder reaches around it. */
export interface Context {
  /** The application: the name of its CloudFormation stack. */
  readonly stack: string;
  readonly stacks: Stacks;
  readonly functions: Functions;
  readonly parameters: Parameters;
  readonly selection?: Selection;
  /** `parameter` when left out. */
  readonly webFlag?: WebFlag;
  readonly clock: Clock;
  /** Who runs this, for example `ada@laptop`, and the pipeline's run URL where there is one. */
  readonly operator: { readonly by: string; readonly url?: string };
  /** A random text that no other run has. */
  readonly newToken: () => string;
  /** What a person types to turn this role on or off in the same place, as far as possible with the same options. */
  readonly commandLine: (to: "on" | "off" | "status") => string;
  readonly report: (event: MaintenanceEvent) => void;
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP: stop at the next safe point. */
  readonly signal: AbortSignal;
}

/** What a caller may ask of `on` and `off`. */
export interface TurnOptions {
  /** Why; kept as it is, whatever it holds. */
  readonly reason?: string;
  /** Take over at once from a run that died, without waiting for its lock to go stale. */
  readonly breakLock?: boolean;
  /** `off`: restore what is intact of a damaged journal, name the functions of which nothing is known, and keep it. */
  readonly salvage?: boolean;
  /** `off`: restore saved values even where somebody else changed them, and name each value that is overwritten. */
  readonly force?: boolean;
  /** Go on while a deployment is running. */
  readonly duringDeployment?: boolean;
  /** Return only when it has really taken effect: work in flight has ended, provisioned concurrency is ready. */
  readonly wait?: boolean;
  /**
   * `on`: whether workers that lose events, or of which that cannot be told, are only named, as when left out, or
   * refused.
   */
  readonly onEventLoss?: "warn" | "fail";
  /** `on`: `verify` has named them already. */
  readonly eventsNamed?: boolean;
  /** Web role, `on`: what visitors are told instead of the stock sentence. Kept as it is, whatever it holds. */
  readonly message?: string;
  /** Web role, `on`: when it should be over, in ISO 8601. */
  readonly until?: string;
  /** Web role, `on`: seconds after which clients should try again, where `until` is not known or has passed. */
  readonly retryAfter?: number;
  /** Web role, `on`: what the secret of a bypass hashes to. It takes the place of an older one. */
  readonly bypassHash?: string;
}

/** A worker that is not as asked, and why. */
export interface WorkerFailure {
  readonly name: string;
  readonly reason: string;
}

/** One function of the worker role. */
export interface FunctionStatus {
  readonly name: string;
  /** `on`: maintenance has stopped it. `off`: it works, or is none of maintenance's business. */
  readonly state: State;
  /** Why it is not as asked. */
  readonly problem?: string;
  /** Why it was left alone. */
  readonly note?: string;
  /** What `off` brings back. */
  readonly saved?: Settings;
  /** What it has now. */
  readonly present?: Settings;
}

/** What `turnOn` and `turnOff` did. */
export interface TurnResult {
  readonly role: Role;
  readonly state: State;
  /** `false`: it was so already. */
  readonly changed: boolean;
  /** Not empty: partly done. */
  readonly failures: readonly WorkerFailure[];
  /** While it is on, also partly. */
  readonly opened?: Opened;
  /** Each function that was looked at, by name; of the web role the web function, where its variable is the flag. */
  readonly functions: readonly FunctionStatus[];
}

/** Who turned a role on, when and why. */
export interface Opened {
  /** ISO 8601. */
  readonly since: string;
  readonly by: string;
  /** The pipeline's run, where it was one. */
  readonly url?: string;
  readonly reason?: string;
}

/** What `getStatus` found. */
export interface RoleStatus {
  readonly role: Role;
  readonly state: State;
  readonly opened?: Opened;
  /** Each worker, by name; of the web role the web function, where its variable is the flag. */
  readonly functions: readonly FunctionStatus[];
  /** Sentences for people: what differs and how, or that there are no workers. */
  readonly notes: readonly string[];
}
