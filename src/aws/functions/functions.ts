import type { FunctionConfiguration, ProvisionedConcurrencyConfigListItem } from "@aws-sdk/client-lambda";
import type {
  Functions,
  LambdaFunction,
  ProvisionedConcurrency,
  ReservedConcurrency,
} from "../../maintenance/index.js";
import { JetsError } from "../../maintenance/index.js";
import type { Call } from "../call/call.js";
import { createEnvironments } from "./environments.js";
import { isRefusal, orGone, orMissing } from "../call/errors.js";
import { createEvents } from "./events.js";
import { createMappings } from "./mappings.js";
import type { Lambda } from "../sdk/lambda.js";

/** Lambda's control plane. `connect` gives the client, loaded at the first call. */
export function createFunctions(connect: () => Promise<Lambda>, call: Call): Functions {
  const putReserved = async (name: string, n: number): Promise<void> => {
    const lambda = await connect();
    await call("lambda:PutFunctionConcurrency", name, () =>
      lambda.putFunctionConcurrency({ FunctionName: name, ReservedConcurrentExecutions: n }),
    );
  };

  const deleteReserved = async (name: string): Promise<void> => {
    const lambda = await connect();
    await call("lambda:DeleteFunctionConcurrency", name, () =>
      lambda.deleteFunctionConcurrency({ FunctionName: name }),
    );
  };

  const isThere = async (name: string): Promise<boolean> =>
    (await orMissing(undefined, readFunction(name, connect, call))) !== undefined;

  return {
    get: (name) => orMissing(undefined, readFunction(name, connect, call)),

    async stop(name) {
      try {
        await putReserved(name, 0);
        return "stopped";
      } catch (error) {
        if (isRefusal(error, "ResourceNotFoundException") && !(await isThere(name))) return "missing";
        if (isRefusal(error, "InvalidParameterValueException", /total provisioned concurrency/)) {
          return "has provisioned concurrency";
        }
        // AWS takes 0 whatever else is reserved, so that this tells of the kind of function, for example Lambda@Edge:
        // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
        if (isRefusal(error, "InvalidParameterValueException", /\bsupport/i)) return "not supported";
        throw error;
      }
    },

    putReserved: (name, reserved) =>
      orGone(false, (reserved === null ? deleteReserved(name) : putReserved(name, reserved)).then(done), () =>
        isThere(name),
      ),

    listProvisioned: (name) => orMissing([], listProvisioned(name, connect, call)),

    async putProvisioned(name, qualifier, requested) {
      const lambda = await connect();
      const put = call("lambda:PutProvisionedConcurrencyConfig", `${name}:${qualifier}`, () =>
        lambda.putProvisionedConcurrencyConfig({
          FunctionName: name,
          Qualifier: qualifier,
          ProvisionedConcurrentExecutions: requested,
        }),
      );
      // An alias or version that is there can have one, whether it has or not.
      return orGone(
        false,
        put.then(done),
        async () => (await readProvisioned(name, qualifier, connect, call)) !== "no qualifier",
      );
    },

    async deleteProvisioned(name, qualifier) {
      const lambda = await connect();
      const removed = call("lambda:DeleteProvisionedConcurrencyConfig", `${name}:${qualifier}`, () =>
        lambda.deleteProvisionedConcurrencyConfig({ FunctionName: name, Qualifier: qualifier }),
      );
      // An alias that is gone has taken its configuration with it.
      await orGone(
        false,
        removed.then(done),
        async () => (await readProvisioned(name, qualifier, connect, call)) === "there",
      );
    },

    async getAccountConcurrency() {
      const lambda = await connect();
      const answer = await call("lambda:GetAccountSettings", "*", () => lambda.getAccountSettings({}));
      const { ConcurrentExecutions: total = 0, UnreservedConcurrentExecutions: unreserved = 0 } =
        answer.AccountLimit ?? {};
      return { total, unreserved };
    },

    ...createEnvironments(connect, call),
    ...createEvents(connect, call),
    ...createMappings(connect, call),

    checkedBy: (check) =>
      createFunctions(connect, (action, resource, send, checkMore) =>
        call(action, resource, send, async () => {
          await checkMore?.();
          await check();
        }),
      ),
  };
}

const done = (): boolean => true;

async function listProvisioned(
  name: string,
  connect: () => Promise<Lambda>,
  call: Call,
): Promise<ProvisionedConcurrency[]> {
  const lambda = await connect();
  const configs: ProvisionedConcurrency[] = [];
  let marker: string | undefined;
  do {
    const page = await call("lambda:ListProvisionedConcurrencyConfigs", name, () =>
      lambda.listProvisionedConcurrencyConfigs({ FunctionName: name, Marker: marker }),
    );
    configs.push(...(page.ProvisionedConcurrencyConfigs ?? []).map(parseProvisioned));
    marker = page.NextMarker;
  } while (marker !== undefined && marker !== "");
  return configs;
}

/** What AWS says of one configuration, asked for by its own name. */
async function readProvisioned(
  name: string,
  qualifier: string,
  connect: () => Promise<Lambda>,
  call: Call,
): Promise<"there" | "none" | "no qualifier"> {
  const lambda = await connect();
  try {
    await call("lambda:GetProvisionedConcurrencyConfig", `${name}:${qualifier}`, () =>
      lambda.getProvisionedConcurrencyConfig({ FunctionName: name, Qualifier: qualifier }),
    );
    return "there";
  } catch (error) {
    if (isRefusal(error, "ProvisionedConcurrencyConfigNotFoundException")) return "none";
    if (isRefusal(error, "ResourceNotFoundException")) return "no qualifier";
    throw error;
  }
}

async function readFunction(
  name: string,
  connect: () => Promise<Lambda>,
  call: Call,
): Promise<LambdaFunction> {
  const lambda = await connect();
  const readReserved = async (): Promise<ReservedConcurrency> => {
    const answer = await call("lambda:GetFunctionConcurrency", name, () =>
      lambda.getFunctionConcurrency({ FunctionName: name }),
    );
    return answer.ReservedConcurrentExecutions ?? null;
  };
  try {
    // GetFunction has a quota of its own, seven times that of the calls below.
    const answer = await call("lambda:GetFunction", name, () => lambda.getFunction({ FunctionName: name }));
    // Whether AWS shows a reservation of 0 here is not documented, and some emulators don't: silence is asked about.
    const reserved = answer.Concurrency?.ReservedConcurrentExecutions ?? (await readReserved());
    const tags = answer.TagsError === undefined ? { tags: answer.Tags ?? {} } : {};
    return { ...parseFunction(name, answer.Configuration ?? {}, reserved), ...tags };
  } catch (error) {
    if (!(error instanceof JetsError) || error.code !== "access_denied") throw error;
    const [configuration, reserved] = await Promise.all([
      call("lambda:GetFunctionConfiguration", name, () =>
        lambda.getFunctionConfiguration({ FunctionName: name }),
      ),
      readReserved(),
    ]);
    return parseFunction(name, configuration, reserved);
  }
}

function parseFunction(
  name: string,
  configuration: FunctionConfiguration,
  reserved: ReservedConcurrency,
): LambdaFunction {
  const unstoppable = whyUnstoppable(configuration);
  // Lambda's own default timeout is 3 seconds; the answer always has the field.
  const timeoutSeconds = configuration.Timeout ?? 3;
  const deadLetterTarget = configuration.DeadLetterConfig?.TargetArn;
  return {
    name,
    reserved,
    timeoutSeconds,
    ...(unstoppable === undefined ? {} : { unstoppable }),
    ...(deadLetterTarget === undefined || deadLetterTarget === "" ? {} : { deadLetterTarget }),
  };
}

function whyUnstoppable(configuration: FunctionConfiguration): string | undefined {
  if (configuration.MasterArn !== undefined) return "it is a Lambda@Edge replica";
  if (configuration.CapacityProviderConfig !== undefined) return "it runs on Lambda managed instances";
  if (configuration.DurableConfig !== undefined) return "it is a durable function";
  return undefined;
}

function parseProvisioned(item: ProvisionedConcurrencyConfigListItem): ProvisionedConcurrency {
  return {
    // `FunctionArn` ends in `:alias` or `:version`.
    qualifier: item.FunctionArn?.split(":")[7] ?? "",
    requested: item.RequestedProvisionedConcurrentExecutions ?? 0,
    status: item.Status ?? "UNKNOWN",
  };
}
