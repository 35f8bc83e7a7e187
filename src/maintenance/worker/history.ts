import { defined } from "../../defined.js";
import { JetsError } from "../errors.js";
import type { History, HistoryEntry, RunResult } from "../history-entry.js";
import { openedOf } from "../result.js";
import type { Parameter } from "../ports/parameters.js";
import type { Context } from "../context.js";
import { isStaleAt } from "./lock/stale.js";
import { runsKept } from "./journal/clean-up.js";
import { parseRunName, workerPath } from "./journal/names.js";
import { unsealRun, type RecordedRun } from "./lock/run-record.js";

/** The runs whose records are kept. A record that can't be trusted does not hide the others. */
export async function readWorkerHistory({ stack, parameters }: Context): Promise<History> {
  const { parameters: listed, asOf } = await parameters.list(workerPath(stack));
  const newest = Math.max(...listed.map(({ name }) => parseRunName(stack, name) ?? 0));
  // The first record is kept longer, for another reason.
  const records = listed.filter(
    ({ name }) => (parseRunName(stack, name) ?? 0) > Math.max(0, newest - runsKept),
  );
  const { runs, damages } = unsealAll(stack, records);
  const isGone = (run: RecordedRun): boolean => run.record.run < newest || isStaleAt(asOf, run);
  const entries = runs.map((run) => ({
    ...entryOf(run, resultOf(run, isGone(run), heirOf(run, runs))),
    ...maintenanceOf(run, runs),
  }));
  return { entries, damages };
}

function unsealAll(
  stack: string,
  records: readonly Parameter[],
): { runs: RecordedRun[]; damages: JetsError[] } {
  const runs: RecordedRun[] = [];
  const damages: JetsError[] = [];
  for (const record of records) {
    try {
      runs.push(unsealRun(stack, record));
    } catch (error) {
      if (!(error instanceof JetsError)) throw error;
      damages.push(error);
    }
  }
  return { runs: runs.sort((a, b) => a.record.run - b.record.run), damages };
}

function entryOf({ record, aliveAt }: RecordedRun, result: RunResult): HistoryEntry {
  const { run, command, over, events } = record;
  return {
    role: "worker",
    run,
    command,
    result,
    ...openedOf(record),
    ...defined({
      ended: result === "running" ? undefined : aliveAt.toISOString(),
      tookOver: record.own === true ? undefined : over,
      events,
    }),
  };
}

/** The run that this one has handed its lock on to. */
const heirOf = ({ record: { run } }: RecordedRun, runs: readonly RecordedRun[]): RecordedRun | undefined =>
  runs.find(({ record }) => record.own === true && record.over === run);

function resultOf(
  { record: { state, outcome } }: RecordedRun,
  isGone: boolean,
  heir: RecordedRun | undefined,
): RunResult {
  if (heir !== undefined) return "on";
  if (state === "withdrawn") return outcome ?? state;
  if (state === "running") return isGone ? "died" : "running";
  return outcome ?? "failed";
}

/** Whether the journal was opened by this run, which the records from then on say, and when it was closed. */
function maintenanceOf(
  run: RecordedRun,
  runs: readonly RecordedRun[],
): Pick<HistoryEntry, "opened" | "closed"> {
  const { record } = run;
  const heir = heirOf(run, runs);
  if (heir?.record.outcome === "off") return { opened: true, closed: heir.aliveAt.toISOString() };
  const released = runs.filter((run) => run.record.state === "released" && run.record.run >= record.run);
  if (!released.some((run) => run.record.opened?.since === record.since)) return {};
  const closing = released.find((run) => run.record.opened?.since !== record.since);
  return { opened: true, ...defined({ closed: closing?.aliveAt.toISOString() }) };
}
