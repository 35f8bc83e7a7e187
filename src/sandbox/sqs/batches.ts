import { AwsError } from "../wire/messages.js";
import type { Input } from "../wire/input.js";
import { oldCodeOf, sqsError } from "./errors.js";
import { findQueue } from "./names.js";
import { changeVisibility, deleteReceived } from "./receive.js";
import { describeSent, readMessage, send, sizeOf } from "./send.js";
import type { SqsState } from "./state.js";

/** How many bytes all messages of a batch may have together. */
const longestBatch = 1_048_576;

/** SendMessageBatch: ten messages, and a mebibyte together, at most. */
export function sendMessageBatch(state: SqsState, input: Input, sentBy: string): object {
  const queue = findQueue(state, input);
  const entries = readEntries(input, "SendMessageBatchRequestEntry");
  const size = entries.reduce((sum, entry) => sum + sizeOf(readMessage(entry, sentBy)), 0);
  if (size > longestBatch)
    throw sqsError(
      "BatchRequestTooLong",
      `Batch requests cannot be longer than ${longestBatch} bytes. You have sent ${size} bytes.`,
    );
  return answerEach(entries, (entry) => describeSent(send(state, queue, readMessage(entry, sentBy))));
}

/** DeleteMessageBatch. */
export function deleteMessageBatch(state: SqsState, input: Input): object {
  const queue = findQueue(state, input);
  return answerEach(readEntries(input, "DeleteMessageBatchRequestEntry"), (entry) =>
    deleteReceived(state, queue, entry),
  );
}

/** ChangeMessageVisibilityBatch. */
export function changeMessageVisibilityBatch(state: SqsState, input: Input): object {
  const queue = findQueue(state, input);
  return answerEach(readEntries(input, "ChangeMessageVisibilityBatchRequestEntry"), (entry) =>
    changeVisibility(state, queue, entry),
  );
}

function readEntries(input: Input, kind: string): readonly Input[] {
  const entries = input.structures("Entries");
  if (entries.length === 0)
    throw sqsError("EmptyBatchRequest", `There should be at least one ${kind} in the request.`);
  if (entries.length > 10)
    throw sqsError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  const ids = entries.map((entry) => entry.text("Id") ?? "");
  if (ids.some((id) => !/^[a-zA-Z0-9_-]{1,80}$/.test(id)))
    throw sqsError(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    );
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) throw sqsError("BatchEntryIdsNotDistinct", `Id ${repeated} repeated.`);
  return entries;
}

/** Does each entry; one that is refused does not stop the others. */
function answerEach(entries: readonly Input[], run: (entry: Input) => object): object {
  const successful: object[] = [];
  const failed: object[] = [];
  for (const entry of entries) {
    const Id = entry.text("Id");
    try {
      successful.push({ Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Id, SenderFault: true, Code: oldCodeOf(error), Message: error.message });
    }
  }
  return {
    ...(successful.length > 0 && { Successful: successful }),
    ...(failed.length > 0 && { Failed: failed }),
  };
}
