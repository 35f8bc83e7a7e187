import { mappingState, type FunctionState } from "../../../src/sandbox/lambda/state.js";
import type { Region } from "../../../src/sandbox/world/region.js";

/** The settings of one function that maintenance may change; comparable as JSON. */
export interface FunctionSettings {
  /** `null` means unreserved, which is not 0. */
  readonly reserved: number | null;
  /** Requested provisioned concurrency by alias or version number. */
  readonly provisioned: Readonly<Record<string, number>>;
  /** State by UUID. */
  readonly mappings: Readonly<Record<string, string>>;
}

/** The settings of every function by name, in a stable order. */
export function settingsOf(region: Region): Record<string, FunctionSettings> {
  const functions = [...region.lambda.functions.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return Object.fromEntries(functions.map((fn) => [fn.name, functionSettings(region, fn)]));
}

function functionSettings(region: Region, fn: FunctionState): FunctionSettings {
  const now = region.context.now();
  const mappings = [...region.lambda.mappings.values()]
    .filter(({ functionName }) => functionName === fn.name)
    .map((mapping): [string, string] => [mapping.uuid, mappingState(mapping, now)])
    .filter(([, state]) => state !== "Deleted");
  const provisioned = [...fn.provisioned].map(([qualifier, { requested }]): [string, number] => [
    qualifier,
    requested,
  ]);
  return {
    reserved: fn.reserved ?? null,
    provisioned: sorted(provisioned),
    mappings: sorted(mappings),
  };
}

function sorted<T>(entries: [string, T][]): Record<string, T> {
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
