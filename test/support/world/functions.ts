import type { StackState } from "../../../src/sandbox/cloudformation/state.js";
import { configurationOf } from "../../../src/sandbox/lambda/configuration.js";
import { configure } from "../../../src/sandbox/lambda/configure.js";
import { findFunction, functionArn, verifyQualifier } from "../../../src/sandbox/lambda/names.js";
import { setProvisioned } from "../../../src/sandbox/lambda/concurrency/provisioned.js";
import { setReserved } from "../../../src/sandbox/lambda/concurrency/reserved.js";
import type { Configuration, FunctionState } from "../../../src/sandbox/lambda/state.js";
import type { FunctionSeed } from "../../../src/sandbox/seed/seed.js";
import { publish } from "../../../src/sandbox/world/functions.js";
import type { Region } from "../../../src/sandbox/world/region.js";
import { deployFunction } from "../../../src/sandbox/world/stacks.js";

/** Changes to functions from outside. */
export interface FunctionWorld {
  /** Deploys a function into a stack. */
  addFunction(stackName: string, seed: FunctionSeed): void;
  /** Deletes a function, its mappings and what stacks list of it. */
  deleteFunction(name: string): void;
  /** Deletes a function alone, as `aws lambda delete-function` does: stacks list it still, and its mappings stay. */
  deleteFunctionByHand(name: string): void;
  /** Sets reserved concurrency; `null` makes it unreserved. @throws AwsError where AWS would refuse */
  setReserved(name: string, reserved: number | null): void;
  /** Sets provisioned concurrency, ready at once; `null` removes it. @throws AwsError where AWS would refuse */
  setProvisioned(name: string, qualifier: string, requested: number | null): void;
  /** Lets provisioned concurrency that is put from now on fail; `null` lets it work again. */
  failProvisioned(name: string, reason: string | null): void;
  /** Lets configuration updates that are made from now on fail; `null` lets them work again. */
  failUpdates(name: string, reason: string | null): void;
  /** The environment variables of `$LATEST`, or of an alias or version. */
  variablesOf(name: string, qualifier?: string): Readonly<Record<string, string>>;
  /** Replaces a function's tags. */
  setTags(name: string, tags: Readonly<Record<string, string>>): void;
  /** Changes the configuration of `$LATEST`, finished at once. */
  configure(name: string, changes: Partial<Configuration>): void;
  /** Keeps a function busy with an update for so many milliseconds: other changes get a conflict. */
  setUpdating(name: string, ms: number): void;
  /** Publishes `$LATEST`; returns the version's number. */
  publishVersion(name: string): string;
  /** Deletes a version, its provisioned concurrency and its event invoke configuration. */
  deleteVersion(name: string, version: string): void;
  /** Creates an alias or points it elsewhere; weights are the shares of other versions. */
  setAlias(name: string, alias: string, version: string, weights?: Readonly<Record<string, number>>): void;
  /** Deletes an alias, its provisioned concurrency and its event invoke configuration. */
  deleteAlias(name: string, alias: string): void;
}

/** Opens a region's functions to changes from outside. */
export function changeFunctions(region: Region, findStack: (name: string) => StackState): FunctionWorld {
  const find = (name: string): FunctionState => findFunction(region.lambda, name);
  return {
    addFunction: (stackName, seed) => {
      deployFunction(region, findStack(stackName), seed);
    },
    deleteFunction: (name) => {
      deleteFunction(region, find(name));
    },
    deleteFunctionByHand: (name) => {
      region.lambda.functions.delete(find(name).name);
    },
    setReserved: (name, reserved) => {
      setReserved(region.lambda, find(name), reserved ?? undefined);
    },
    setProvisioned: (name, qualifier, requested) => {
      provision(region, find(name), qualifier, requested);
    },
    failProvisioned: (name, reason) => {
      find(name).provisionedFailure = reason ?? undefined;
    },
    failUpdates: (name, reason) => {
      find(name).nextUpdateFailure = reason ?? undefined;
    },
    variablesOf: (name, qualifier) => configurationOf(find(name), qualifier).environment,
    setTags: (name, tags) => {
      find(name).tags = tags;
    },
    configure: (name, changes) => {
      const fn = find(name);
      configure(region.lambda, fn, changes);
      fn.updateEndsAt = 0;
    },
    setUpdating: (name, ms) => {
      find(name).updateEndsAt = region.context.now() + ms;
    },
    ...changeQualifiers(region, find),
  };
}

type QualifierWorld = Pick<FunctionWorld, "publishVersion" | "deleteVersion" | "setAlias" | "deleteAlias">;

function changeQualifiers(region: Region, find: (name: string) => FunctionState): QualifierWorld {
  return {
    publishVersion: (name) => publish(find(name)),
    deleteVersion: (name, version) => {
      const fn = find(name);
      fn.versions.delete(version);
      fn.provisioned.delete(version);
      fn.eventInvoke.delete(version);
      unlist(region, functionArn(region.context, name, version));
    },
    setAlias: (name, alias, version, weights) => {
      const fn = find(name);
      verifyQualifier(region.lambda, fn, version);
      fn.aliases.set(alias, {
        name: alias,
        version,
        description: "",
        weights,
        revisionId: region.context.newId(),
      });
    },
    deleteAlias: (name, alias) => {
      const fn = find(name);
      fn.aliases.delete(alias);
      fn.provisioned.delete(alias);
      fn.eventInvoke.delete(alias);
      unlist(region, functionArn(region.context, name, alias));
    },
  };
}

function provision(region: Region, fn: FunctionState, qualifier: string, requested: number | null): void {
  verifyQualifier(region.lambda, fn, qualifier);
  if (requested === null) {
    fn.provisioned.delete(qualifier);
    return;
  }
  const config = setProvisioned(region.lambda, fn, qualifier, requested);
  fn.provisioned.set(qualifier, { ...config, readyAt: config.since });
}

function deleteFunction(region: Region, fn: FunctionState): void {
  region.lambda.functions.delete(fn.name);
  unlist(region, fn.name);
  for (const version of fn.versions.keys()) unlist(region, functionArn(region.context, fn.name, version));
  for (const alias of fn.aliases.keys()) unlist(region, functionArn(region.context, fn.name, alias));
  for (const mapping of region.lambda.mappings.values()) {
    if (mapping.functionName !== fn.name) continue;
    region.lambda.mappings.delete(mapping.uuid);
    unlist(region, mapping.uuid);
  }
}

// A deploy that removes a resource leaves it listed for a while as deleted.
function unlist(region: Region, physicalId: string): void {
  for (const { resources } of region.cloudFormation.stacks.values())
    for (const resource of resources.values())
      if (resource.physicalId === physicalId)
        resources.set(resource.logicalId, { ...resource, status: "DELETE_COMPLETE" });
}
