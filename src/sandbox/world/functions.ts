import { verifyQualifier } from "../lambda/names.js";
import { setProvisioned } from "../lambda/concurrency/provisioned.js";
import { setReserved } from "../lambda/concurrency/reserved.js";
import type { Configuration, FunctionState, LambdaState, MappingState, Permission } from "../lambda/state.js";
import { uuidFrom } from "../context.js";
import type { FunctionSeed, MappingSeed } from "../seed/seed.js";
import { roleArn, seedEvents } from "./events.js";

/**
 * Puts a function into the world, settled, by AWS's rules.
 * @throws Error when AWS would not have it, naming the function
 */
export function addFunction(state: LambdaState, seed: FunctionSeed): FunctionState {
  if (state.functions.has(seed.name)) throw new Error(`There is a function ${seed.name} already.`);
  const fn = buildFunction(state, seed);
  state.functions.set(seed.name, fn);
  try {
    settle(state, fn, seed);
  } catch (error) {
    state.functions.delete(seed.name);
    throw new Error(`AWS would not have ${seed.name}: ${messageOf(error)}`, { cause: error });
  }
  return fn;
}

/** Puts an event source mapping into the world, settled. */
export function addMapping(state: LambdaState, fn: FunctionState, seed: MappingSeed): MappingState {
  if (seed.qualifier !== undefined) verifyQualifier(state, fn, seed.qualifier);
  const mapping: MappingState = {
    uuid: seed.uuid ?? uuidFrom(`${fn.name} ${seed.qualifier ?? ""} ${seed.source}`),
    functionName: fn.name,
    qualifier: seed.qualifier,
    source: seed.source,
    batchSize: seed.batchSize ?? 10,
    startingPosition: seed.startingPosition,
    maximumRecordAge: seed.maximumRecordAge ?? (seed.startingPosition === undefined ? undefined : -1),
    settled: (seed.enabled ?? true) ? "Enabled" : "Disabled",
    passing: undefined,
    reason: "USER_INITIATED",
    lastModified: state.context.now(),
  };
  state.mappings.set(mapping.uuid, mapping);
  return mapping;
}

/** Publishes `$LATEST` as a new version and returns its number. */
export function publish(fn: FunctionState): string {
  const version = String(++fn.lastVersion);
  fn.versions.set(version, fn.latest);
  return version;
}

function buildFunction(state: LambdaState, seed: FunctionSeed): FunctionState {
  const fn: FunctionState = {
    name: seed.name,
    latest: buildConfiguration(state, seed),
    versions: new Map(),
    aliases: new Map(),
    reserved: undefined,
    provisioned: new Map(),
    eventInvoke: new Map(),
    policies: new Map(),
    tags: seed.tags ?? {},
    edge: seed.edge ?? false,
    updateEndsAt: 0,
    updateRevisionId: "",
    updateFailure: undefined,
    nextUpdateFailure: undefined,
    lastVersion: 0,
    provisionedFailure: undefined,
  };
  // CloudFront replicates a published version, so a Lambda@Edge function has one.
  for (let count = seed.versions ?? (fn.edge ? 1 : 0); count > 0; count--) publish(fn);
  setPermissions(fn, seed.invokedBy ?? []);
  return fn;
}

function buildConfiguration({ context }: LambdaState, seed: FunctionSeed): Configuration {
  return {
    runtime: seed.runtime ?? "ruby3.3",
    handler: "handler.call",
    role: roleArn(context, seed.role ?? "lambda"),
    description: "",
    timeout: seed.timeout ?? 30,
    memorySize: 1536,
    environment: seed.environment ?? {},
    undecryptable: undefined,
    deadLetterTarget: seed.deadLetter,
    capacityProvider: seed.capacityProvider,
    durable:
      seed.durableSeconds === undefined
        ? undefined
        : { executionTimeout: seed.durableSeconds, retentionDays: 14 },
    state: "Active",
    lastModified: context.now(),
    revisionId: context.newId(),
  };
}

function setPermissions(fn: FunctionState, principals: readonly string[]): void {
  const permissions = principals.map((principal, index): Permission => ({
    sid: `permission-${index + 1}`,
    principal,
    action: "lambda:InvokeFunction",
  }));
  if (permissions.length > 0) fn.policies.set("$LATEST", permissions);
  if (fn.edge)
    fn.policies.set(String(fn.lastVersion), [
      {
        sid: "replicator-lambda-GetFunction",
        principal: "replicator.lambda.amazonaws.com",
        action: "lambda:GetFunction",
      },
    ]);
}

function settle(state: LambdaState, fn: FunctionState, seed: FunctionSeed): void {
  for (const [name, version] of Object.entries(seed.aliases ?? {})) {
    verifyQualifier(state, fn, version);
    fn.aliases.set(name, {
      name,
      version,
      description: "",
      weights: undefined,
      revisionId: state.context.newId(),
    });
  }
  seedEvents(state, fn, seed);
  if (seed.reserved !== undefined) setReserved(state, fn, seed.reserved);
  for (const [qualifier, requested] of Object.entries(seed.provisioned ?? {})) {
    verifyQualifier(state, fn, qualifier);
    const config = setProvisioned(state, fn, qualifier, requested);
    fn.provisioned.set(qualifier, { ...config, readyAt: config.since });
  }
  for (const mapping of seed.mappings ?? []) addMapping(state, fn, mapping);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message.trim() : String(error));
