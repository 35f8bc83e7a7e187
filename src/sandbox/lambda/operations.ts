import type { Input } from "../wire/input.js";
import { updateFunctionConfiguration } from "./configure.js";
import {
  deleteFunctionEventInvokeConfig,
  getFunctionEventInvokeConfig,
  listFunctionEventInvokeConfigs,
  putFunctionEventInvokeConfig,
  updateFunctionEventInvokeConfig,
} from "./asynchronous/configs.js";
import {
  deleteFunction,
  getAccountSettings,
  getFunction,
  getFunctionConfiguration,
  listFunctions,
  listTags,
} from "./functions.js";
import { invoke } from "./invoke.js";
import {
  deleteEventSourceMapping,
  getEventSourceMapping,
  listEventSourceMappings,
  updateEventSourceMapping,
} from "./mappings.js";
import {
  deleteProvisionedConcurrencyConfig,
  getProvisionedConcurrencyConfig,
  listProvisionedConcurrencyConfigs,
  putProvisionedConcurrencyConfig,
} from "./concurrency/provisioned.js";
import { getPolicy } from "./policy.js";
import type { Reply } from "./reply.js";
import {
  deleteFunctionConcurrency,
  getFunctionConcurrency,
  putFunctionConcurrency,
} from "./concurrency/reserved.js";
import type { LambdaState } from "./state.js";
import { getAlias, listAliases, listVersionsByFunction } from "./versions.js";

/** One operation of Lambda's REST API. */
export interface LambdaOperation {
  readonly name: string;
  readonly method: string;
  /** The path's segments; `{Name}` takes the member of that name out of the path. */
  readonly segments: readonly string[];
  /** The query parameter that tells it from another operation of the same path. */
  readonly marker: string | undefined;
  readonly run: (state: LambdaState, input: Input) => Reply;
}

const fn = "functions/{FunctionName}";
const mapping = "2015-03-31/event-source-mappings/{UUID}";

/** Every operation that the sandbox knows, with the method and path of the service model. */
export const lambdaOperations: readonly LambdaOperation[] = [
  on("GET", "2015-03-31/functions", listFunctions, "ListFunctions"),
  on("GET", `2015-03-31/${fn}`, getFunction, "GetFunction"),
  on("DELETE", `2015-03-31/${fn}`, deleteFunction, "DeleteFunction"),
  on("GET", `2015-03-31/${fn}/configuration`, getFunctionConfiguration, "GetFunctionConfiguration"),
  on("PUT", `2015-03-31/${fn}/configuration`, updateFunctionConfiguration, "UpdateFunctionConfiguration"),
  on("GET", `2015-03-31/${fn}/policy`, getPolicy, "GetPolicy"),
  on("GET", `2015-03-31/${fn}/aliases`, listAliases, "ListAliases"),
  on("GET", `2015-03-31/${fn}/aliases/{Name}`, getAlias, "GetAlias"),
  on("GET", `2015-03-31/${fn}/versions`, listVersionsByFunction, "ListVersionsByFunction"),
  on("POST", `2015-03-31/${fn}/invocations`, invoke, "Invoke"),
  on("PUT", `2017-10-31/${fn}/concurrency`, putFunctionConcurrency, "PutFunctionConcurrency"),
  on("DELETE", `2017-10-31/${fn}/concurrency`, deleteFunctionConcurrency, "DeleteFunctionConcurrency"),
  on("GET", `2019-09-30/${fn}/concurrency`, getFunctionConcurrency, "GetFunctionConcurrency"),
  ...provisionedOperations(),
  ...eventInvokeOperations(),
  on("GET", "2015-03-31/event-source-mappings", listEventSourceMappings, "ListEventSourceMappings"),
  on("GET", mapping, getEventSourceMapping, "GetEventSourceMapping"),
  on("PUT", mapping, updateEventSourceMapping, "UpdateEventSourceMapping"),
  on("DELETE", mapping, deleteEventSourceMapping, "DeleteEventSourceMapping"),
  on("GET", "2017-03-31/tags/{Resource}", listTags, "ListTags"),
  on("GET", "2016-08-19/account-settings", getAccountSettings, "GetAccountSettings"),
];

function provisionedOperations(): readonly LambdaOperation[] {
  const path = `2019-09-30/${fn}/provisioned-concurrency`;
  return [
    {
      ...on("GET", path, listProvisionedConcurrencyConfigs, "ListProvisionedConcurrencyConfigs"),
      marker: "List",
    },
    on("GET", path, getProvisionedConcurrencyConfig, "GetProvisionedConcurrencyConfig"),
    on("PUT", path, putProvisionedConcurrencyConfig, "PutProvisionedConcurrencyConfig"),
    on("DELETE", path, deleteProvisionedConcurrencyConfig, "DeleteProvisionedConcurrencyConfig"),
  ];
}

function eventInvokeOperations(): readonly LambdaOperation[] {
  const path = `2019-09-25/${fn}/event-invoke-config`;
  return [
    on("GET", path, getFunctionEventInvokeConfig, "GetFunctionEventInvokeConfig"),
    on("GET", `${path}/list`, listFunctionEventInvokeConfigs, "ListFunctionEventInvokeConfigs"),
    on("PUT", path, putFunctionEventInvokeConfig, "PutFunctionEventInvokeConfig"),
    on("POST", path, updateFunctionEventInvokeConfig, "UpdateFunctionEventInvokeConfig"),
    on("DELETE", path, deleteFunctionEventInvokeConfig, "DeleteFunctionEventInvokeConfig"),
  ];
}

function on(method: string, path: string, run: LambdaOperation["run"], name: string): LambdaOperation {
  return { name, method, segments: path.split("/"), marker: undefined, run };
}
