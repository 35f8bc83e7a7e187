import { openedIn, type RoleStatus } from "../result.js";
import type { Context } from "../context.js";
import { duringStage } from "../events.js";
import { messageOf } from "../errors.js";
import { isOfOneWorker } from "./for-each.js";
import { hasConfigs } from "./journal/settings.js";
import { queueName } from "./keep/queue.js";
import { eventsWait } from "./replay/in-words.js";
import { byName } from "./live/function-status.js";
import type { Journal } from "./journal/journal.js";
import { readStatuses } from "./live/statuses.js";
import { readSettledJournal } from "./journal/read.js";
import { runInWords } from "./lock/run-record.js";
import { chooseWorkers, listDeployed, workersAmong } from "./selection/selection.js";

/**
 * On: a journal is open and every worker is stopped. Anything in between names each worker that differs. If no journal
 * is open, maintenance is off, and the workers are not listed: that would take a call for every nested stack.
 */
export async function getStatus(context: Context): Promise<RoleStatus> {
  const stage = { stage: "Reading the journal" };
  const journal = await duringStage(context, stage, () => readSettledJournal(context));
  const notes = atWork(context, journal);
  if (isOpenIn(journal)) return getStatusWithin(context, journal, notes);
  const [waiting] = await Promise.all([eventsWaiting(context, journal), context.stacks.get(context.stack)]);
  notes.push(...waiting);
  return { role: "worker", state: "off", functions: [], notes };
}

async function getStatusWithin(context: Context, journal: Journal, notes: string[]): Promise<RoleStatus> {
  const { entries, opened } = journal;
  const [deployed, stopped] = await duringStage(context, { stage: "Reading the stack" }, () =>
    Promise.all([listDeployed(context), readStatuses(context, journal, [...entries.keys()])]),
  );
  // The selection of that time counts, not the present one.
  const workers = workersAmong(await chooseWorkers(context, deployed, opened?.selection)).keys();
  const others = [...workers].filter((name) => !entries.has(name));
  const functions = [...stopped, ...(await readStatuses(context, journal, others))].sort(byName);
  notes.push(...(await eventsWaiting(context, journal)));
  const differences = functions.filter(({ problem }) => problem !== undefined);
  const isOn = differences.length === 0 && functions.some(({ state }) => state === "on");
  notes.push(...differences.map(({ name, problem = "" }) => `${name} ${problem}`));
  // Of those that are gone only a mapping may be left, and only it keeps the journal open then.
  if (!isOn)
    notes.push(...functions.flatMap(({ name, saved, note }) => (saved && note ? [`${name}: ${note}`] : [])));
  return { role: "worker", state: isOn ? "on" : "partial", ...openedIn(opened), functions, notes };
}

/** Entries that only say that AWS refused to reserve have nothing to restore. */
const isOpenIn = ({ entries }: Journal): boolean =>
  [...entries.values()].some(
    ({ refused, mappings }) => refused !== true || [...mappings.values()].includes(true),
  );

/** How many events wait, where maintenance keeps them or the last run has left some. What AWS does not tell is no problem. */
async function eventsWaiting(context: Context, { entries, latest }: Journal): Promise<string[]> {
  const { command, state, events } = latest?.record ?? {};
  // A replay that died does not say how many it has left.
  const isLeft = (events?.left ?? 0) > 0 || (command === "events" && state === "running");
  if (!isLeft && ![...entries.values()].some(hasConfigs)) return [];
  const { stack, queues, commandLine } = context;
  const replay = entries.size > 0 ? "off replays them" : `replay them with \`${commandLine("events")}\``;
  try {
    const url = await queues.find(queueName(stack));
    const count = url === undefined ? 0 : ((await queues.describe(url))?.messages ?? 0);
    return count === 0 ? [] : [`${eventsWait(count)} in ${queueName(stack)}: ${replay}.`];
  } catch (error) {
    if (!isOfOneWorker(error)) throw error;
    return [`How many events wait in ${queueName(stack)} could not be read: ${messageOf(error)}`];
  }
}

function atWork({ stack }: Context, { latest }: Journal): string[] {
  if (latest?.record.state !== "running") return [];
  return [`A run that has not ended has the lock of ${stack}: ${runInWords(latest)}.`];
}
