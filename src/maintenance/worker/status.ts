import { eventsWait } from "../in-words.js";
import { openedIn, type RoleStatus } from "../result.js";
import type { Context } from "../context.js";
import { duringStage } from "../events.js";
import { messageOf } from "../errors.js";
import { isOfOneWorker } from "./for-each.js";
import { hasConfigs, keepsEvents } from "./journal/settings.js";
import { queueName } from "./keep/queue.js";
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
  const [events] = await Promise.all([lookAtEvents(context, journal), context.stacks.get(context.stack)]);
  notes.push(...events.notes);
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
  const events = await lookAtEvents(context, journal);
  notes.push(...events.notes);
  const differences = functions.filter(({ problem }) => problem !== undefined);
  const isOn = differences.length === 0 && !events.isLost && functions.some(({ state }) => state === "on");
  notes.push(...differences.map(({ name, problem = "" }) => `${name} ${problem}`));
  // Of those that are gone only a mapping may be left, and only it keeps the journal open then.
  if (!isOn)
    notes.push(...functions.flatMap(({ name, saved, note }) => (saved && note ? [`${name}: ${note}`] : [])));
  return { role: "worker", state: isOn ? "on" : "partial", ...openedIn(opened), functions, notes };
}

/** Entries that only say that AWS refused to reserve have nothing to restore. */
const isOpenIn = ({ entries }: Journal): boolean =>
  [...entries.values()].some(
    (saved) => saved.refused !== true || [...saved.mappings.values()].includes(true) || hasConfigs(saved),
  );

/** What there is to say of the events that maintenance keeps, or that a replay has come upon. */
interface EventsKept {
  readonly notes: readonly string[];
  /** Whether they are lost: there is no queue any more. */
  readonly isLost: boolean;
}

/** What AWS does not tell of the queue is no problem. */
async function lookAtEvents(context: Context, { entries, latest }: Journal): Promise<EventsKept> {
  const isKeeping = keepsEvents(entries);
  const { command, state, events } = latest?.record ?? {};
  // A replay that died does not say how many it has left, and late events may come after any.
  const mayWait = events !== undefined || (command === "events" && state === "running");
  if (!isKeeping && !mayWait) return { notes: [], isLost: false };
  const { stack, queues, commandLine } = context;
  const name = queueName(stack);
  const replayOf = (what: string): string =>
    isKeeping ? `off replays ${what}` : `replay ${what} with \`${commandLine("events")}\``;
  try {
    const url = await queues.find(name);
    const described = url === undefined ? undefined : await queues.describe(url);
    if (described === undefined && isKeeping) return { notes: [noQueue(context)], isLost: true };
    const { messages: count = 0 } = described ?? {};
    const note = `${eventsWait(count)} in ${name}: ${replayOf(count === 1 ? "it" : "them")}.`;
    return { notes: count === 0 ? [] : [note], isLost: false };
  } catch (error) {
    if (!isOfOneWorker(error)) throw error;
    const note = `How many events wait in ${name} could not be read: ${messageOf(error)}`;
    return { notes: [note], isLost: false };
  }
}

const noQueue = ({ stack, commandLine }: Context): string =>
  `The queue ${queueName(stack)} does not exist any more: events are not kept. Make it again with \`${commandLine("on")}\`.`;

function atWork({ stack }: Context, { latest }: Journal): string[] {
  if (latest?.record.state !== "running") return [];
  return [`A run that has not ended has the lock of ${stack}: ${runInWords(latest)}.`];
}
