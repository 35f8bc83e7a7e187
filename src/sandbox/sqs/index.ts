import type { Caller } from "../identity/caller.js";
import { Input, readJson } from "../wire/input.js";
import type { Call, Service, WireRequest } from "../wire/messages.js";
import { changeMessageVisibilityBatch, deleteMessageBatch, sendMessageBatch } from "./batches.js";
import { refuse, sqsError, sqsRefusals } from "./errors.js";
import { nameIn, queueArn } from "./names.js";
import {
  createQueue,
  deleteQueue,
  getQueueAttributes,
  getQueueUrl,
  listQueues,
  purgeQueue,
  setQueueAttributes,
} from "./queues.js";
import { changeMessageVisibility, deleteMessage, receiveMessage } from "./receive.js";
import { sendMessage } from "./send.js";
import type { SqsState } from "./state.js";

type Operation = (state: SqsState, input: Input, request: WireRequest, caller: Caller) => object;

const operations = new Map<string, Operation>([
  ["CreateQueue", createQueue],
  ["GetQueueUrl", getQueueUrl],
  ["ListQueues", listQueues],
  ["DeleteQueue", deleteQueue],
  ["PurgeQueue", purgeQueue],
  ["GetQueueAttributes", getQueueAttributes],
  ["SetQueueAttributes", setQueueAttributes],
  ["SendMessage", (state, input, _, caller) => sendMessage(state, input, senderOf(caller))],
  ["SendMessageBatch", (state, input, _, caller) => sendMessageBatch(state, input, senderOf(caller))],
  ["ReceiveMessage", receiveMessage],
  ["DeleteMessage", deleteMessage],
  ["DeleteMessageBatch", deleteMessageBatch],
  ["ChangeMessageVisibility", changeMessageVisibility],
  ["ChangeMessageVisibilityBatch", changeMessageVisibilityBatch],
]);

/** What it answers. */
export const sqsOperations: readonly string[] = [...operations.keys()];

/** SQS over AWS JSON 1.0. */
export function createSqs(state: SqsState): Service {
  return { read: (request, caller) => readCall(state, request, caller), refuse, refusals: sqsRefusals };
}

function readCall(state: SqsState, request: WireRequest, caller: Caller): Call {
  const name = request.headers["x-amz-target"]?.split(".").at(-1) ?? "";
  const operation = operations.get(name);
  const target = targetOf(request.body);
  return {
    service: "SQS",
    operation: name,
    target,
    resource: target === "" ? "*" : queueArn(state.context, target),
    // To receive a message hides it from others.
    changing: operation !== undefined && !name.startsWith("Get") && !name.startsWith("List"),
    run: () => {
      if (operation === undefined)
        throw sqsError("UnknownOperationException", `The sandbox does not know the operation ${name}.`);
      return respond(operation(state, new Input(readJson(request.body)), request, caller));
    },
  };
}

// Only for logs and faults. By text, so that the call itself refuses a body that is not JSON.
function targetOf(body: string): string {
  const groups = /"Queue(?:Name|Url)"\s*:\s*"(?<queue>[^"\\]*)"/.exec(body)?.groups;
  return nameIn(groups?.queue ?? "");
}

const senderOf = ({ arn }: Caller): string => arn.split("/").at(-1) ?? "";

function respond(answer: object): ReturnType<Call["run"]> {
  return {
    status: 200,
    headers: { "content-type": "application/x-amz-json-1.0" },
    body: JSON.stringify(answer),
  };
}
