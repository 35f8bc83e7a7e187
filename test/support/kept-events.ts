import * as v from "valibot";
import type { Scene } from "./scene.js";
import type { EventInvokeSettings } from "./world/events.js";

/** The name of the queue that keeps the events of `demo-dev`. */
export const keptQueue = "jets-demo-dev-events";

/** The ARN of a function of the scenes' account, with its qualifier. */
export const functionArn = (name: string, qualifier = "$LATEST"): string =>
  `arn:aws:lambda:us-east-1:123456789012:function:${name}:${qualifier}`;

/** The statements of a policy. */
export const statementsOf = (policy: string | undefined): unknown[] =>
  policy === undefined ? [] : v.parse(policySchema, policy).Statement;

const policySchema = v.pipe(v.string(), v.parseJson(), v.object({ Statement: v.array(v.unknown()) }));

/** What a record says besides its payload. */
interface RecordOptions {
  readonly arn?: string;
  readonly condition?: string;
  readonly timestamp?: string;
}

/** A record that Lambda sends to a failure destination, with the payload's own text in it. */
export function recordOf(name: string, payload: string, options: RecordOptions = {}): string {
  const { arn = functionArn(name), condition = "ZeroReservedConcurrency", timestamp } = options;
  const head = JSON.stringify({
    version: "1.0",
    timestamp: timestamp ?? "2026-11-02T09:12:03.250Z",
    requestContext: { requestId: "r-1", functionArn: arn, condition, approximateInvokeCount: 0 },
  });
  return `${head.slice(0, -1)},"requestPayload":${payload}}`;
}

/** An event that an EventBridge rule sends by its schedule. */
export const scheduled = (rule: string, time: string): object => ({
  version: "0",
  "detail-type": "Scheduled Event",
  source: "aws.events",
  time,
  resources: [`arn:aws:events:us-east-1:123456789012:rule/${rule}`],
  detail: {},
});

/** The events of a scene's functions. */
export interface SceneEvents {
  /** Sends an event as its source does. */
  readonly send: (name: string, payload: unknown, qualifier?: string) => void;
  readonly processed: (name: string) => unknown[];
  /** The payloads that are lost, of every function. */
  readonly lost: () => unknown[];
  /** The bodies of the messages in the queue of `demo-dev`. */
  readonly waiting: () => string[];
  /** The event invoke configurations by function; functions without one are left out. */
  readonly configs: () => Record<string, Record<string, EventInvokeSettings>>;
  /** The queue's attributes, as they were set. */
  readonly attributes: () => Readonly<Record<string, string>>;
}

/** Opens a scene's events. */
export function eventsOf({ sandbox }: Scene): SceneEvents {
  const { world } = sandbox;
  const names = (): string[] => Object.keys(sandbox.settings());
  return {
    send: (name, payload, qualifier) => {
      world.sendEvent(name, payload, qualifier);
    },
    processed: (name) => world.processedBy(name),
    lost: () => names().flatMap((name) => world.lostBy(name)),
    waiting: () => world.messagesIn(keptQueue).map(({ body }) => body),
    configs: () =>
      Object.fromEntries(
        names().flatMap((name) => {
          const configs = world.eventInvokeConfigsOf(name);
          return Object.keys(configs).length === 0 ? [] : [[name, configs]];
        }),
      ),
    attributes: () => sandbox.home.sqs.queues.get(keptQueue)?.attributes ?? {},
  };
}
