import type { Input } from "../wire/input.js";
import { AwsError } from "../wire/messages.js";
import { cutPage } from "../wire/pages.js";
import { lambdaError } from "./errors.js";
import { findFunction, functionArn, functionNotFound, readFunctionRef, verifyQualifier } from "./names.js";
import { badMarker, ok, type Reply } from "./reply.js";
import type { EventInvokeState, LambdaState, Permission } from "./state.js";

/** GetPolicy: refused when there is none. */
export function getPolicy(state: LambdaState, input: Input): Reply {
  const { name, qualifier } = readFunctionRef(state, input);
  const fn = findFunction(state, name, qualifier);
  if (qualifier !== undefined) verifyQualifier(state, fn, qualifier);
  const permissions = fn.policies.get(qualifier ?? "$LATEST") ?? [];
  if (permissions.length === 0)
    throw lambdaError("ResourceNotFoundException", "The resource you requested does not exist.");
  const resource = functionArn(state.context, name, qualifier);
  const statements = permissions.map((permission) =>
    "verbatim" in permission ? permission.verbatim : describePermission(permission, resource),
  );
  const policy = { Version: "2012-10-17", Id: "default", Statement: statements };
  return ok({ Policy: JSON.stringify(policy), RevisionId: fn.latest.revisionId });
}

/** GetFunctionEventInvokeConfig: refused when there is none. */
export function getFunctionEventInvokeConfig(state: LambdaState, input: Input): Reply {
  const { name, qualifier = "$LATEST" } = readFunctionRef(state, input);
  const config = state.functions.get(name)?.eventInvoke.get(qualifier);
  if (config === undefined)
    throw lambdaError(
      "ResourceNotFoundException",
      `The function ${functionArn(state.context, name, qualifier)} doesn't have an EventInvokeConfig`,
    );
  return ok(describeConfig(functionArn(state.context, name, qualifier), config));
}

/** ListFunctionEventInvokeConfigs. */
export function listFunctionEventInvokeConfigs(state: LambdaState, input: Input): Reply {
  const { name } = readFunctionRef(state, input);
  const fn = state.functions.get(name);
  if (fn === undefined) throw lambdaError("ResourceNotFoundException", "The function doesn't exist.");
  const { pageSizes, emptyFirstPages } = state.context.settings;
  const page = cutPage(fn.eventInvoke, {
    keyOf: ([qualifier]) => qualifier,
    token: input.text("Marker"),
    size: Math.min(input.integer("MaxItems", { min: 1, max: 50 }) ?? 50, pageSizes.eventInvokeConfigs),
    emptyFirst: emptyFirstPages,
    badToken: badMarker,
  });
  const configs = page.items.map(([qualifier, config]) =>
    describeConfig(functionArn(state.context, name, qualifier), config),
  );
  return ok({ FunctionEventInvokeConfigs: configs, NextMarker: page.next });
}

/** Invoke: runs nothing; throttled at reserved 0, unless asynchronous. */
export function invoke(state: LambdaState, input: Input): Reply {
  const { name, qualifier } = readFunctionRef(state, input);
  const fn = state.functions.get(name);
  if (fn === undefined) throw functionNotFound(state.context, name, qualifier);
  if (qualifier !== undefined) verifyQualifier(state, fn, qualifier);
  const type = input.text("InvocationType") ?? "RequestResponse";
  if (type === "DryRun") return { status: 204, body: undefined };
  // At reserved 0 an asynchronous event is accepted all the same: its source sees success.
  if (type === "Event") return { status: 202, body: undefined };
  if (fn.reserved === 0)
    throw new AwsError("TooManyRequestsException", 429, "Rate Exceeded.", {
      reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
    });
  return { status: 200, body: null, headers: { "x-amz-executed-version": qualifier ?? "$LATEST" } };
}

function describePermission(permission: Permission, resource: string): Record<string, unknown> {
  const { sid, principal, action } = permission;
  return {
    Sid: sid,
    Effect: "Allow",
    Principal: { Service: principal },
    Action: action,
    Resource: resource,
  };
}

function describeConfig(arn: string, config: EventInvokeState): Record<string, unknown> {
  const { onFailure, onSuccess, lastModified } = config;
  return {
    LastModified: lastModified / 1000,
    FunctionArn: arn,
    DestinationConfig: {
      OnSuccess: onSuccess === undefined ? {} : { Destination: onSuccess },
      OnFailure: onFailure === undefined ? {} : { Destination: onFailure },
    },
  };
}
