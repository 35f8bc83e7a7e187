import { openedIn } from "../opened.js";
import type { Context, RoleStatus } from "../roles.js";
import { duringStage } from "../stages.js";
import { byName, off } from "./live/function-status.js";
import type { Journal } from "./journal/journal.js";
import { readStatuses } from "./live/statuses.js";
import { readSettledJournal } from "./journal/read.js";
import { describeRun } from "./lock/run-record.js";
import { chooseWorkers, listDeployed, workersAmong } from "./selection/selection.js";

/** On: a journal is open and every worker is stopped. Anything in between names each worker that differs. */
export async function getStatus(context: Context): Promise<RoleStatus> {
  const reading = readSettledJournal(context);
  // Those that were stopped then are looked at while those that are deployed now are listed.
  const lookingBack = reading.then((journal) =>
    isOpenIn(journal) ? readStatuses(context, journal, [...journal.entries.keys()]) : [],
  );
  const [deployed, journal, stopped] = await duringStage(context, { stage: "Reading the stack" }, () =>
    Promise.all([listDeployed(context), reading, lookingBack]),
  );
  const isOpen = isOpenIn(journal);
  // What chose the workers then counts, not what would choose them now.
  const selection = isOpen ? journal.opened?.selection : context.selection;
  const workers = [...workersAmong(await chooseWorkers(context, deployed, selection)).keys()];
  const notes = atWork(context, journal);
  if (!isOpen) {
    if (workers.length === 0) notes.push("No worker functions deployed");
    return { role: "worker", state: "off", functions: workers.map(off).sort(byName), notes };
  }
  const others = workers.filter((name) => !journal.entries.has(name));
  const functions = [...stopped, ...(await readStatuses(context, journal, others))].sort(byName);
  const differences = functions.filter(({ problem }) => problem !== undefined);
  const isOn = differences.length === 0 && functions.some(({ state }) => state === "on");
  notes.push(...differences.map(({ name, problem = "" }) => `${name} ${problem}`));
  // Of those that are gone only a mapping may be left, and only it keeps the journal open then.
  if (!isOn)
    notes.push(...functions.flatMap(({ name, saved, note }) => (saved && note ? [`${name}: ${note}`] : [])));
  return { role: "worker", state: isOn ? "on" : "partial", ...openedIn(journal.opened), functions, notes };
}

/** That AWS refused to reserve is written down as well, and nothing of it has to come back. */
const isOpenIn = ({ entries }: Journal): boolean =>
  [...entries.values()].some(
    ({ refused, mappings }) => refused !== true || [...mappings.values()].includes(true),
  );

function atWork({ stack }: Context, { latest }: Journal): string[] {
  if (latest?.record.state !== "running") return [];
  return [`A run that has not ended holds ${stack}: ${describeRun(latest)}.`];
}
