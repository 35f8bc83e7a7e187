import type { Input } from "../wire/input.js";
import { arnIn } from "../context.js";
import { cutPage } from "../wire/pages.js";
import { lambdaError } from "./errors.js";
import { functionArn, parseFunctionName, type FunctionRef } from "./names.js";
import { accepted, badMarker, ok, type Reply } from "./reply.js";
import { mappingState, type LambdaState, type MappingState } from "./state.js";

/** ListEventSourceMappings: all, or those of a function or source. */
export function listEventSourceMappings(state: LambdaState, input: Input): Reply {
  const name = input.text("FunctionName");
  const ref = name === undefined ? undefined : parseFunctionName(state.context, name);
  const source = input.text("EventSourceArn");
  const found = [...state.mappings.values()].filter(
    (mapping) =>
      isThere(state, mapping) &&
      (ref === undefined || feeds(mapping, ref)) &&
      (source === undefined || mapping.source === source),
  );
  const { pageSizes, emptyFirstPages } = state.context.settings;
  const page = cutPage(found, {
    keyOf: ({ uuid }) => uuid,
    token: input.text("Marker"),
    size: Math.min(input.integer("MaxItems", { min: 1, max: 10_000 }) ?? 100, pageSizes.mappings),
    emptyFirst: emptyFirstPages,
    badToken: badMarker,
  });
  return ok({
    EventSourceMappings: page.items.map((mapping) => describeMapping(state, mapping)),
    NextMarker: page.next,
  });
}

/** GetEventSourceMapping. */
export function getEventSourceMapping(state: LambdaState, input: Input): Reply {
  return ok(describeMapping(state, findMapping(state, input.requiredText("UUID"))));
}

/** UpdateEventSourceMapping: enables or disables, in time. */
export function updateEventSourceMapping(state: LambdaState, input: Input): Reply {
  const mapping = findMapping(state, input.requiredText("UUID"));
  const batchSize = input.integer("BatchSize", { min: 1, max: 10_000 });
  const enabled = input.flag("Enabled");
  verifySettled(state, mapping, "update");
  if (batchSize !== undefined) mapping.batchSize = batchSize;
  switchMapping(state, mapping, enabled ?? mapping.settled === "Enabled");
  return accepted(describeMapping(state, mapping));
}

/** DeleteEventSourceMapping: in time. */
export function deleteEventSourceMapping(state: LambdaState, input: Input): Reply {
  const mapping = findMapping(state, input.requiredText("UUID"));
  verifySettled(state, mapping, "delete");
  pass(state, mapping, "Deleting", "Deleted");
  return accepted(describeMapping(state, mapping));
}

/** Asks for a mapping to be enabled or disabled; it gets there when its time is up. */
function switchMapping(state: LambdaState, mapping: MappingState, enabled: boolean): void {
  const target = enabled ? "Enabled" : "Disabled";
  if (target === mapping.settled) pass(state, mapping, "Updating", target);
  else pass(state, mapping, enabled ? "Enabling" : "Disabling", target);
}

/** A mapping by its UUID. @throws AwsError `ResourceNotFoundException` */
export function findMapping(state: LambdaState, uuid: string): MappingState {
  const mapping = state.mappings.get(uuid);
  if (mapping === undefined || !isThere(state, mapping))
    throw lambdaError("ResourceNotFoundException", "The resource you requested does not exist.");
  return mapping;
}

function pass(state: LambdaState, mapping: MappingState, passing: string, settled: string): void {
  const now = state.context.now();
  mapping.settled = settled;
  mapping.passing = { state: passing, until: now + state.context.settings.mappingSettlesMs };
  mapping.reason = "USER_INITIATED";
  mapping.lastModified = now;
}

function verifySettled(state: LambdaState, mapping: MappingState, verb: string): void {
  if (["Enabled", "Disabled"].includes(mappingState(mapping, state.context.now()))) return;
  throw lambdaError(
    "ResourceInUseException",
    `Cannot ${verb} the event source mapping because it is in use.`,
  );
}

function isThere(state: LambdaState, mapping: MappingState): boolean {
  return mappingState(mapping, state.context.now()) !== "Deleted";
}

// AWS does not say whether a bare name finds mappings of aliases; here it finds only those of the bare function.
function feeds(mapping: MappingState, ref: FunctionRef): boolean {
  return mapping.functionName === ref.name && mapping.qualifier === ref.qualifier;
}

function describeMapping(state: LambdaState, mapping: MappingState): Record<string, unknown> {
  return {
    UUID: mapping.uuid,
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: 0,
    // Queues have neither.
    StartingPosition: mapping.startingPosition,
    MaximumRecordAgeInSeconds: mapping.maximumRecordAge,
    EventSourceArn: mapping.source,
    EventSourceMappingArn: arnIn(state.context, "lambda", `event-source-mapping:${mapping.uuid}`),
    FunctionArn: functionArn(state.context, mapping.functionName, mapping.qualifier),
    LastModified: mapping.lastModified / 1000,
    State: mappingState(mapping, state.context.now()),
    StateTransitionReason: mapping.reason,
    FunctionResponseTypes: [],
  };
}
