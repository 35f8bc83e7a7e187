import type { CalledService } from "./wire/messages.js";

/** One call that was made, as the sandbox saw it. */
export interface CallRecord {
  /** The caller's account. */
  readonly account: string;
  readonly region: string;
  readonly service: CalledService;
  readonly operation: string;
  /** The function, mapping, parameter or stack that it was about; empty where there is none. */
  readonly target: string;
  /** The ARN that a policy has to grant the operation on; `*` where there is none. */
  readonly resource: string;
  readonly changing: boolean;
  /** Milliseconds since 1970, when it arrived. */
  readonly time: number;
  /** The HTTP status answered; 0 until it is, and when the connection was dropped. */
  readonly status: number;
  /** AWS's error code; undefined for a call that went well. */
  readonly errorCode: string | undefined;
  /** Whether the connection was closed without an answer. */
  readonly dropped: boolean;
}
