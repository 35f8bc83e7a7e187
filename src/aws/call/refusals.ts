import { JetsError } from "../../maintenance/index.js";
import { parseSdkError } from "./sdk-error.js";

/** Whether `error` is AWS's answer of that name, as translated by `toJetsError`. */
export function isRefusal(error: unknown, name: string, text = /(?:)/): boolean {
  if (!(error instanceof JetsError)) return false;
  const cause = parseSdkError(error.cause);
  return cause.name === name && text.test(cause.message);
}

/** Whether CloudFormation says that there is no such stack: its ValidationError is generic, only the text tells. */
export const isStackMissing = (error: unknown): boolean =>
  isRefusal(error, "ValidationError", /does not exist/);

/** The answer, or `missing` when AWS says that there is no such function, alias, version or mapping. */
export async function orMissing<Answer, Missing>(
  missing: Missing,
  answer: Promise<Answer>,
): Promise<Answer | Missing> {
  try {
    return await answer;
  } catch (error) {
    if (isRefusal(error, "ResourceNotFoundException")) return missing;
    throw error;
  }
}

/**
 * The answer, or `gone` once AWS says the same when asked for that thing by its own name: a ResourceNotFoundException
 * may also be about what it belongs to. UpdateEventSourceMapping looks for the function too:
 * https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
 * @throws JetsError AWS's first refusal where the thing is still there
 */
export async function orGone<Answer, Gone>(
  gone: Gone,
  answer: Promise<Answer>,
  isThere: () => Promise<boolean>,
): Promise<Answer | Gone> {
  try {
    return await answer;
  } catch (error) {
    if (!isRefusal(error, "ResourceNotFoundException") || (await isThere())) throw error;
    return gone;
  }
}
