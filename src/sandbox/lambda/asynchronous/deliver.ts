import { configurationOf } from "../configuration.js";
import { functionArn } from "../names.js";
import type { FunctionState, LambdaState } from "../state.js";
import { AwsError } from "../../wire/messages.js";
import { findByName } from "../../sqs/names.js";
import { send } from "../../sqs/send.js";
import type { MessageAttributes } from "../../sqs/state.js";
import { activeConfig } from "./config-state.js";
import { maySend, queueNameIn } from "./destinations.js";
import type { AsyncEvent, EventFate } from "./events.js";

/** An event as its source sends it. */
type NewEvent = Pick<AsyncEvent, "qualifier" | "payload">;

/** A message on its way to a failure destination or dead-letter queue. */
interface Delivery {
  readonly to: string;
  /** The ARN of the execution role that sends it. */
  readonly role: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
}

/**
 * Takes an asynchronous event. The function processes it at once; at reserved 0 it goes to the failure destination and
 * the dead-letter queue, where there are such, and is lost where there are none. Success is told to no destination.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 * @returns the id of the request
 */
export function takeEvent(state: LambdaState, fn: FunctionState, { qualifier, payload }: NewEvent): string {
  const event = {
    requestId: state.context.newId(),
    functionName: fn.name,
    qualifier,
    payload,
    time: state.context.now(),
  };
  const fates: readonly EventFate[] = fn.reserved === 0 ? divert(state, fn, event) : ["processed"];
  state.events.push({ ...event, fates });
  return event.requestId;
}

function divert(state: LambdaState, fn: FunctionState, event: Omit<AsyncEvent, "fates">): EventFate[] {
  const { qualifier, payload } = event;
  const { role, deadLetterTarget } = configurationOf(fn, qualifier === "$LATEST" ? undefined : qualifier);
  const destination = activeConfig(state, fn, qualifier)?.onFailure;
  const fates: EventFate[] = [];
  if (destination !== undefined) {
    const body = recordOf(state, event);
    fates.push(
      deliver(state, { to: destination, role, body, attributes: {} }) ? "destination" : "undelivered",
    );
  }
  if (deadLetterTarget !== undefined) {
    const attributes = attributesOf(event.requestId);
    const isSent = deliver(state, { to: deadLetterTarget, role, body: payload, attributes });
    fates.push(isSent ? "deadLetter" : "undelivered");
  }
  return fates;
}

/** Whether a message arrives; what is no queue of this account and region takes everything. */
function deliver(state: LambdaState, { to, role, body, attributes }: Delivery): boolean {
  const name = queueNameIn(state, to);
  if (name === undefined) return true;
  try {
    const queue = findByName(state.sqs, name);
    if (!maySend(state, role, queue, { policyCounts: true })) return false;
    send(state.sqs, queue, { body, attributes, sentBy: role });
    return true;
  } catch (error) {
    if (error instanceof AwsError) return false;
    throw error;
  }
}

// As recorded on AWS. The payload is in it word for word: to read and write it again could change its numbers.
function recordOf({ context }: LambdaState, event: Omit<AsyncEvent, "fates">): string {
  const { requestId, functionName, qualifier, payload, time } = event;
  const head = JSON.stringify({
    version: "1.0",
    timestamp: new Date(time).toISOString(),
    requestContext: {
      requestId,
      functionArn: functionArn(context, functionName, qualifier),
      condition: "ZeroReservedConcurrency",
      approximateInvokeCount: 0,
    },
  });
  return `${head.slice(0, -1)},"requestPayload":${payload}}`;
}

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq names these three;
// what they say at reserved 0 is not documented.
function attributesOf(requestId: string): MessageAttributes {
  return {
    RequestID: { type: "String", value: requestId },
    ErrorCode: { type: "Number", value: "429" },
    ErrorMessage: { type: "String", value: "Rate Exceeded." },
  };
}
