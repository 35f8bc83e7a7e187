import type { Input } from "../../wire/input.js";
import { lambdaError } from "../errors.js";
import { findFunction, readFunctionRef } from "../names.js";
import { noContent, ok, type Reply } from "../reply.js";
import {
  takenBy,
  totalProvisioned,
  unreservedConcurrency,
  type FunctionState,
  type LambdaState,
} from "../state.js";
import { verifyNoUpdate } from "../updates.js";

/** PutFunctionConcurrency: the whole function, from 0 up. */
export function putFunctionConcurrency(state: LambdaState, input: Input): Reply {
  const reserved = input.requiredInteger("ReservedConcurrentExecutions", { min: 0 });
  setReserved(state, findWhole(state, input), reserved);
  return ok({ ReservedConcurrentExecutions: reserved });
}

/** DeleteFunctionConcurrency: back to unreserved. */
export function deleteFunctionConcurrency(state: LambdaState, input: Input): Reply {
  setReserved(state, findWhole(state, input), undefined);
  return noContent();
}

/** GetFunctionConcurrency: nothing at all when unreserved. */
export function getFunctionConcurrency(state: LambdaState, input: Input): Reply {
  const fn = findFunction(state, readFunctionRef(state, input).name);
  return ok(fn.reserved === undefined ? {} : { ReservedConcurrentExecutions: fn.reserved });
}

/** Sets or deletes a function's reserved concurrency by AWS's rules. @throws AwsError */
export function setReserved(state: LambdaState, fn: FunctionState, reserved: number | undefined): void {
  verifyNoUpdate(state, fn);
  if (reserved !== undefined) verifyReserved(state, fn, reserved);
  fn.reserved = reserved;
}

function verifyReserved(state: LambdaState, fn: FunctionState, reserved: number): void {
  verifyReservable(fn);
  const minimum = state.context.settings.unreservedMinimum;
  // A function's own old share is credited back before the new one is weighed; 0 always fits.
  const left = unreservedConcurrency(state) + takenBy(fn) - reserved;
  if (reserved > 0 && left < minimum)
    throw lambdaError(
      "InvalidParameterValueException",
      `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${minimum}].`,
    );
  const provisioned = totalProvisioned(fn);
  if (reserved < provisioned)
    throw lambdaError(
      "InvalidParameterValueException",
      ` ReservedConcurrentExecutions  ${reserved} should not be lower than function's total provisioned concurrency [${provisioned}].`,
    );
}

// AWS documents that neither kind has reserved concurrency, but not the text of its refusal: this one is ours.
function verifyReservable(fn: FunctionState): void {
  if (fn.edge)
    throw lambdaError(
      "InvalidParameterValueException",
      "Reserved concurrency is not supported for Lambda@Edge functions.",
    );
  if (fn.latest.capacityProvider !== undefined)
    throw lambdaError(
      "InvalidParameterValueException",
      "Reserved concurrency is not supported for functions with a capacity provider.",
    );
}

function findWhole(state: LambdaState, input: Input): FunctionState {
  const ref = readFunctionRef(state, input);
  if (ref.qualifier !== undefined)
    throw lambdaError(
      "InvalidParameterValueException",
      "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.",
    );
  return findFunction(state, ref.name, "$LATEST");
}
