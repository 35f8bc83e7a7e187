import { defined } from "../../../defined.js";
import type { Input } from "../../wire/input.js";
import { cutPage } from "../../wire/pages.js";
import { lambdaError } from "../errors.js";
import { functionArn, readNamespacedRef } from "../names.js";
import { badMarker, noContent, ok, type Reply } from "../reply.js";
import type { EventInvokeState, FunctionState, LambdaState } from "../state.js";
import { currentConfig, setConfig } from "./config-state.js";
import { verifyDestinations } from "./destinations.js";

/** What a call may set. */
type Settings = Omit<EventInvokeState, "lastModified">;

/**
 * PutFunctionEventInvokeConfig: what it is not given is not set any more. An update of the function in progress is not
 * in its way: only another change of the same configuration is said to be, at the same moment.
 */
export function putFunctionEventInvokeConfig(state: LambdaState, input: Input): Reply {
  const given = readSettings(input);
  const { fn, qualifier } = findConfigurable(state, input);
  const nothing = { onFailure: undefined, onSuccess: undefined };
  return change(state, fn, qualifier, {
    ...nothing,
    maximumEventAge: undefined,
    maximumRetryAttempts: undefined,
    ...given,
  });
}

/** UpdateFunctionEventInvokeConfig: what it is not given stays; both destinations are given together. */
export function updateFunctionEventInvokeConfig(state: LambdaState, input: Input): Reply {
  const given = readSettings(input);
  const { fn, qualifier } = findConfigurable(state, input);
  const there = currentConfig(fn, qualifier);
  if (there === undefined) throw noConfig(state, fn.name, qualifier);
  return change(state, fn, qualifier, { ...there, ...given });
}

/** DeleteFunctionEventInvokeConfig: refused when there is none. */
export function deleteFunctionEventInvokeConfig(state: LambdaState, input: Input): Reply {
  const { name, qualifier = "$LATEST" } = readNamespacedRef(state, input);
  const fn = state.functions.get(name);
  if (fn === undefined || currentConfig(fn, qualifier) === undefined) throw noConfig(state, name, qualifier);
  setConfig(state, fn, qualifier, undefined);
  return noContent();
}

/** GetFunctionEventInvokeConfig: refused when there is none. */
export function getFunctionEventInvokeConfig(state: LambdaState, input: Input): Reply {
  const { name, qualifier = "$LATEST" } = readNamespacedRef(state, input);
  const fn = state.functions.get(name);
  const config = fn === undefined ? undefined : currentConfig(fn, qualifier);
  if (config === undefined) throw noConfig(state, name, qualifier);
  return ok(describeConfig(state, name, qualifier, config));
}

/** ListFunctionEventInvokeConfigs. */
export function listFunctionEventInvokeConfigs(state: LambdaState, input: Input): Reply {
  const { name } = readNamespacedRef(state, input);
  const fn = state.functions.get(name);
  if (fn === undefined) throw lambdaError("ResourceNotFoundException", "The function doesn't exist.");
  const { pageSizes, emptyFirstPages } = state.context.settings;
  const configs = [...fn.eventInvoke.keys()].flatMap((qualifier) => {
    const config = currentConfig(fn, qualifier);
    return config === undefined ? [] : [{ qualifier, config }];
  });
  const page = cutPage(configs, {
    keyOf: ({ qualifier }) => qualifier,
    token: input.text("Marker"),
    size: Math.min(input.integer("MaxItems", { min: 1, max: 50 }) ?? 50, pageSizes.eventInvokeConfigs),
    emptyFirst: emptyFirstPages,
    badToken: badMarker,
  });
  return ok({
    FunctionEventInvokeConfigs: page.items.map(({ qualifier, config }) =>
      describeConfig(state, name, qualifier, config),
    ),
    NextMarker: page.next,
  });
}

function change(state: LambdaState, fn: FunctionState, qualifier: string, settings: Settings): Reply {
  verifyDestinations(state, fn, qualifier, settings);
  const config = { ...settings, lastModified: state.context.now() };
  setConfig(state, fn, qualifier, config);
  return ok(describeConfig(state, fn.name, qualifier, config));
}

function readSettings(input: Input): Partial<Settings> {
  const destinations = input.structure("DestinationConfig");
  const settings = defined({
    maximumEventAge: input.integer("MaximumEventAgeInSeconds", { min: 60, max: 21_600 }),
    maximumRetryAttempts: input.integer("MaximumRetryAttempts", { min: 0, max: 2 }),
  });
  if (destinations === undefined && Object.keys(settings).length === 0)
    throw lambdaError(
      "InvalidParameterValueException",
      "You must specify at least one of error handling or destination setting.",
    );
  if (destinations === undefined) return settings;
  return {
    ...settings,
    onFailure: readDestination(destinations, "OnFailure"),
    onSuccess: readDestination(destinations, "OnSuccess"),
  };
}

// The model allows an empty text for none.
function readDestination(destinations: Input, name: "OnFailure" | "OnSuccess"): string | undefined {
  const arn = destinations.structure(name)?.text("Destination") ?? "";
  return arn === "" ? undefined : arn;
}

function findConfigurable(
  state: LambdaState,
  input: Input,
): { readonly fn: FunctionState; readonly qualifier: string } {
  const { name, qualifier = "$LATEST" } = readNamespacedRef(state, input);
  const fn = state.functions.get(name);
  const isThere =
    fn !== undefined && (qualifier === "$LATEST" || fn.versions.has(qualifier) || fn.aliases.has(qualifier));
  if (!isThere) throw lambdaError("ResourceNotFoundException", "The function doesn't exist.");
  return { fn, qualifier };
}

const noConfig = (state: LambdaState, name: string, qualifier: string): Error =>
  lambdaError(
    "ResourceNotFoundException",
    `The function ${functionArn(state.context, name, qualifier)} doesn't have an EventInvokeConfig`,
  );

function describeConfig(
  state: LambdaState,
  name: string,
  qualifier: string,
  config: EventInvokeState,
): Record<string, unknown> {
  const { onFailure, onSuccess, maximumEventAge, maximumRetryAttempts, lastModified } = config;
  return {
    LastModified: lastModified / 1000,
    FunctionArn: functionArn(state.context, name, qualifier),
    MaximumRetryAttempts: maximumRetryAttempts,
    MaximumEventAgeInSeconds: maximumEventAge,
    DestinationConfig: {
      OnSuccess: onSuccess === undefined ? {} : { Destination: onSuccess },
      OnFailure: onFailure === undefined ? {} : { Destination: onFailure },
    },
  };
}
