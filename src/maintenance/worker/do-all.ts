import { JetsError } from "../errors.js";
import { isOfOneWorker } from "./each-worker.js";

/**
 * Takes all steps for one worker, in order. One that fails holds up none of those after it (rule 6 of
 * `docs/safety.md`); what ends the whole run is thrown at once.
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
  const facts = failures.map(({ message }) => message).join(" ");
  throw new JetsError(first.code, facts, first.hint, { cause: first });
}
