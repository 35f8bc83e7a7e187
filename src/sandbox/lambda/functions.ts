import { invalidMember, type Input } from "../wire/input.js";
import { cutPage } from "../wire/pages.js";
import { describeConfiguration, describeState } from "./configuration.js";
import { lambdaError } from "./errors.js";
import {
  findFunction,
  functionNotFound,
  parseFunctionName,
  readNamespacedRef,
  verifyQualifier,
} from "./names.js";
import { badMarker, noContent, ok, type Reply } from "./reply.js";
import { unreservedConcurrency, type FunctionState, type LambdaState } from "./state.js";

/** GetFunction: configuration, tags, reserved concurrency. */
export function getFunction(state: LambdaState, input: Input): Reply {
  const { fn, qualifier } = findQualified(state, input);
  return ok({
    Configuration: describeState(state, fn, qualifier),
    Code: {
      RepositoryType: "S3",
      Location: `https://awslambda-${state.context.region}-tasks.s3.${state.context.region}.amazonaws.com/${fn.name}`,
    },
    Tags: Object.keys(fn.tags).length === 0 ? undefined : fn.tags,
    ...describeConcurrency(state, fn),
  });
}

/**
 * DeleteFunction: with all versions and aliases, or one version. Its event source mappings stay:
 * https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html
 */
export function deleteFunction(state: LambdaState, input: Input): Reply {
  const { fn, qualifier } = findQualified(state, input);
  if (qualifier === undefined) state.functions.delete(fn.name);
  else deleteVersion(fn, qualifier);
  return noContent();
}

function deleteVersion(fn: FunctionState, qualifier: string): void {
  const alias = [...fn.aliases.values()].find(({ version }) => version === qualifier);
  if (alias !== undefined)
    throw lambdaError(
      "ResourceConflictException",
      `Unable to delete version because the following aliases reference it: [${alias.name}]`,
    );
  if (!fn.versions.delete(qualifier))
    throw lambdaError(
      "InvalidParameterValueException",
      "$LATEST version cannot be deleted without deleting the function.",
    );
  fn.provisioned.delete(qualifier);
}

/** GetFunctionConfiguration. */
export function getFunctionConfiguration(state: LambdaState, input: Input): Reply {
  const { fn, qualifier } = findQualified(state, input);
  return ok(describeState(state, fn, qualifier));
}

/** ListFunctions: never more than 50 a page; `MasterRegion` selects Lambda@Edge. */
export function listFunctions(state: LambdaState, input: Input): Reply {
  const edge = input.text("MasterRegion") !== undefined;
  const all = input.text("FunctionVersion") === "ALL";
  if (edge && !all)
    throw lambdaError(
      "InvalidParameterValueException",
      "FunctionVersion must be set to ALL when MasterRegion is given.",
    );
  const listed = [...state.functions.values()]
    .filter((fn) => !edge || fn.edge)
    .flatMap((fn) => ["$LATEST", ...(all ? fn.versions.keys() : [])].map((version) => ({ fn, version })));
  const { pageSizes, emptyFirstPages } = state.context.settings;
  const page = cutPage(listed, {
    keyOf: ({ fn, version }) => `${fn.name}:${version}`,
    token: input.text("Marker"),
    size: Math.min(input.integer("MaxItems", { min: 1, max: 10_000 }) ?? 50, pageSizes.functions),
    emptyFirst: emptyFirstPages,
    badToken: badMarker,
  });
  const functions = page.items.map(({ fn, version }) => describeConfiguration(state, fn, version));
  return ok({ Functions: functions, NextMarker: page.next });
}

/** ListTags: by ARN. */
export function listTags(state: LambdaState, input: Input): Reply {
  const resource = input.requiredText("Resource");
  if (!resource.startsWith("arn:"))
    throw invalidMember("Resource", resource, "satisfy regular expression pattern: arn:...:function:...");
  const { name, qualifier } = parseFunctionName(state.context, resource);
  if (qualifier !== undefined)
    throw lambdaError(
      "InvalidParameterValueException",
      "Tagging operations are permitted on Lambda functions only. Tags on aliases and versions are not supported. Please specify either a function name or a function ARN.",
    );
  return ok({ Tags: findFunction(state, name).tags });
}

/** GetAccountSettings: the limits computed from what is reserved. */
export function getAccountSettings(state: LambdaState): Reply {
  const limit = state.context.settings.accountConcurrency;
  return ok({
    AccountLimit: {
      TotalCodeSize: 80_530_636_800,
      CodeSizeUnzipped: 262_144_000,
      CodeSizeZipped: 52_428_800,
      ConcurrentExecutions: limit,
      UnreservedConcurrentExecutions: unreservedConcurrency(state),
    },
    AccountUsage: { TotalCodeSize: state.functions.size * 1024, FunctionCount: state.functions.size },
  });
}

/** A function and the alias or version asked for. @throws AwsError `ResourceNotFoundException` */
function findQualified(
  state: LambdaState,
  input: Input,
): { fn: FunctionState; qualifier: string | undefined } {
  const { name, qualifier } = readNamespacedRef(state, input);
  const fn = state.functions.get(name);
  if (fn === undefined) throw functionNotFound(state.context, name, qualifier);
  if (qualifier !== undefined) verifyQualifier(state, fn, qualifier);
  return { fn, qualifier };
}

function describeConcurrency(state: LambdaState, fn: FunctionState): Record<string, unknown> {
  const hidden =
    fn.reserved === undefined || (fn.reserved === 0 && state.context.settings.hideZeroConcurrency);
  return hidden ? {} : { Concurrency: { ReservedConcurrentExecutions: fn.reserved } };
}
