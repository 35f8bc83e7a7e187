import { JetsError } from "../../errors.js";
import type { Parameter } from "../../ports/parameters.js";
import type { Context } from "../../context.js";
import type { WorkerFailure } from "../../result.js";
import { webFunction } from "../../web/function.js";
import type { JournalDamage } from "../journal/checksum.js";
import { readRuns, type Journal } from "../journal/journal.js";
import { parsePartName, parseRunName, runOf } from "../journal/names.js";
import type { RecordedRun } from "../lock/run-record.js";
import { chooseWorkers, workersAmong } from "../selection/selection.js";

/**
 * The records that can be read. If the one with the highest number in use can't be, an empty one stands for it: numbers
 * are never used twice, even if a record was deleted.
 * @throws JetsError `locked` where a record that can't be read was written so lately that its run may be at work;
 * `journal_damaged` where the newest one is from a newer version, which may lock in another way
 */
export function salvageRuns(
  { stack }: Pick<Context, "stack">,
  parameters: readonly Parameter[],
  freshSince: Date | undefined,
): RecordedRun[] {
  const damages: JournalDamage[] = [];
  const runs = readRuns(stack, parameters, (damage) => damages.push(damage));
  const numbered = parameters.map((parameter) => ({ ...parameter, run: numberOf(stack, parameter.name) }));
  const highest = Math.max(0, ...numbered.map(({ run }) => run));
  if (highest === 0 || runs.at(-1)?.record.run === highest) return runs;
  const newest = numbered.find(({ name }) => parseRunName(stack, name) === highest);
  const damage = damages.find(({ parameter }) => parameter === newest?.name);
  if (damage?.kind === "newer") throw damage;
  if (newest !== undefined && freshSince !== undefined && newest.modifiedAt > freshSince)
    throw maybeAtWork(stack, newest);
  return [...runs, unreadable(stack, highest, newest?.modifiedAt ?? new Date(0))];
}

function numberOf(stack: string, name: string): number {
  const part = parsePartName(stack, name);
  return parseRunName(stack, name) ?? (part === undefined ? 0 : runOf(part.batch));
}

const unreadable = (stack: string, run: number, aliveAt: Date): RecordedRun => ({
  aliveAt,
  record: { v: 1, stack, run, token: "", command: "off", by: "", since: "", stackId: "", state: "withdrawn" },
});

const maybeAtWork = (stack: string, { name, modifiedAt }: Parameter): JetsError =>
  new JetsError(
    "locked",
    `Another run may be changing ${stack}: ${name} cannot be read and was written at ${modifiedAt.toISOString()}.`,
    "Wait two minutes and repeat the command, or add --break-lock where no run is at work.",
  );

/** Reports what of the journal is damaged, and what that means. */
export function reportDamages({ report }: Pick<Context, "report">, { damages }: Journal): void {
  for (const { fact, hint } of damages)
    report({
      type: "warning",
      message: `${fact} What it held is not restored, and it is left as it is. ${hint}`,
    });
}

/**
 * The functions of the stack that may be stopped and of which no intact part says what they had: the workers by what
 * chose them then, and every function but the web function where that is lost, too.
 */
export async function findUnknown(
  context: Context,
  { entries, opened }: Journal,
): Promise<readonly WorkerFailure[]> {
  const functions = await context.stacks.listFunctions(context.stack);
  const chosen =
    opened === undefined
      ? functions.map(({ name }) => name).filter((name) => name !== webFunction(context.stack))
      : [...workersAmong(await chooseWorkers(context, functions, opened.selection)).keys()];
  return chosen.filter((name) => !entries.has(name)).map((name) => ({ name, reason: unknown(name) }));
}

const unknown = (name: string): string =>
  `No intact part of the journal says what it had before maintenance. See what it has now with: aws lambda get-function-concurrency --function-name ${name}`;

/** The error of a run that restored all that it knows of, but whose journal is damaged. */
export const salvaged = ({ commandLine }: Pick<Context, "commandLine">, { damages }: Journal): JetsError =>
  new JetsError(
    "partial",
    `All that the intact part of the journal holds is restored. The journal is kept, as it is damaged: ${damages.map(({ parameter }) => parameter).join(", ")}.`,
    `Put back what is damaged and run \`${commandLine("off")}\`, or compare by hand: docs/restore-by-hand.md says how, and how to put the journal away.`,
  );
