import { readScope, type Scope } from "../wire/authorization.js";
import type { AwsError, Refusals, WireRequest } from "../wire/messages.js";
import type { Caller } from "./caller.js";
import { sessionOf, uniqueId, type Session, type Sessions } from "./sessions.js";

/** What is known of those who may call. */
export interface Identities {
  /** The account of every access key that holds none. */
  readonly home: string;
  readonly sessions: Sessions;
  /** The regions that accounts have not enabled. */
  readonly disabledRegions: Readonly<Record<string, readonly string[] | undefined>>;
  readonly now: () => number;
}

/** Tells who signed a request; one without a signature comes from an anonymous user of the home account. */
export function identify(request: WireRequest, known: Identities): Caller {
  const scope = readScope(request);
  const token = request.headers["x-amz-security-token"];
  const session = token === undefined ? undefined : sessionOf(known.sessions, token);
  const isOwn = session !== undefined && session.accessKey === scope?.accessKey;
  const who = !isOwn ? userOf(scope, known.home) : sessionCaller(session);
  const isDisabled = known.disabledRegions[who.account]?.includes(scope?.region ?? "") === true;
  const problem = isDisabled ? "unknown" : problemOf(scope?.accessKey, session, known);
  return { ...who, problem };
}

/** What a service says to credentials that it does not take; undefined when it takes them. */
export function turnAway({ problem }: Caller, refusals: Refusals): AwsError | undefined {
  switch (problem) {
    // An account that has not enabled the region gets the same:
    // https://github.com/ekristen/aws-nuke/issues/774, https://github.com/aws/aws-sdk-ruby/issues/2850
    case "unknown":
      return refusals.unknownCaller();
    case "expired":
      return refusals.expired();
    case undefined:
      return undefined;
  }
}

function userOf(scope: Scope | undefined, home: string): Omit<Caller, "problem"> {
  const { accessKey = "anonymous" } = scope ?? {};
  const account = /(?<!\d)\d{12}(?!\d)/.exec(accessKey)?.[0] ?? home;
  const arn = `arn:aws:iam::${account}:user/${accessKey}`;
  return { account, arn, userId: () => uniqueId("AIDA", arn), isSession: false };
}

function sessionCaller({ role: { account, arn, name: role }, name }: Session): Omit<Caller, "problem"> {
  return {
    account,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
    userId: () => `${uniqueId("AROA", arn)}:${name}`,
    isSession: true,
  };
}

function problemOf(accessKey = "", session: Session | undefined, { now }: Identities): Caller["problem"] {
  // Other temporary credentials, for example of a single sign-on, are taken as a key of the sandbox is.
  if (session === undefined) return /^ASIA\d{12}[0-9A-Z]{4}$/.test(accessKey) ? "unknown" : undefined;
  if (session.accessKey !== accessKey) return "unknown";
  return now() < session.expiresAt ? undefined : "expired";
}
