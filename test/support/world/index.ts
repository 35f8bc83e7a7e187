import { findStack, type StackState } from "../../../src/sandbox/cloudformation/state.js";
import type { StackSeed } from "../../../src/sandbox/seed/seed.js";
import { changeEvents, type EventWorld } from "./events.js";
import { changeFunctions, type FunctionWorld } from "./functions.js";
import { changeMappings, type MappingWorld } from "./mappings.js";
import { changeParameters, type ParameterWorld } from "./parameters.js";
import type { Region } from "../../../src/sandbox/world/region.js";
import { deployStack } from "../../../src/sandbox/world/stacks.js";
import { createSandbox, type Sandbox } from "../../../src/sandbox/sandbox.js";
import type { SandboxOptions } from "../../../src/sandbox/options.js";
import { parseFunctionName } from "../../../src/sandbox/lambda/names.js";
import { settingsOf, type FunctionSettings } from "./settings.js";

export type { FunctionSettings } from "./settings.js";

/** A region of an account that can be changed and looked at from outside. */
interface TestRegion {
  readonly world: World;
  /** The settings of every function that maintenance may change; comparable as JSON. */
  settings(): Record<string, FunctionSettings>;
  /** Parameter names that were created again within 30 seconds of their deletion. */
  readonly recycledNames: readonly string[];
}

/** A sandbox that can be changed and looked at from outside: its home, or any region of any account. */
export interface TestSandbox extends Sandbox, TestRegion {
  /** @param region the sandbox's own when left out */
  at(account: string, region?: string): TestRegion;
  /** Ends every session of a role that was assumed. */
  expireSessions(): void;
}

/** Starts an AWS in memory, as the product's sandbox does, and opens its world. */
export function createTestSandbox(options?: SandboxOptions): TestSandbox {
  const sandbox = createSandbox(options);
  return {
    ...sandbox,
    ...openRegion(sandbox.home),
    at: (account, region = sandbox.region) => openRegion(sandbox.regionOf(account, region)),
    expireSessions: () => {
      for (const [token, session] of sandbox.sessions)
        sandbox.sessions.set(token, { ...session, expiresAt: 0 });
    },
  };
}

const openRegion = (region: Region): TestRegion => ({
  world: createWorld(region),
  settings: () => settingsOf(region),
  recycledNames: region.ssm.recycledNames,
});

/**
 * The world outside, as a deploy or a person's hand changes it: at once, not over the wire and not in the log
 * of calls, but by AWS's rules. Names that are not there are an Error.
 */
interface World extends FunctionWorld, MappingWorld, ParameterWorld, EventWorld {
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
function createWorld(region: Region): World {
  const find = (name: string): StackState => {
    const stack = findStack(region.cloudFormation, name);
    if (stack === undefined) throw new Error(`There is no stack ${name} in the sandbox.`);
    return stack;
  };
  return {
    ...changeFunctions(region, find),
    ...changeMappings(region),
    ...changeParameters(region),
    ...changeEvents(region),
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

/** Deletes a stack, those nested in it, and everything that they hold; they stay listed by ARN. */
function deleteStack(region: Region, stack: StackState): void {
  for (const resource of stack.resources.values()) {
    const nested = region.cloudFormation.stacks.get(resource.physicalId);
    if (nested !== undefined) deleteStack(region, nested);
    if (resource.type === "AWS::Lambda::Function")
      region.lambda.functions.delete(parseFunctionName(region.context, resource.physicalId).name);
    if (resource.type === "AWS::Lambda::EventSourceMapping")
      region.lambda.mappings.delete(resource.physicalId);
    stack.resources.set(resource.logicalId, { ...resource, status: "DELETE_COMPLETE" });
  }
  stack.status = "DELETE_COMPLETE";
}
