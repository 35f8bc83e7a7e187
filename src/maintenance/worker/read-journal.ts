import { JetsError } from "../errors.js";
import type { Context } from "../roles.js";
import { readJournal, type Journal } from "./journal.js";
import { workerPath } from "./names.js";

/** Milliseconds after which what a run was about to write is there, and can be read everywhere. */
const settling = 1_000;

/** The journal at some time. */
export interface JournalThen extends Journal {
  /** By AWS's clock. */
  readonly asOf: Date;
}

/**
 * Reads the journal without taking the hold.
 * @throws JetsError `journal_damaged`
 */
export function readSettledJournal(context: Context): Promise<JournalThen> {
  const { stack, parameters } = context;
  return believeTwice(context, async () => {
    const { parameters: listed, asOf } = await parameters.list(workerPath(stack));
    return { ...readJournal(stack, listed), asOf };
  });
}

/**
 * A list of several pages can catch another run in the middle of its release, and SSM is eventually consistent:
 * damage is only believed twice.
 */
export async function believeTwice<Answer>(
  { clock }: Pick<Context, "clock">,
  read: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof JetsError) || error.code !== "journal_damaged") throw error;
    await clock.sleep(settling);
    return read();
  }
}
