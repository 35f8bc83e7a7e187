import { formatInfo } from "../maintenance/info-text.js";

/** How long a reason may be: it shares a parameter of 4 KB with the rest of a run's record. */
const reasonLength = 200;

/** What is wrong with a reason, as the end of a sentence; `undefined` where nothing is. */
export function faultOfReason(reason: string): string | undefined {
  const length = Array.from(reason.trim()).length;
  if (length === 0) return "is empty";
  return length <= reasonLength ? undefined : `is longer than ${reasonLength} characters`;
}

/** Bytes: the message shares a parameter of 4 KB with who turned maintenance on, why, and the rest. */
const messageSize = 1_000;

/** A message as it is kept: on one line. */
export const cleanMessage = (message: string): string => message.replaceAll(/[\p{Cc}\p{Cs}]+/gu, " ").trim();

/** What is wrong with a message, as the end of a sentence; `undefined` where nothing is. */
export function faultOfMessage(message: string): string | undefined {
  const cleaned = cleanMessage(message);
  if (cleaned === "") return "is empty";
  const size = Buffer.byteLength(formatInfo(cleaned));
  return size <= messageSize ? undefined : `takes ${size} bytes as JSON, and ${messageSize} are the limit`;
}
