import { mapBounded } from "../../bounded.js";
import type { Context } from "../../context.js";
import type { Create } from "./write-once.js";
import type { Journal } from "./journal.js";
import { isSpare, spareName } from "./names.js";

/** An `off` needs a record of its own, and one more name where the run before it died (see `seal-off.ts`). */
export const sparesKept = 2;

const text =
  "jets deletes this parameter where the account has no room for a new one when maintenance is to be turned off.";

/** How many are still to be created before workers are stopped. */
export const sparesMissing = (stack: string, { names }: Pick<Journal, "names">): number =>
  Math.max(0, sparesKept - names.filter((name) => isSpare(stack, name)).length);

/** What creates them: the lock. */
interface Creator {
  readonly run: number;
  readonly journal: Pick<Journal, "names">;
  readonly create: Create;
}

/** Creates them: the way back must not need what can run out meanwhile. @throws JetsError what AWS refuses it for */
export async function keepSpares({ stack }: Context, { run, journal, create }: Creator): Promise<void> {
  const missing = Array.from({ length: sparesMissing(stack, journal) }, (_, index) => index + 1);
  await mapBounded(missing, (spare) => create(spareName(stack, run, spare), text));
}
