import { createHash } from "node:crypto";
import type { MessageAttributes } from "./state.js";

/** The MD5 of a message's body, which SDKs compare. */
export const digestOf = (body: string): string => createHash("md5").update(body).digest("hex");

/**
 * The MD5 of a message's attributes; undefined where there are none.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export function digestOfAttributes(attributes: MessageAttributes): string | undefined {
  const sorted = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  if (sorted.length === 0) return undefined;
  const hash = createHash("md5");
  for (const [name, { type, value }] of sorted) {
    const isBinary = type.startsWith("Binary");
    for (const part of [name, type]) hash.update(withLength(Buffer.from(part)));
    hash.update(Buffer.of(isBinary ? 2 : 1));
    hash.update(withLength(Buffer.from(value, isBinary ? "base64" : "utf8")));
  }
  return hash.digest("hex");
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
