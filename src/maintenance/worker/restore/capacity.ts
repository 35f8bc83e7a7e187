import { JetsError } from "../../errors.js";
import type { Context } from "../../context.js";
import type { LiveWorker } from "../live/read-workers.js";
import type { Settings } from "../journal/settings.js";

/** What AWS keeps unreserved for the functions without a reservation, unless the account is new. */
const usualMinimum = 100;

/**
 * Stopping a worker gave its reservation back to the account's pool, and others may have taken it. Says what is
 * short before the restore; AWS then decides which reservations still fit.
 */
export async function reportCapacity(
  { functions, report }: Context,
  live: ReadonlyMap<string, LiveWorker | undefined>,
  entries: ReadonlyMap<string, Settings>,
): Promise<void> {
  const due = [...entries].map(([name, saved]) => (live.get(name)?.reserved === 0 ? shareOf(saved) : 0));
  const needed = due.reduce((sum, n) => sum + n, 0);
  if (needed === 0) return;
  try {
    const { unreserved, total } = await functions.getAccountConcurrency();
    const short = needed - (unreserved - usualMinimum);
    if (short <= 0) return;
    report({
      type: "warning",
      message: `The account may be ${short} short of concurrency: ${needed} have to be reserved again, ${unreserved} of ${total} are unreserved, and AWS keeps ${usualMinimum} of them (fewer in a new account). What fits is restored.`,
    });
  } catch (error) {
    // Only a forecast: without it, the restore itself shows what fits.
    if (!(error instanceof JetsError) || error.code === "interrupted") throw error;
    report({
      type: "warning",
      message: `It was not checked whether the account has enough concurrency: ${error.message}`,
    });
  }
}

/** What a function takes out of the pool: its reservation, else its provisioned concurrency. */
const shareOf = ({ reserved, provisioned }: Settings): number =>
  reserved ?? [...provisioned.values()].reduce((sum, n) => sum + n, 0);
