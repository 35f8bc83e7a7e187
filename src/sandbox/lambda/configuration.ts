import { functionArn } from "./names.js";
import { lambdaDate } from "./reply.js";
import type { Configuration, FunctionState, LambdaState } from "./state.js";
import { isUpdating, latestRevision } from "./updates.js";

/** The configuration of a function, alias or version as lists show it: without its state. */
export function describeConfiguration(
  state: LambdaState,
  fn: FunctionState,
  qualifier?: string,
): Record<string, unknown> {
  const version = versionOf(fn, qualifier);
  const configuration = configurationOf(fn, qualifier);
  return {
    FunctionName: fn.name,
    FunctionArn: functionArn(state.context, fn.name, qualifier),
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
    RevisionId: version === "$LATEST" ? latestRevision(state, fn) : configuration.revisionId,
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
  return {
    ...describeConfiguration(state, fn, qualifier),
    State: fn.latest.state,
    ...(versionOf(fn, qualifier) === "$LATEST"
      ? describeUpdate(state, fn)
      : { LastUpdateStatus: "Successful" }),
  };
}

function describeUpdate(state: LambdaState, fn: FunctionState): Record<string, unknown> {
  if (isUpdating(state, fn))
    return {
      LastUpdateStatus: "InProgress",
      LastUpdateStatusReason: "The function is being created.",
      LastUpdateStatusReasonCode: "Creating",
    };
  if (fn.updateFailure === undefined) return { LastUpdateStatus: "Successful" };
  return {
    LastUpdateStatus: "Failed",
    LastUpdateStatusReason: fn.updateFailure,
    LastUpdateStatusReasonCode: "InternalError",
  };
}

/** The configuration of `$LATEST`, or of an alias or version that exists. */
export function configurationOf(fn: FunctionState, qualifier?: string): Configuration {
  return fn.versions.get(versionOf(fn, qualifier)) ?? fn.latest;
}

function versionOf(fn: FunctionState, qualifier: string | undefined): string {
  if (qualifier === undefined) return "$LATEST";
  return fn.aliases.get(qualifier)?.version ?? qualifier;
}

// AWS shows either the variables or why it could not decrypt them, and nothing where there are none.
function describeEnvironment({ environment, undecryptable }: Configuration): Record<string, unknown> {
  if (undecryptable !== undefined)
    return { Environment: { Error: { ErrorCode: "AccessDeniedException", Message: undecryptable } } };
  return Object.keys(environment).length === 0 ? {} : { Environment: { Variables: environment } };
}

function describeOptional(configuration: Configuration): Record<string, unknown> {
  const { deadLetterTarget, capacityProvider, durable } = configuration;
  return {
    ...describeEnvironment(configuration),
    DeadLetterConfig: deadLetterTarget === undefined ? undefined : { TargetArn: deadLetterTarget },
    CapacityProviderConfig:
      capacityProvider === undefined
        ? undefined
        : {
            LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: capacityProvider },
          },
    DurableConfig: durable && {
      ExecutionTimeout: durable.executionTimeout,
      RetentionPeriodInDays: durable.retentionDays,
    },
  };
}
