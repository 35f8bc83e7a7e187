import { invalidMember, type Input } from "../../wire/input.js";
import { cutPage } from "../../wire/pages.js";
import { lambdaError } from "../errors.js";
import { findFunction, functionArn, readFunctionRef, verifyQualifier } from "../names.js";
import { verifyProvisionable } from "./provisioned-rules.js";
import { accepted, badMarker, lambdaDate, noContent, ok, type Reply } from "../reply.js";
import { provisionedStatus, type FunctionState, type LambdaState, type ProvisionedState } from "../state.js";
import { verifyNoUpdate } from "../updates.js";

/** PutProvisionedConcurrencyConfig: an alias or published version, from 1 up. */
export function putProvisionedConcurrencyConfig(state: LambdaState, input: Input): Reply {
  const requested = input.requiredInteger("ProvisionedConcurrentExecutions", { min: 1 });
  const { name, qualifier } = readQualified(state, input);
  if (qualifier === "$LATEST")
    throw lambdaError(
      "InvalidParameterValueException",
      "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
    );
  const fn = findFunction(state, name);
  verifyQualifier(state, fn, qualifier);
  return accepted(describeProvisioned(state, setProvisioned(state, fn, qualifier, requested)));
}

/** GetProvisionedConcurrencyConfig. */
export function getProvisionedConcurrencyConfig(state: LambdaState, input: Input): Reply {
  const { fn, qualifier } = findPublished(state, input);
  const config = fn.provisioned.get(qualifier);
  if (config === undefined)
    throw lambdaError(
      "ProvisionedConcurrencyConfigNotFoundException",
      "No Provisioned Concurrency Config found for this function",
    );
  return ok(describeProvisioned(state, config));
}

/** DeleteProvisionedConcurrencyConfig: fine even when there is none. */
export function deleteProvisionedConcurrencyConfig(state: LambdaState, input: Input): Reply {
  const { fn, qualifier } = findPublished(state, input);
  verifyNoUpdate(state, fn);
  fn.provisioned.delete(qualifier);
  return noContent();
}

/** ListProvisionedConcurrencyConfigs. */
export function listProvisionedConcurrencyConfigs(state: LambdaState, input: Input): Reply {
  const fn = findFunction(state, readFunctionRef(state, input).name);
  const { pageSizes, emptyFirstPages } = state.context.settings;
  const page = cutPage(fn.provisioned, {
    keyOf: ([qualifier]) => qualifier,
    token: input.text("Marker"),
    size: Math.min(input.integer("MaxItems", { min: 1, max: 50 }) ?? 50, pageSizes.provisioned),
    emptyFirst: emptyFirstPages,
    badToken: badMarker,
  });
  const items = page.items.map(([qualifier, config]) => ({
    FunctionArn: functionArn(state.context, fn.name, qualifier),
    ...describeProvisioned(state, config),
  }));
  return ok({ ProvisionedConcurrencyConfigs: items, NextMarker: page.next });
}

/** Sets provisioned concurrency of an alias or version that exists, by AWS's rules. @throws AwsError */
export function setProvisioned(
  state: LambdaState,
  fn: FunctionState,
  qualifier: string,
  requested: number,
): ProvisionedState {
  verifyNoUpdate(state, fn);
  verifyProvisionable(state, fn, qualifier, requested);
  const since = state.context.now();
  const readyAt = since + state.context.settings.provisionedSettlesMs;
  const config = { requested, since, readyAt, failure: fn.provisionedFailure };
  fn.provisioned.set(qualifier, config);
  return config;
}

function findPublished(state: LambdaState, input: Input): { fn: FunctionState; qualifier: string } {
  const { name, qualifier } = readQualified(state, input);
  if (qualifier === "$LATEST")
    throw lambdaError(
      "InvalidParameterValueException",
      "The function resource provided must be an alias or a published version.",
    );
  const fn = findFunction(state, name);
  verifyQualifier(state, fn, qualifier);
  return { fn, qualifier };
}

function readQualified(state: LambdaState, input: Input): { name: string; qualifier: string } {
  const { name, qualifier } = readFunctionRef(state, input);
  if (qualifier === undefined) throw invalidMember("Qualifier", undefined, "not be null");
  return { name, qualifier };
}

function describeProvisioned(state: LambdaState, config: ProvisionedState): Record<string, unknown> {
  const status = provisionedStatus(config, state.context.now());
  const allocated = status === "READY" ? config.requested : 0;
  return {
    RequestedProvisionedConcurrentExecutions: config.requested,
    AvailableProvisionedConcurrentExecutions: allocated,
    AllocatedProvisionedConcurrentExecutions: allocated,
    Status: status,
    StatusReason: status === "FAILED" ? config.failure : undefined,
    LastModified: lambdaDate(config.since),
  };
}
