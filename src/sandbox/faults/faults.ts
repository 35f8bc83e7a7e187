import type { Caller } from "../identity/caller.js";
import { AwsError, type Call, type Refusals } from "../wire/messages.js";

/** Whether a fault strikes before the call does its work or after it. */
export type When = "before" | "after";

/** What goes wrong with a call. */
export type FaultAction =
  /** Answers a refusal; `after`, the change took effect all the same. */
  | {
      readonly kind: "refuse";
      readonly status: number;
      readonly code: string;
      readonly message: string;
      readonly when?: When;
    }
  /** Answers what the service itself says when it throttles, breaks, is busy or forbids. */
  | { readonly kind: keyof Refusals; readonly when?: When }
  /** Closes the connection without an answer. */
  | { readonly kind: "drop"; readonly when: When }
  /** Runs a function, for example a change by another person; the call goes on. */
  | { readonly kind: "hook"; readonly when: When; readonly run: () => void | Promise<void> }
  /** Kills the caller, who gets no answer; `before`, the change does not take effect. */
  | { readonly kind: "kill"; readonly when: When; readonly run: () => void | Promise<void> };

/** Which calls something goes wrong with, and what. */
export interface Fault {
  /** Only this operation, for example `PutFunctionConcurrency`. */
  readonly operation?: string;
  /** Only calls about this function, mapping, parameter or stack; a function's qualifier need not be given. */
  readonly target?: string;
  /** Only calls of this account. */
  readonly account?: string;
  /** Only calls in this region. */
  readonly region?: string;
  /** Only calls that would change something. */
  readonly changing?: boolean;
  /** The first matching call that is struck, counted from 1; the first one when left out. */
  readonly nth?: number;
  /** How many calls are struck from there on; one when left out. */
  readonly times?: number;
  readonly action: FaultAction;
}

/** The faults that are still to strike. */
export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** Counts a call and returns what strikes it. */
  strike(call: Call, place: Place): readonly FaultAction[];
}

/** Where a call is made. */
interface Place {
  readonly account: string;
  readonly region: string;
}

/** No faults yet. */
export function createFaults(): Faults {
  const waiting: { readonly fault: Fault; seen: number }[] = [];
  return {
    add: (fault) => waiting.push({ fault, seen: 0 }),
    clear: () => waiting.splice(0),
    strike: (call, place) =>
      waiting
        .filter(({ fault }) => isIn(fault, place) && matches(fault, call))
        .filter((entry) => isDue(entry.fault, ++entry.seen))
        .map(({ fault }) => fault.action),
  };
}

/** The refusal that an action answers with; undefined when it answers none. */
export function refusalOf(
  action: FaultAction,
  call: Call,
  { refusals, caller }: { readonly refusals: Refusals; readonly caller: Caller },
): AwsError | undefined {
  switch (action.kind) {
    case "refuse":
      return new AwsError(action.code, action.status, action.message);
    case "throttled":
      return refusals.throttled(1);
    case "internal":
      return refusals.internal();
    case "conflict":
      return refusals.conflict(call);
    case "denied":
      return refusals.denied(deniedText(call, caller));
    case "unknownCaller":
      return refusals.unknownCaller();
    case "expired":
      return refusals.expired();
    case "drop":
    case "hook":
    case "kill":
      return undefined;
  }
}

const isIn = (fault: Fault, { account, region }: Place): boolean =>
  (fault.account ?? account) === account && (fault.region ?? region) === region;

function matches(fault: Fault, call: Call): boolean {
  const { operation, target, changing } = fault;
  return (
    (operation === undefined || operation === call.operation) &&
    (target === undefined || target === call.target || call.target.startsWith(`${target}:`)) &&
    (changing !== true || call.changing)
  );
}

function isDue({ nth = 1, times = 1 }: Fault, seen: number): boolean {
  return seen >= nth && seen < nth + times;
}

/**
 * The permissions that are not called as their operations:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 */
const permissions: Readonly<Record<string, string | undefined>> = {
  ChangeMessageVisibilityBatch: "ChangeMessageVisibility",
  DeleteMessageBatch: "DeleteMessage",
  Invoke: "InvokeFunction",
  SendMessageBatch: "SendMessage",
};

function deniedText({ service, operation, resource }: Call, { arn }: Caller): string {
  const action = `${service.toLowerCase()}:${permissions[operation] ?? operation}`;
  return `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
}
