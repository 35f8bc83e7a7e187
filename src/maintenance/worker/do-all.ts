import { JetsError } from "../errors.js";
import { isOfOneWorker } from "./for-each.js";

/**
 * Takes all steps for one worker, in order. If one fails, those after it still run (rule 6 of `docs/safety.md`); an
 * error that ends the whole run is thrown at once.
 * @throws JetsError with what every step that failed says
 */
export async function doAll(steps: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: JetsError[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      if (!isOfOneWorker(error)) throw error;
      failures.push(error);
    }
  }
  const [first] = failures;
  if (first === undefined) return;
  throw new JetsError(first.code, once(failures, "message"), once(failures, "hint"), { cause: first });
}

/** What several errors say, each sentence once. */
const once = (failures: readonly JetsError[], key: "message" | "hint"): string =>
  [...new Set(failures.map((failure) => failure[key]))].join(" ");

/** The same error, with the line that does by hand what failed. */
export const orByHand = ({ code, message, hint, cause }: JetsError, line: string): JetsError =>
  new JetsError(code, message, `${hint} By hand: ${line}`, { cause });
