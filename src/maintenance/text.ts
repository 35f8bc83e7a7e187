/** Bytes of JSON that a reason may take: it shares a parameter of 4 KB with the rest of a run's record. */
const reasonBytes = 200;

/** Bytes of JSON that a message may take: it shares a parameter of 4 KB with who turned maintenance on, and why. */
const messageBytes = 1_000;

/**
 * JSON that Parameter Store takes. It refuses text in double braces; in JSON they can only be part of a string, where
 * a brace may be written as its code. Parsed, the text is what it was.
 */
export const formatJson = (value: unknown): string => JSON.stringify(value).replaceAll("{{", "{\\u007b");

/** The size that counts: without the quotes around it. */
const bytesOf = (text: string): number => Buffer.byteLength(formatJson(text)) - 2;

const onOneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cs}]+/gu, " ").trim();

/** What is wrong with a reason, as the end of a sentence; `undefined` for a good one, which is kept as it is. */
export const faultOfReason = (reason: string): string | undefined => faultOf(reason, reasonBytes);

/** A message as it is kept: on one line. */
export const cleanMessage = onOneLine;

/** What is wrong with a message, as the end of a sentence; `undefined` for a good one. */
export const faultOfMessage = (message: string): string | undefined =>
  faultOf(cleanMessage(message), messageBytes);

function faultOf(text: string, limit: number): string | undefined {
  if (text.trim() === "") return "must not be empty";
  const bytes = bytesOf(text);
  return bytes <= limit ? undefined : `takes ${bytes} bytes as JSON, but must take at most ${limit}`;
}

/** A text that was not typed, and so is cut instead of refused: on one line, at most so many bytes of JSON. */
export function cut(text: string, bytes = 200): string {
  let kept = onOneLine(text.replaceAll(/\{{2,}/g, "{").replaceAll(/\}{2,}/g, "}"));
  const characters = Array.from(kept);
  while (bytesOf(kept) > bytes) {
    characters.pop();
    kept = characters.join("");
  }
  return kept;
}

/** How many bytes of a fleet's name are kept. */
export const fleetBytes = 64;
