import { JetsError, throwIfInterrupted } from "../../errors.js";
import { pauses } from "../../sleep.js";
import type { Parameter } from "../../ports/parameters.js";
import type { Context, TurnOptions } from "../../context.js";
import { JournalDamage } from "./checksum.js";
import { mergeLists, readJournal, salvageJournal, type Journal } from "./journal.js";
import { workerPath } from "./names.js";

/** Milliseconds after which what a run was about to write is there. */
const settlingMs = 1_000;

/** The journal at some time. */
interface JournalThen extends Journal {
  /** By AWS's clock. */
  readonly asOf: Date;
}

/**
 * Reads the journal without taking the lock.
 * @throws JetsError `journal_damaged`, `interrupted`
 */
export async function readSettledJournal(
  context: Context,
  { salvage }: Pick<TurnOptions, "salvage"> = {},
): Promise<JournalThen> {
  const { stack, parameters } = context;
  let seen: readonly Parameter[] = [];
  const read = async (from: typeof readJournal): Promise<JournalThen> => {
    const { parameters: listed, asOf } = await parameters.list(workerPath(stack));
    seen = mergeLists(seen, listed);
    return { ...from(stack, seen), asOf };
  };
  return believeOrSalvage(
    context,
    salvage,
    () => read(readJournal),
    () => read(salvageJournal),
  );
}

/**
 * A list may lack what exists, and one of several pages may show another run in the middle of its release. So damage is
 * only believed if it is read again, and a missing parameter only if it stays missing for {@link pauses}.
 * @throws JetsError `journal_damaged`, `interrupted`, and what `read` throws besides
 */
async function believeLate<Answer>(
  { clock, signal }: Pick<Context, "clock" | "signal">,
  read: () => Promise<Answer>,
): Promise<Answer> {
  for (const pause of pauses) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof JetsError) || error.code !== "journal_damaged") throw error;
      if (!(error instanceof JournalDamage) || error.kind !== "missing") break;
      await clock.sleep(pause, signal).catch(() => undefined);
      throwIfInterrupted(signal);
    }
  }
  await clock.sleep(settlingMs, signal).catch(() => undefined);
  throwIfInterrupted(signal);
  return read();
}

/**
 * The same; if the journal is damaged after all and `salvage` is given, what `readIntact` finds.
 * @throws JetsError `journal_damaged` unless `salvage`, `interrupted`, and what they throw besides
 */
export async function believeOrSalvage<Answer>(
  context: Pick<Context, "clock" | "signal">,
  salvage: boolean | undefined,
  read: () => Promise<Answer>,
  readIntact: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await believeLate(context, read);
  } catch (error) {
    if (salvage !== true || !(error instanceof JournalDamage)) throw error;
    return readIntact();
  }
}
