import { createHash } from "node:crypto";
import type { Context, TurnOptions } from "../../context.js";
import { JetsError } from "../../errors.js";
import { arnsBeside } from "../../policy/document.js";
import { keepsEvents, type Entries } from "../journal/settings.js";
import { allowToSend } from "./queue-policy.js";

/** What a queue's name may have: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
const nameLength = 80;

/** How long the queue keeps an event, which is as long as SQS does: 14 days. */
const retentionSeconds = 1_209_600;

/**
 * A new queue can be used after a second:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
 */
const usableInMs = 1_500;

/** The name of the queue that keeps an application's events. A stack's name may be longer than that of a queue. */
export function queueName(stack: string): string {
  const name = `jets-${stack}-events`;
  if (name.length <= nameLength) return name;
  const hash = createHash("sha256").update(stack).digest("hex").slice(0, 8);
  return `jets-${stack.slice(0, nameLength - 21)}-${hash}-events`;
}

/**
 * The ARN of that queue where events are kept: the options ask for it, or the open maintenance does so already.
 * @param stackId the stack's ARN, which tells partition, region and account
 */
export const queueIfKept = (
  { stack }: Pick<Context, "stack">,
  stackId: string,
  { keepEvents }: TurnOptions,
  entries: Entries = new Map(),
): string | undefined =>
  keepEvents === true || keepsEvents(entries) ? arnsBeside(stackId)("sqs", queueName(stack)) : undefined;

/** Whether a destination is a queue of that name. */
export const isQueue = (destination: string | undefined, name: string): boolean => {
  const [, , service, , , resource] = destination?.split(":") ?? [];
  return service === "sqs" && resource === name;
};

/** Who is to send to the queue. */
interface Senders {
  /** The ARNs of the workers' execution roles. */
  readonly roles: ReadonlySet<string>;
  /** Whether it keeps events of workers that were stopped before. */
  readonly isInUse: boolean;
}

/**
 * Makes the queue, or makes sure of one that is there: it keeps events as long as SQS can, and takes them from these
 * execution roles. What its policy allows others stays.
 * @throws JetsError what AWS refuses
 */
export async function prepareQueue(
  { stack, queues, clock, signal }: Context,
  arn: string,
  { roles, isInUse }: Senders,
): Promise<void> {
  const name = queueName(stack);
  const policyAfter = (before: string | undefined): string =>
    allowToSend(before, { stack, arn, roles: [...roles], keepsRoles: isInUse });
  let url = await queues.find(name);
  if (url === undefined) {
    if (await queues.create(name, { policy: policyAfter(undefined), retentionSeconds })) {
      await clock.sleep(usableInMs, signal).catch(() => undefined);
      return;
    }
    url = await queues.find(name);
  }
  if (url === undefined) throw contradictory(name);
  const state = await queues.describe(url);
  const policy = policyAfter(state?.policy);
  if (state?.policy === policy && state.retentionSeconds === retentionSeconds) return;
  await queues.change(url, { policy, retentionSeconds });
}

const contradictory = (name: string): JetsError =>
  new JetsError(
    "aws_refused",
    `AWS said that there is a queue ${name}, and that there is none.`,
    "Repeat the command in a minute.",
  );

/** The URL of the queue. @throws JetsError `failed` when there is none */
export async function findQueue({ stack, queues }: Pick<Context, "stack" | "queues">): Promise<string> {
  const url = await queues.find(queueName(stack));
  if (url !== undefined) return url;
  throw new JetsError(
    "failed",
    `There is no queue ${queueName(stack)}: no events of ${stack} were kept.`,
    `Keep them with \`jets maintenance:on --role worker --keep-events --stack ${stack}\`.`,
  );
}
