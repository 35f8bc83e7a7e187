import { JetsError, type ErrorCode } from "../../maintenance/index.js";

/** What an error says: one sentence of fact, one of remedy. */
export interface Explanation {
  readonly code: ErrorCode;
  readonly fact: string;
  readonly remedy: string;
}

/** The error that says so; `cause` is what was thrown. */
export const toError = ({ code, fact, remedy }: Explanation, cause: unknown): JetsError =>
  new JetsError(code, fact, remedy, { cause });

/** One line, with a full stop, whatever AWS or Node put there. */
export function sentence(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
