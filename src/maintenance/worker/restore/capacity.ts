import { JetsError } from "../../errors.js";
import type { Context } from "../../context.js";
import type { AccountConcurrency } from "../../ports/functions.js";
import type { LiveWorker } from "../live/read-workers.js";
import type { Settings } from "../journal/settings.js";

/** What AWS keeps unreserved for the functions without a reservation, unless the account is new. */
const usualMinimum = 100;

/** A forecast of whether the account has room for what is restored. */
export interface Forecast {
  /** Resolves once the account has been asked, which has to be before the first worker is restored; never rejects. */
  readonly asked: Promise<unknown>;
  /** Says what is short, from how the workers were before. @throws JetsError `interrupted` */
  readonly tell: (live: ReadonlyMap<string, LiveWorker | undefined>) => Promise<void>;
}

/**
 * Stopping a worker gave its reservation back to the account's pool, and others may have taken it. Asks what is left
 * of it; AWS then decides which reservations still fit.
 */
export function forecastCapacity(
  { functions, report }: Context,
  entries: ReadonlyMap<string, Settings>,
): Forecast {
  const isNeeded = [...entries.values()].some((saved) => shareOf(saved) > 0);
  const asking = isNeeded ? functions.getAccountConcurrency() : Promise.resolve(undefined);
  return {
    asked: asking.catch(() => undefined),
    async tell(live) {
      const due = [...entries].map(([name, saved]) => (live.get(name)?.reserved === 0 ? shareOf(saved) : 0));
      const needed = due.reduce((sum, n) => sum + n, 0);
      if (needed === 0) return;
      try {
        const account = await asking;
        const warning = account === undefined ? undefined : shortage(needed, account);
        if (warning !== undefined) report({ type: "warning", message: warning });
      } catch (error) {
        // Only a forecast: without it, the restore itself tells.
        if (!(error instanceof JetsError) || error.code === "interrupted") throw error;
        report({
          type: "warning",
          message: `It was not checked whether the account has enough concurrency: ${error.message}`,
        });
      }
    },
  };
}

function shortage(needed: number, { unreserved, total }: AccountConcurrency): string | undefined {
  const short = needed - (unreserved - usualMinimum);
  if (short <= 0) return undefined;
  return `The account may be ${short} short of concurrency: ${needed} have to be reserved again, ${unreserved} of ${total} are unreserved, and AWS keeps ${usualMinimum} of them (fewer in a new account). What fits is restored.`;
}

/** What a function takes out of the pool: its reservation, else its provisioned concurrency. */
const shareOf = ({ reserved, provisioned }: Settings): number =>
  reserved ?? [...provisioned.values()].reduce((sum, n) => sum + n, 0);
