import type { Input } from "../wire/input.js";
import { lambdaError } from "./errors.js";
import { findFunction, functionArn, readNamespacedRef, verifyQualifier } from "./names.js";
import { ok, type Reply } from "./reply.js";
import type { LambdaState, Permission } from "./state.js";

/** GetPolicy: refused when there is none. */
export function getPolicy(state: LambdaState, input: Input): Reply {
  const { name, qualifier } = readNamespacedRef(state, input);
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
