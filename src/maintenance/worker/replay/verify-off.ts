import type { Context } from "../../context.js";
import { JetsError } from "../../errors.js";
import type { Journal } from "../journal/journal.js";

/**
 * During maintenance the queue belongs to the workers that are stopped. Sent to them, events would come back, or be lost
 * where the queue takes none any more; a purge may delete for a minute what comes.
 * @throws JetsError `failed`
 */
export function verifyOff({ stack, commandLine }: Context, { entries }: Pick<Journal, "entries">): void {
  if (entries.size === 0) return;
  throw new JetsError(
    "failed",
    `The workers of ${stack} are in maintenance: their events wait until it is over. Nothing was changed.`,
    `Bring them back with \`${commandLine("off")}\`, which replays the events unless --no-replay is given.`,
  );
}
