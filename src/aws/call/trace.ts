import { defined } from "../../defined.js";
import { JetsError, type Clock } from "../../maintenance/index.js";
import { parseMetadata, parseSdkError } from "./sdk-error.js";

/** One attempt at a call: names and numbers alone, nothing that was sent and nothing that came back. */
export interface Attempt {
  /** The IAM action, for example `lambda:GetFunction`. */
  readonly action: string;
  /** What it was asked of. */
  readonly resource: string;
  /** From 1 on. */
  readonly attempt: number;
  /** How long the answer took, in milliseconds. */
  readonly ms: number;
  /** The HTTP status; `undefined` when there was no answer. */
  readonly status: number | undefined;
  /** What AWS Support finds the call by. */
  readonly requestId: string | undefined;
  /** The name of what went wrong. */
  readonly error?: string;
}

/** Takes note of every attempt. */
export type Trace = (attempt: Attempt) => void;

/** Makes one attempt, and notes what came of it. */
export async function traced<Answer>(
  of: Pick<Attempt, "action" | "resource" | "attempt">,
  send: () => Promise<Answer>,
  clock: Clock,
  trace: Trace,
): Promise<Answer> {
  const start = clock.now().getTime();
  const note = (answer: unknown, error?: string): void => {
    const { httpStatusCode: status, requestId } = parseMetadata(answer);
    const ms = clock.now().getTime() - start;
    trace({ ...of, ms, status, requestId, ...defined({ error }) });
  };
  try {
    const answer = await send();
    note(answer);
    return answer;
  } catch (error) {
    const { name, code } = parseSdkError(error);
    // What our own code throws on the way is not an answer from AWS.
    if (!(error instanceof JetsError)) note(error, code ?? name);
    throw error;
  }
}
