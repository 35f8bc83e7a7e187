import type { BatchResultErrorEntry, Message } from "@aws-sdk/client-sqs";
import { defined } from "../defined.js";
import { JetsError, type QueueMessage, type Queues, type QueueSettings } from "../maintenance/index.js";
import { isRefusal } from "./call/refusals.js";
import type { ServiceCall } from "./call/service.js";
import type { Sqs } from "./sdk/sqs.js";

/** How long a receive call waits for a message. Only one that waits asks all of SQS's servers. */
const waitSeconds = 3;

/** What one call takes: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const atOnce = 10;

/** Queues of SQS; `uninterrupted` still makes calls for a while after the run was interrupted. */
export function createQueues(call: ServiceCall<Sqs>, uninterrupted: ServiceCall<Sqs>): Queues {
  return {
    find: (name) =>
      orNoQueue(
        call("sqs:GetQueueUrl", name, (sqs) => sqs.getQueueUrl({ QueueName: name })).then(
          ({ QueueUrl: url }) => url,
        ),
      ),

    async create(name, settings) {
      const created = call("sqs:CreateQueue", name, (sqs) =>
        sqs.createQueue({
          QueueName: name,
          Attributes: { ...attributesOf(settings), SqsManagedSseEnabled: "true" },
        }),
      );
      return created.then(
        () => true,
        (error: unknown) => {
          if (existing.some((code) => isRefusal(error, code))) return false;
          throw error;
        },
      );
    },

    describe: (url) =>
      orNoQueue(
        call("sqs:GetQueueAttributes", nameOf(url), (sqs) =>
          sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ["All"] }),
        ).then(({ Attributes: attributes = {} }) => ({
          ...defined({ policy: attributes.Policy }),
          retentionSeconds: Number(attributes.MessageRetentionPeriod ?? 0),
          messages: counted.reduce((sum, key) => sum + Number(attributes[key] ?? 0), 0),
        })),
      ),

    async change(url, settings) {
      await call("sqs:SetQueueAttributes", nameOf(url), (sqs) =>
        sqs.setQueueAttributes({ QueueUrl: url, Attributes: attributesOf(settings) }),
      );
    },

    async purge(url) {
      await call("sqs:PurgeQueue", nameOf(url), (sqs) => sqs.purgeQueue({ QueueUrl: url }));
    },

    ...createMessages(call, uninterrupted),
  };
}

function createMessages(
  call: ServiceCall<Sqs>,
  uninterrupted: ServiceCall<Sqs>,
): Pick<Queues, "receive" | "delete" | "show"> {
  return {
    async receive(url, hiddenSeconds) {
      const { Messages: messages = [] } = await call("sqs:ReceiveMessage", nameOf(url), (sqs) =>
        sqs.receiveMessage({
          QueueUrl: url,
          MaxNumberOfMessages: atOnce,
          VisibilityTimeout: hiddenSeconds,
          WaitTimeSeconds: waitSeconds,
          MessageSystemAttributeNames: ["SentTimestamp"],
        }),
      );
      return messages.map(parseMessage);
    },

    async delete(url, receipts) {
      for (const some of inTens(receipts)) {
        let left = some;
        // A batch is answered as a success whatever becomes of its entries.
        for (let attempt = 1; left.length > 0; attempt += 1) {
          const { Failed: failed = [] } = await uninterrupted("sqs:DeleteMessage", nameOf(url), (sqs) =>
            sqs.deleteMessageBatch({ QueueUrl: url, Entries: left }),
          );
          const [first] = failed;
          if (first !== undefined && attempt === deletions) throw notDeleted(url, first);
          left = left.filter(({ Id: id }) => failed.some((entry) => entry.Id === id));
        }
      }
    },

    async show(url, receipts) {
      for (const some of inTens(receipts)) {
        const entries = some.map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
        await uninterrupted("sqs:ChangeMessageVisibility", nameOf(url), (sqs) =>
          sqs.changeMessageVisibilityBatch({ QueueUrl: url, Entries: entries }),
        );
      }
    },
  };
}

/** How often the deletion of one message is tried. */
const deletions = 3;

const counted = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
] as const;

const attributesOf = ({ policy, retentionSeconds }: QueueSettings): Record<string, string> => ({
  Policy: policy,
  MessageRetentionPeriod: String(retentionSeconds),
});

function parseMessage({
  MessageId: id = "",
  ReceiptHandle: receipt = "",
  Body: body = "",
  Attributes: attributes = {},
}: Message): QueueMessage {
  return { id, receipt, body, sentAt: new Date(Number(attributes.SentTimestamp ?? 0)) };
}

interface Entry {
  readonly Id: string;
  readonly ReceiptHandle: string;
}

/** In batches, each entry under an id that no other of its batch has. */
function inTens(receipts: readonly string[]): Entry[][] {
  const entries = receipts.map((receipt, index) => ({ Id: String(index % atOnce), ReceiptHandle: receipt }));
  return Array.from({ length: Math.ceil(entries.length / atOnce) }, (_, index) =>
    entries.slice(index * atOnce, (index + 1) * atOnce),
  );
}

const notDeleted = (url: string, { Code: code, Message: text }: BatchResultErrorEntry): JetsError =>
  new JetsError(
    "aws_refused",
    `AWS refused sqs:DeleteMessage on a message of ${nameOf(url)}: ${code ?? "no code"}: ${text ?? "no text"}.`,
    "Repeat the command.",
  );

/** The answer, or `undefined` when AWS says that there is no such queue. */
async function orNoQueue<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (missing.some((name) => isRefusal(error, name))) return undefined;
    throw error;
  }
}

/** By its name in SQS's JSON protocol, and in its older one. */
const existing = ["QueueNameExists", "QueueAlreadyExists"];

/** By its name in SQS's JSON protocol, and by that in its older one, which the SDK may pass on. */
const missing = ["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"];

/** `https://sqs.<region>.amazonaws.com/<account>/<name>` */
const nameOf = (url: string): string => url.slice(url.lastIndexOf("/") + 1);
