import type { Context } from "../../context.js";
import type { EventSourceMapping } from "../../ports/functions.js";
import type { Settings } from "../journal/settings.js";
import { awaitState, unsettled } from "./mapping-states.js";
import { readEach, type Unread } from "./unread.js";

/** The mappings of an account, by the functions that they feed. */
export type MappingsByFunction = ReadonlyMap<string, EventSourceMapping[]>;

/** Where none were asked for. */
export const noMappings: MappingsByFunction = new Map<string, EventSourceMapping[]>();

/** Those of each function. */
export function groupByFunction(mappings: readonly EventSourceMapping[]): MappingsByFunction {
  const grouped = new Map<string, EventSourceMapping[]>();
  for (const mapping of mappings) {
    const group = grouped.get(mapping.functionName) ?? [];
    grouped.set(mapping.functionName, group);
    group.push(mapping);
  }
  return grouped;
}

/** The event source mappings of one function. */
export interface Mappings extends Pick<Settings, "mappings"> {
  /** The UUIDs of those that are on their way to being disabled. */
  readonly disabling: readonly string[];
  /** The mappings as AWS tells them. */
  readonly feeds: readonly EventSourceMapping[];
}

/** Whether each mapping is enabled. @throws JetsError if AWS refuses to say so, or a mapping does not settle */
export async function readMappings(
  context: Context,
  mappings: readonly EventSourceMapping[],
): Promise<Mappings> {
  const settled: EventSourceMapping[] = [];
  for (const mapping of mappings) settled.push(...(await settle(context, mapping)));
  return describeMappings(settled);
}

/** The same, for those where this is known. */
export async function readMappingsOf(
  context: Context,
  mappings: readonly EventSourceMapping[],
): Promise<Mappings & { readonly unread: Unread }> {
  const byUuid = new Map(mappings.map((mapping) => [mapping.uuid, mapping]));
  const { found, unread } = await readEach(byUuid.keys(), async (uuid) => {
    const mapping = byUuid.get(uuid);
    return mapping === undefined ? undefined : settle(context, mapping);
  });
  return { ...describeMappings(found.flat()), unread };
}

const describeMappings = (settled: readonly EventSourceMapping[]): Mappings => ({
  mappings: new Map(settled.map(({ uuid, state }) => [uuid, !off.has(state)])),
  disabling: settled.filter(({ state }) => state === "Disabling").map(({ uuid }) => uuid),
  feeds: settled,
});

/** The mapping once its state is clear: waits for one that is being created or updated. None if it goes away. */
async function settle(context: Context, mapping: EventSourceMapping): Promise<EventSourceMapping[]> {
  const settled = telling.has(mapping.state) ? mapping : await awaitState(context, mapping, telling);
  if (settled === undefined || settled.state === "Deleting") return [];
  if (!telling.has(settled.state)) throw unsettled(settled);
  return [settled];
}

// https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html
const telling: ReadonlySet<string> = new Set(["Enabled", "Enabling", "Disabled", "Disabling", "Deleting"]);
const off: ReadonlySet<string> = new Set(["Disabled", "Disabling"]);
