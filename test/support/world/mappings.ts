import { findFunction } from "../../../src/sandbox/lambda/names.js";
import { findMapping } from "../../../src/sandbox/lambda/mappings.js";
import { mappingState } from "../../../src/sandbox/lambda/state.js";
import type { MappingSeed } from "../../../src/sandbox/seed/seed.js";
import { addMapping } from "../../../src/sandbox/world/functions.js";
import type { Region } from "../../../src/sandbox/world/region.js";

/** Changes to event source mappings from outside. */
export interface MappingWorld {
  /** Creates a mapping that no stack lists; returns its UUID. */
  addMapping(functionName: string, seed: MappingSeed): string;
  deleteMapping(uuid: string): void;
  /** Enables or disables a mapping, settled at once. */
  setMapping(uuid: string, enabled: boolean): void;
  /** Puts a mapping into any state, for example `Updating` or `Enabling`, until it is set again. */
  holdMapping(uuid: string, state: string): void;
  /** The state that a mapping shows now, whether its function exists or not. */
  stateOfMapping(uuid: string): string;
  /** The UUIDs of a function's mappings. */
  mappingsOf(functionName: string): readonly string[];
}

/** Opens a region's mappings to changes from outside. */
export function changeMappings({ lambda, context }: Region): MappingWorld {
  return {
    addMapping: (functionName, seed) => addMapping(lambda, findFunction(lambda, functionName), seed).uuid,
    deleteMapping: (uuid) => {
      lambda.mappings.delete(findMapping(lambda, uuid).uuid);
    },
    setMapping: (uuid, enabled) => {
      const mapping = findMapping(lambda, uuid);
      mapping.settled = enabled ? "Enabled" : "Disabled";
      mapping.passing = undefined;
    },
    holdMapping: (uuid, state) => {
      const mapping = findMapping(lambda, uuid);
      mapping.passing = { state, until: Number.POSITIVE_INFINITY };
    },
    stateOfMapping: (uuid) => mappingState(findMapping(lambda, uuid), context.now()),
    mappingsOf: (functionName) =>
      [...lambda.mappings.values()]
        .filter((mapping) => mapping.functionName === functionName)
        .map(({ uuid }) => uuid)
        .sort(),
  };
}
