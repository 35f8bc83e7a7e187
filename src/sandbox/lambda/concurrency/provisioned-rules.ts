import { lambdaError } from "../errors.js";
import {
  takenBy,
  totalProvisioned,
  unreservedConcurrency,
  type FunctionState,
  type LambdaState,
} from "../state.js";

/** Checks that this much provisioned concurrency may be put there. @throws AwsError */
export function verifyProvisionable(
  state: LambdaState,
  fn: FunctionState,
  qualifier: string,
  requested: number,
): void {
  verifyKind(fn);
  verifyNoOverlap(fn, qualifier);
  verifyWithinReserved(fn, qualifier, requested);
  verifyWithinPool(state, fn, qualifier, requested);
}

// AWS documents that neither kind has provisioned concurrency, but not the text of its refusal: this text is ours.
function verifyKind(fn: FunctionState): void {
  if (fn.edge || fn.latest.capacityProvider !== undefined)
    throw lambdaError(
      "InvalidParameterValueException",
      "Provisioned concurrency is not supported for this function.",
    );
}

// https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html: a version is provisioned once.
function verifyNoOverlap(fn: FunctionState, qualifier: string): void {
  const alias = fn.aliases.get(qualifier);
  if (alias === undefined) {
    if (aliasesOf(fn, qualifier).some((name) => fn.provisioned.has(name)))
      throw lambdaError("ResourceConflictException", "Version is pointed by a Provisioned Concurrency alias");
    return;
  }
  const others = aliasesOf(fn, alias.version).filter((name) => name !== qualifier);
  if (fn.provisioned.has(alias.version) || others.some((name) => fn.provisioned.has(name)))
    throw lambdaError(
      "ResourceConflictException",
      "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
    );
  if (alias.weights !== undefined)
    throw lambdaError(
      "ResourceConflictException",
      "Alias with routing configuration can't be used for Provisioned Concurrency configuration",
    );
}

const aliasesOf = (fn: FunctionState, version: string): string[] =>
  [...fn.aliases.values()].filter((alias) => alias.version === version).map(({ name }) => name);

function verifyWithinReserved(fn: FunctionState, qualifier: string, requested: number): void {
  if (fn.reserved !== undefined && sumWith(fn, qualifier, requested) > fn.reserved)
    throw lambdaError(
      "InvalidParameterValueException",
      "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function",
    );
}

function verifyWithinPool(state: LambdaState, fn: FunctionState, qualifier: string, requested: number): void {
  if (fn.reserved !== undefined) return;
  const pool = unreservedConcurrency(state) + takenBy(fn);
  const wanted = sumWith(fn, qualifier, requested);
  if (wanted > pool)
    throw lambdaError(
      "InvalidParameterValueException",
      `Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [${pool}].`,
    );
  const minimum = state.context.settings.unreservedMinimum;
  if (pool - wanted < minimum)
    throw lambdaError(
      "InvalidParameterValueException",
      `Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${minimum}].`,
    );
}

function sumWith(fn: FunctionState, qualifier: string, requested: number): number {
  return totalProvisioned(fn) - (fn.provisioned.get(qualifier)?.requested ?? 0) + requested;
}
