import { findStack, type StackState } from "../cloudformation/state.js";
import type { StackSeed } from "../seed/seed.js";
import { changeFunctions, type FunctionWorld } from "./changes.js";
import { changeMappings, type MappingWorld } from "./mappings.js";
import { changeParameters, type ParameterWorld } from "./parameters.js";
import type { Region } from "./region.js";
import { deleteStack, deployStack } from "./stacks.js";

/**
 * The world outside, as a deploy or a person's hand changes it: at once, not over the wire and not in the log
 * of calls, but by AWS's rules. Names that are not there are an Error.
 */
export interface World extends FunctionWorld, MappingWorld, ParameterWorld {
  /** Deploys a stack; returns its ARN. */
  addStack(seed: StackSeed): string;
  /** Deletes a stack with everything in it; it stays visible by its ARN. */
  deleteStack(name: string): void;
  /** Deletes a stack and deploys another of the same name; returns the new ARN. */
  replaceStack(seed: StackSeed): string;
  /** Sets CloudFormation's status, for example `UPDATE_IN_PROGRESS`. */
  setStackStatus(name: string, status: string): void;
  /** Sets the status of one resource of a stack, for example `DELETE_SKIPPED`. */
  setResourceStatus(stackName: string, logicalId: string, status: string): void;
  /** The ARN of a stack. */
  stackId(name: string): string;
}

/** Opens a region to changes from outside. */
export function createWorld(region: Region): World {
  const find = (name: string): StackState => {
    const stack = findStack(region.cloudFormation, name);
    if (stack === undefined) throw new Error(`There is no stack ${name} in the sandbox.`);
    return stack;
  };
  return {
    ...changeFunctions(region, find),
    ...changeMappings(region),
    ...changeParameters(region),
    addStack: (seed) => deployStack(region, seed).id,
    deleteStack: (name) => {
      deleteStack(region, find(name));
    },
    replaceStack: (seed) => {
      deleteStack(region, find(seed.name));
      return deployStack(region, seed).id;
    },
    setStackStatus: (name, status) => {
      find(name).status = status;
    },
    setResourceStatus: (name, logicalId, status) => {
      const { resources } = find(name);
      const resource = resources.get(logicalId);
      if (resource === undefined) throw new Error(`${name} has no resource ${logicalId} in the sandbox.`);
      resources.set(logicalId, { ...resource, status });
    },
    stackId: (name) => find(name).id,
  };
}
