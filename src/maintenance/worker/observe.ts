import type { EventSourceMapping, LambdaFunction } from "../ports.js";
import type { Context } from "../roles.js";
import { forEachWorker, type Outcomes } from "./each-worker.js";
import type { Settings } from "./settings.js";

/** A worker as it is now. */
export interface LiveWorker extends LambdaFunction, Settings {}

/** What to look at besides the function itself. */
export interface Sights {
  /** Whether the function can have provisioned concurrency; asking costs a call of the scarce quota. */
  readonly provisioned: boolean;
}

/**
 * The present settings of each worker; `undefined` for one that no longer exists.
 * Event source mappings are read with one list for the whole account, and only if `withMappings`.
 */
export async function observe(
  context: Context,
  workers: ReadonlyMap<string, Sights>,
  withMappings: boolean,
): Promise<Outcomes<LiveWorker | undefined>> {
  const { functions } = context;
  // Started beside the functions; awaited inside each worker, so that its failure is never unhandled.
  const mappings = withMappings
    ? functions.listMappings().then(byFunction)
    : Promise.resolve(new Map<string, never>());
  const observed = forEachWorker(context, workers, async (name, { provisioned }) => {
    const [live, configs, ofAll] = await Promise.all([
      functions.get(name),
      provisioned ? functions.listProvisioned(name) : [],
      mappings,
    ]);
    if (live === undefined) return undefined;
    return {
      ...live,
      provisioned: new Map(configs.map(({ qualifier, requested }) => [qualifier, requested])),
      mappings: ofAll.get(name) ?? new Map<string, boolean>(),
    };
  });
  const [outcomes] = await Promise.all([observed, mappings]);
  return outcomes;
}

const on = new Set(["Enabled", "Enabling", "Updating", "Creating"]);

/** Whether a mapping is on or on its way there: https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html */
export const isEnabled = ({ state }: EventSourceMapping): boolean => on.has(state);

function byFunction(
  mappings: readonly EventSourceMapping[],
): ReadonlyMap<string, ReadonlyMap<string, boolean>> {
  const grouped = new Map<string, Map<string, boolean>>();
  for (const mapping of mappings) {
    if (mapping.state === "Deleting") continue;
    const group = grouped.get(mapping.functionName) ?? new Map<string, boolean>();
    grouped.set(mapping.functionName, group.set(mapping.uuid, isEnabled(mapping)));
  }
  return grouped;
}
