import { defined } from "../../defined.js";
import type { Input } from "../wire/input.js";
import { describeState } from "./configuration.js";
import { lambdaError } from "./errors.js";
import { findFunction, readFunctionRef } from "./names.js";
import { ok, type Reply } from "./reply.js";
import type { Configuration, FunctionState, LambdaState } from "./state.js";
import { latestRevision, verifyNoUpdate } from "./updates.js";

/** UpdateFunctionConfiguration: of `$LATEST`, in time. */
export function updateFunctionConfiguration(state: LambdaState, input: Input): Reply {
  const ref = readFunctionRef(state, input);
  const fn = findFunction(state, ref.name);
  if (ref.qualifier !== undefined)
    throw lambdaError(
      "InvalidParameterValueException",
      "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.",
    );
  verifyRevision(state, fn, input.text("RevisionId"));
  verifyNoUpdate(state, fn);
  configure(state, fn, readChanges(input));
  return ok(describeState(state, fn));
}

/** Changes the configuration of `$LATEST`; the update is in progress for a while. */
export function configure(state: LambdaState, fn: FunctionState, changes: Partial<Configuration>): void {
  const { context } = state;
  fn.latest = { ...fn.latest, ...changes, lastModified: context.now(), revisionId: context.newId() };
  fn.updateRevisionId = context.newId();
  fn.updateEndsAt = context.now() + context.settings.updateSettlesMs;
  fn.updateFailure = fn.nextUpdateFailure;
}

function verifyRevision(state: LambdaState, fn: FunctionState, revisionId: string | undefined): void {
  if (revisionId === undefined || revisionId === latestRevision(state, fn)) return;
  throw lambdaError(
    "PreconditionFailedException",
    "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
  );
}

function readChanges(input: Input): Partial<Configuration> {
  const timeout = input.integer("Timeout", { min: 1, max: 5400 });
  const memorySize = input.integer("MemorySize", { min: 128, max: 32_768 });
  const description = input.text("Description");
  const environment = input.structure("Environment");
  const target = input.structure("DeadLetterConfig")?.text("TargetArn");
  // Where AWS takes a value away, the key stands with `undefined`.
  return {
    ...defined({ timeout, memorySize, description }),
    ...(environment === undefined
      ? {}
      : { environment: readVariables(environment.structure("Variables")), undecryptable: undefined }),
    ...(target === undefined ? {} : { deadLetterTarget: target === "" ? undefined : target }),
  };
}

// AWS replaces all variables by those given, and refuses what does not fit in 4 KB together.
function readVariables(variables: Input | undefined): Record<string, string> {
  const names = Object.keys(variables?.values ?? {});
  const read = Object.fromEntries(names.map((name) => [name, variables?.requiredText(name) ?? ""]));
  const measured = JSON.stringify(read);
  if (Buffer.byteLength(measured) > 4096)
    throw lambdaError(
      "InvalidParameterValueException",
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${measured}`,
    );
  return read;
}
