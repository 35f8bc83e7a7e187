import * as v from "valibot";
import { memberText } from "./member.js";
import type { QueueMessage } from "../../ports/queues.js";

/** An event that Lambda could not deliver since its function was stopped. */
export interface KeptEvent {
  readonly message: QueueMessage;
  readonly functionName: string;
  /** The alias, the version, or `$LATEST`. */
  readonly qualifier: string;
  /** The event itself, as JSON text. */
  readonly payload: string;
  /** When Lambda kept it. */
  readonly at: Date;
  /** Of an event that an EventBridge rule sent by its schedule. */
  readonly schedule?: { readonly rule: string; readonly time: string };
}

/**
 * The record that Lambda sends to a failure destination: an application found `condition` to be
 * `ZeroReservedConcurrency` on AWS, https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
const recordSchema = v.object({
  timestamp: v.pipe(
    v.string(),
    v.transform((text) => new Date(text)),
  ),
  requestContext: v.object({ functionArn: v.string(), condition: v.string() }),
});

/** https://docs.aws.amazon.com/eventbridge/latest/ref/events-structure.html */
const scheduledSchema = v.object({
  "detail-type": v.literal("Scheduled Event"),
  resources: v.tuple([v.string()]),
  time: v.string(),
});

/** The event that a message holds; `undefined` for one that was not kept because its function was stopped. */
export function parseRecord(message: QueueMessage, functions: FunctionsAt): KeptEvent | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), recordSchema), message.body);
  if (!parsed.success) return undefined;
  const { timestamp, requestContext } = parsed.output;
  const [arn, functionName, qualifier = "$LATEST"] = functions.exec(requestContext.functionArn) ?? [];
  const payload = memberText(message.body, "requestPayload");
  const isOurs = requestContext.condition === "ZeroReservedConcurrency";
  if (!isOurs || arn === undefined || functionName === undefined || payload === undefined) return undefined;
  const at = Number.isNaN(timestamp.getTime()) ? message.sentAt : timestamp;
  return { message, functionName, qualifier, payload, at, ...scheduleOf(payload) };
}

/** Matches the ARNs of functions of one region and account, with name and qualifier. */
type FunctionsAt = RegExp;

/** @param stackId the stack's ARN, which tells partition, region and account */
export function functionsAt(stackId: string): FunctionsAt {
  const [, partition = "", , region = "", account = ""] = stackId.split(":");
  return new RegExp(`^arn:${partition}:lambda:${region}:${account}:function:([\\w-]+)(?::([\\w$-]+))?$`);
}

function scheduleOf(payload: string): Pick<KeptEvent, "schedule"> {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), scheduledSchema), payload);
  if (!parsed.success) return {};
  const { resources, time } = parsed.output;
  return { schedule: { rule: resources[0], time } };
}
