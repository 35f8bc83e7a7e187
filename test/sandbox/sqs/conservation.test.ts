import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { inProcessClients, refusalOf } from "../../support/sdk-clients.js";
import { openSandbox } from "../../support/timed-sandbox.js";

const QueueUrl = "https://sqs.us-east-1.amazonaws.com/123456789012/jobs";
const days = 86_400_000;

/** What callers do, in any order. */
const step = fc.oneof(
  fc.record({ do: fc.constant("send" as const), delay: fc.constantFrom(0, 5) }),
  fc.record({ do: fc.constant("receive" as const), count: fc.integer({ min: 1, max: 10 }) }),
  fc.record({ do: fc.constantFrom("delete" as const, "show" as const), which: fc.nat(20) }),
  fc.record({ do: fc.constant("wait" as const), ms: fc.constantFrom(0, 4999, 30_000, 60_000) }),
);

test("whatever callers do, a message is in the queue until it is deleted, and in one state", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const { sandbox, clock } = openSandbox({ stacks: [] });
      const { sqs } = inProcessClients(sandbox);
      sandbox.world.addQueue("jobs");
      const handles: string[] = [];
      const sent = new Set<string>();
      for (const [index, one] of steps.entries()) {
        const before = new Set(sandbox.world.messagesIn("jobs").map(({ body }) => body));
        if (one.do === "send") {
          sent.add(String(index));
          const input = { QueueUrl, MessageBody: String(index), DelaySeconds: one.delay };
          await sqs.send(new SendMessageCommand(input));
        } else if (one.do === "receive") {
          const input = { QueueUrl, MaxNumberOfMessages: one.count };
          const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(input));
          for (const { ReceiptHandle = "" } of Messages) handles.push(ReceiptHandle);
        } else if (one.do === "wait") clock.advance(one.ms);
        else {
          const ReceiptHandle = handles[one.which] ?? "none";
          if (one.do === "delete") {
            await refusalOf(sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })));
            for (const body of before)
              if (sandbox.world.messagesIn("jobs").every((message) => message.body !== body))
                sent.delete(body);
          } else {
            const input = { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 };
            await refusalOf(sqs.send(new ChangeMessageVisibilityCommand(input)));
          }
        }
        expect(new Set(sandbox.world.messagesIn("jobs").map(({ body }) => body))).toEqual(sent);
        const { Attributes = {} } = await sqs.send(
          new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
        );
        const counts = [
          Attributes.ApproximateNumberOfMessages,
          Attributes.ApproximateNumberOfMessagesNotVisible,
          Attributes.ApproximateNumberOfMessagesDelayed,
        ];
        expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(sent.size);
      }
      clock.advance(4 * days);
      expect(sandbox.world.messagesIn("jobs")).toEqual([]);
    }),
    { numRuns: 20 },
  );
});
