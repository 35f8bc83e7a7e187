import { defined } from "../defined.js";
import type { Role } from "./context.js";
import type { Settings } from "./worker/journal/settings.js";

/** What is known of a role: `partial` is printed as `off` on stdout and named on stderr and in JSON. */
export type State = "on" | "off" | "partial";

/** A worker for which a run failed, and why. */
export interface WorkerFailure {
  readonly name: string;
  readonly reason: string;
}

/** One function of the worker role. */
export interface FunctionStatus {
  readonly name: string;
  /** `on`: maintenance has stopped it. `off`: it works, or maintenance does not concern it. */
  readonly state: State;
  /** What failed, or what is not as it should be. */
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
  /** Worker role, `off`: what became of the events, where they were kept. */
  readonly events?: EventsResult;
}

/** What became of the events that were kept while workers were stopped. */
export interface ReplayedEvents {
  /** How many were sent to their functions again. */
  readonly replayed: number;
  /** How many scheduled events were deleted instead. */
  readonly skipped: number;
  /** How many still wait in the queue, as far as it is known. */
  readonly left: number;
}

/** The same with why events still wait, by the function that they are for, or by the queue. */
export interface EventsResult extends ReplayedEvents {
  /** Not empty: partly done. */
  readonly failures: readonly WorkerFailure[];
}

/** Who turned a role on, when and why. */
export interface Opened {
  /** ISO 8601. */
  readonly since: string;
  readonly by: string;
  /** The pipeline's run, where it was one. */
  readonly url?: string;
  readonly reason?: string;
  /** Web role: when it ends by itself, in ISO 8601. */
  readonly expires?: string;
}

/** What `getStatus` found. */
export interface RoleStatus {
  readonly role: Role;
  readonly state: State;
  readonly opened?: Opened;
  /** Each worker, by name, unless it is off; of the web role the web function, where its variable is the flag. */
  readonly functions: readonly FunctionStatus[];
  /** Sentences for people: what differs and how. */
  readonly notes: readonly string[];
}

/** Keeps what people may read of a record. A record can hold more, also keys that later versions add. */
export const openedOf = ({ since, by, url, reason, expires }: Opened): Opened =>
  defined({ since, by, url, reason, expires });

/** The same as the key of a result; absent if it is not known who turned maintenance on. */
export const openedIn = (record: Opened | undefined): { opened?: Opened } =>
  record === undefined ? {} : { opened: openedOf(record) };
