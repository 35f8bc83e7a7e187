import type { Caller } from "../identity/caller.js";

/** One HTTP request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** With the query string, still percent-encoded. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** One HTTP answer. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The services that the sandbox speaks for, by the names that people know. */
export type ServiceName = "Lambda" | "SSM" | "CloudFormation" | "SQS" | "STS";

/** The service of a call, where it is one that the sandbox speaks for. */
export type CalledService = ServiceName | "unknown";

/** A request understood: which operation it asks for and what it is about. */
export interface Call {
  readonly service: CalledService;
  /** AWS's name of the operation; for an unknown one, what was asked for. */
  readonly operation: string;
  /** The function, mapping, parameter or stack that it is about; empty where there is none. */
  readonly target: string;
  /** The ARN of {@link target}, as an access-denied message names it. */
  readonly resource: string;
  /** Whether it would change something. */
  readonly changing: boolean;
  /** Carries it out. @throws AwsError when AWS would refuse. */
  run(): WireResponse;
}

/** A service's side of the wire. */
export interface Service {
  /** Understands a request; never throws, an impossible one throws when run. */
  read(request: WireRequest, caller: Caller): Call;
  /** Puts a refusal into the service's own form. */
  refuse(error: AwsError): WireResponse;
  /** What the service answers when it is throttled, broken, busy or forbidden, or does not know who calls. */
  readonly refusals: Refusals;
}

/** The refusals that every operation of a service knows. */
export interface Refusals {
  throttled(retryAfterSeconds: number): AwsError;
  internal(): AwsError;
  conflict(call: Call): AwsError;
  denied(message: string): AwsError;
  /** For an access key that is none, or a session token that is not the key's. */
  unknownCaller(): AwsError;
  /** For a session that is over. */
  expired(): AwsError;
}

/** What every service says of credentials that it does not take. */
export const credentialsTexts = {
  unknownCaller: "The security token included in the request is invalid.",
  expired: "The security token included in the request is expired",
} as const;

/** What an answer of refusal may carry besides code and text. */
interface AwsErrorDetails {
  /** Lambda's `Reason`, for example `CallerRateLimitExceeded`. */
  readonly reason?: string;
  readonly retryAfterSeconds?: number;
}

/** A refusal in AWS's words. */
export class AwsError extends Error {
  override readonly name = "AwsError";

  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    readonly details: AwsErrorDetails = {},
  ) {
    super(message);
  }
}
