import type { Input } from "../wire/input.js";
import { lambdaError } from "./errors.js";
import { findFunction, functionArn, readFunctionRef } from "./names.js";
import { lambdaDate, ok, type Reply } from "./reply.js";
import type { Configuration, FunctionState, LambdaState } from "./state.js";
import { isUpdating, verifyNoUpdate } from "./updates.js";

/** The configuration of a function, alias or version as lists show it: without its state. */
export function describeConfiguration(
  state: LambdaState,
  fn: FunctionState,
  qualifier?: string,
): Record<string, unknown> {
  const version = versionOf(fn, qualifier);
  const configuration = fn.versions.get(version) ?? fn.latest;
  return {
    FunctionName: fn.name,
    FunctionArn: functionArn(state.place, fn.name, qualifier),
    Version: version,
    Runtime: configuration.runtime,
    Role: configuration.role,
    Handler: configuration.handler,
    CodeSize: 1024,
    CodeSha256: "RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=",
    Description: configuration.description,
    Timeout: configuration.timeout,
    MemorySize: configuration.memorySize,
    LastModified: lambdaDate(configuration.lastModified),
    RevisionId: configuration.revisionId,
    TracingConfig: { Mode: "PassThrough" },
    PackageType: "Zip",
    Architectures: ["x86_64"],
    EphemeralStorage: { Size: 512 },
    ...describeOptional(configuration),
  };
}

/** The configuration with its state, as a question for one function shows it. */
export function describeState(
  state: LambdaState,
  fn: FunctionState,
  qualifier?: string,
): Record<string, unknown> {
  const updating = isUpdating(state, fn) && versionOf(fn, qualifier) === "$LATEST";
  return {
    ...describeConfiguration(state, fn, qualifier),
    State: fn.latest.state,
    LastUpdateStatus: updating ? "InProgress" : "Successful",
    ...(updating
      ? { LastUpdateStatusReason: "The function is being created.", LastUpdateStatusReasonCode: "Creating" }
      : {}),
  };
}

/** UpdateFunctionConfiguration: of `$LATEST`, in time. */
export function updateFunctionConfiguration(state: LambdaState, input: Input): Reply {
  const ref = readFunctionRef(state, input);
  const fn = findFunction(state, ref.name);
  if (ref.qualifier !== undefined)
    throw lambdaError(
      "InvalidParameterValueException",
      "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.",
    );
  verifyRevision(fn, input.text("RevisionId"));
  verifyNoUpdate(state, fn);
  configure(state, fn, readChanges(input));
  return ok(describeState(state, fn));
}

/** Changes the configuration of `$LATEST`; the update is in progress for a while. */
export function configure(state: LambdaState, fn: FunctionState, changes: Partial<Configuration>): void {
  const { place } = state;
  fn.latest = { ...fn.latest, ...changes, lastModified: place.now(), revisionId: place.newId() };
  fn.updateEndsAt = place.now() + place.settings.updateSettlesMs;
}

function verifyRevision(fn: FunctionState, revisionId: string | undefined): void {
  if (revisionId === undefined || revisionId === fn.latest.revisionId) return;
  throw lambdaError(
    "PreconditionFailedException",
    "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
  );
}

function readChanges(input: Input): Partial<Configuration> {
  const timeout = input.integer("Timeout", { min: 1, max: 5400 });
  const memorySize = input.integer("MemorySize", { min: 128, max: 32_768 });
  const description = input.text("Description");
  const variables = input.structure("Environment")?.structure("Variables");
  const target = input.structure("DeadLetterConfig")?.text("TargetArn");
  return {
    ...(timeout === undefined ? {} : { timeout }),
    ...(memorySize === undefined ? {} : { memorySize }),
    ...(description === undefined ? {} : { description }),
    ...(input.structure("Environment") === undefined ? {} : { environment: readVariables(variables) }),
    ...(target === undefined ? {} : { deadLetterTarget: target === "" ? undefined : target }),
  };
}

// AWS replaces all variables by those given, and refuses what does not fit in 4 KB together.
function readVariables(variables: Input | undefined): Record<string, string> {
  const names = Object.keys(variables?.values ?? {});
  const read = Object.fromEntries(names.map((name) => [name, variables?.requiredText(name) ?? ""]));
  if (Buffer.byteLength(JSON.stringify(read)) > 4096)
    throw lambdaError(
      "InvalidParameterValueException",
      "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.",
    );
  return read;
}

function versionOf(fn: FunctionState, qualifier: string | undefined): string {
  if (qualifier === undefined) return "$LATEST";
  return fn.aliases.get(qualifier)?.version ?? qualifier;
}

function describeOptional(configuration: Configuration): Record<string, unknown> {
  const { environment, deadLetterTarget, capacityProvider, durable } = configuration;
  return {
    ...(Object.keys(environment).length === 0 ? {} : { Environment: { Variables: environment } }),
    ...(deadLetterTarget === undefined ? {} : { DeadLetterConfig: { TargetArn: deadLetterTarget } }),
    ...(capacityProvider === undefined
      ? {}
      : {
          CapacityProviderConfig: {
            LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: capacityProvider },
          },
        }),
    ...(durable === undefined
      ? {}
      : {
          DurableConfig: {
            ExecutionTimeout: durable.executionTimeout,
            RetentionPeriodInDays: durable.retentionDays,
          },
        }),
  };
}
