import { JetsError } from "../errors.js";
import type { StackFunction } from "../ports.js";
import type { Context, Opened, RoleStatus } from "../roles.js";
import { describeRun } from "./acquire.js";
import type { Journal } from "./journal.js";
import { observe, type LiveWorker } from "./observe.js";
import { readSettledJournal } from "./read-journal.js";
import { listWorkers } from "./selection.js";
import { isStopped } from "./settings.js";

/** On: a journal is open and every worker is stopped. Anything in between names each worker that differs. */
export async function getStatus(context: Context): Promise<RoleStatus> {
  const [workers, journal] = await Promise.all([listWorkersOrNone(context), readSettledJournal(context)]);
  const notes = atWork(context, journal);
  if ([...journal.entries.values()].every(({ refused }) => refused === true)) {
    if (workers.size === 0) notes.push("No worker functions deployed");
    return { role: "worker", state: "off", notes };
  }
  const differences = await findDifferences(context, journal, workers);
  const state = differences.length === 0 && workers.size > 0 ? "on" : "partial";
  return { role: "worker", state, ...openedOf(journal), notes: [...notes, ...differences] };
}

async function listWorkersOrNone(context: Context): Promise<ReadonlyMap<string, StackFunction>> {
  try {
    return await listWorkers(context);
  } catch (error) {
    if (error instanceof JetsError && error.code === "no_workers") return new Map();
    throw error;
  }
}

function atWork({ stack }: Context, { latest }: Journal): string[] {
  if (latest?.record.state !== "running") return [];
  return [`A run that has not ended holds ${stack}: ${describeRun(latest)}.`];
}

function openedOf({ opened }: Journal): { opened?: Opened } {
  if (opened === undefined) return {};
  const { since, by, reason } = opened;
  return { opened: { since, by, ...(reason === undefined ? {} : { reason }) } };
}

async function findDifferences(
  context: Context,
  journal: Journal,
  workers: ReadonlyMap<string, StackFunction>,
): Promise<string[]> {
  const sights = new Map([...workers.keys()].map((name) => [name, { provisioned: false }]));
  const { results, failures } = await observe(context, sights, true);
  return [
    ...failures.map(({ name, reason }) => `${name} could not be read: ${reason}`),
    ...[...results].flatMap(([name, live]) => difference(journal, name, live)),
  ];
}

function difference(journal: Journal, name: string, live: LiveWorker | undefined): string[] {
  if (live === undefined || live.unstoppable !== undefined) return [];
  const saved = journal.entries.get(name);
  if (saved === undefined) return [`${name} is not in maintenance: it was deployed later or left out.`];
  if (isStopped(live) || saved.refused === true) return [];
  const reserved =
    live.reserved === null ? "it is unreserved" : `its reserved concurrency is ${live.reserved}`;
  const mappings = [...live.mappings]
    .filter(([, on]) => on)
    .map(([uuid]) => `its mapping ${uuid} is enabled`);
  return [`${name} is not stopped: ${[...(live.reserved === 0 ? [] : [reserved]), ...mappings].join(", ")}.`];
}
