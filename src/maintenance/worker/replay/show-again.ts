import type { Context } from "../../context.js";
import { isOfOneWorker } from "../for-each.js";

/**
 * Shows messages again that were received and stay. Only a courtesy: their time is up by itself soon, so that a refusal
 * is no trouble of the run.
 */
export async function showAgain(
  { queues }: Pick<Context, "queues">,
  url: string,
  receipts: readonly string[],
): Promise<void> {
  try {
    await queues.show(url, receipts);
  } catch (error) {
    if (!isOfOneWorker(error)) throw error;
  }
}
