import { formatInfo } from "./info-text.js";

/** Bytes of JSON: a reason shares a parameter of 4 KB with the rest of a run's record. */
const reasonSize = 200;

/** Bytes of JSON: a message shares a parameter of 4 KB with who turned maintenance on, why, and the rest. */
const messageSize = 1_000;

/** What is wrong with a reason, as the end of a sentence; `undefined` where nothing is, and it is kept as it is. */
export const faultOfReason = (reason: string): string | undefined => faultOf(reason, reasonSize);

/** A message as it is kept: on one line. */
export const cleanMessage = (message: string): string => message.replaceAll(/[\p{Cc}\p{Cs}]+/gu, " ").trim();

/** What is wrong with a message, as the end of a sentence; `undefined` where nothing is. */
export const faultOfMessage = (message: string): string | undefined =>
  faultOf(cleanMessage(message), messageSize);

/** What can't be kept as it is, is refused. */
function faultOf(text: string, limit: number): string | undefined {
  if (text.trim() === "") return "is empty";
  // Without the quotes around it.
  const size = Buffer.byteLength(formatInfo(text)) - 2;
  return size <= limit ? undefined : `takes ${size} bytes as JSON, and ${limit} are the limit`;
}
