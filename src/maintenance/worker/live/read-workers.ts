import { costOf } from "../../plan.js";
import type { EventSourceMapping, LambdaFunction, ProvisionedConcurrency } from "../../ports/functions.js";
import type { Context } from "../../context.js";
import { forEachWorker, type Outcomes } from "../for-each.js";
import { awaitState, unsettled } from "./mapping-states.js";
import type { Settings } from "../journal/settings.js";

/** A worker as it is now. */
export interface LiveWorker extends LambdaFunction, Settings {
  /** The UUIDs of the mappings that are on their way to being disabled. */
  readonly disabling: readonly string[];
  /** The mappings as AWS tells them. */
  readonly feeds: readonly EventSourceMapping[];
}

/** What to look at besides the function itself. */
export interface Sights {
  /** Whether the function can have provisioned concurrency; asking costs a call of the scarce quota. */
  readonly provisioned: boolean;
}

/**
 * The present settings of each worker; `undefined` for one that no longer exists.
 * Event source mappings are read with one list for the whole account, and only if `withMappings`. `see` is given
 * each worker as soon as it is read.
 */
export async function observe(
  context: Context,
  workers: ReadonlyMap<string, Sights>,
  withMappings: boolean,
  see: (live: LiveWorker) => void = () => undefined,
): Promise<Outcomes<LiveWorker | undefined>> {
  const { functions } = context;
  // Started beside the functions; awaited inside each worker, so that its failure is never unhandled.
  const mappings = withMappings ? functions.listMappings().then(byFunction) : Promise.resolve(noMappings);
  const listed = [...workers.values()].filter(({ provisioned }) => provisioned).length;
  const stage = { stage: "Reading workers", seconds: costOf(listed, 0).seconds };
  const observed = forEachWorker(context, stage, workers, async (name, { provisioned }) => {
    const [live, configs, ofAll] = await Promise.all([
      functions.get(name),
      provisioned ? functions.listProvisioned(name) : [],
      mappings,
    ]);
    if (live === undefined) return undefined;
    const worker = {
      ...live,
      provisioned: requestedOf(configs),
      ...(await readMappings(context, ofAll.get(name) ?? [])),
    };
    see(worker);
    return worker;
  });
  const [outcomes] = await Promise.all([observed, mappings]);
  return outcomes;
}

/** The provisioned concurrency that was asked for, by qualifier. */
export const requestedOf = (configs: readonly ProvisionedConcurrency[]): ReadonlyMap<string, number> =>
  new Map(configs.map(({ qualifier, requested }) => [qualifier, requested]));

const noMappings: ReadonlyMap<string, EventSourceMapping[]> = new Map<string, EventSourceMapping[]>();

function byFunction(mappings: readonly EventSourceMapping[]): ReadonlyMap<string, EventSourceMapping[]> {
  const grouped = new Map<string, EventSourceMapping[]>();
  for (const mapping of mappings) {
    const group = grouped.get(mapping.functionName) ?? [];
    grouped.set(mapping.functionName, group);
    group.push(mapping);
  }
  return grouped;
}

/** Whether each mapping is enabled. One that is being created or updated is waited for: its state does not say. */
export async function readMappings(
  context: Context,
  mappings: readonly EventSourceMapping[],
): Promise<Pick<LiveWorker, "mappings" | "disabling" | "feeds">> {
  const read = new Map<string, boolean>();
  const disabling: string[] = [];
  const feeds: EventSourceMapping[] = [];
  for (const mapping of mappings) {
    const settled = telling.has(mapping.state) ? mapping : await awaitState(context, mapping, telling);
    if (settled === undefined || settled.state === "Deleting") continue;
    if (!telling.has(settled.state)) throw unsettled(settled);
    read.set(settled.uuid, !off.has(settled.state));
    feeds.push(settled);
    if (settled.state === "Disabling") disabling.push(settled.uuid);
  }
  return { mappings: read, disabling, feeds };
}

// https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html
const telling: ReadonlySet<string> = new Set(["Enabled", "Enabling", "Disabled", "Disabling", "Deleting"]);
const off: ReadonlySet<string> = new Set(["Disabled", "Disabling"]);
