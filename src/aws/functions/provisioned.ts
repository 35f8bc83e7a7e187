import type { ProvisionedConcurrencyConfigListItem } from "@aws-sdk/client-lambda";
import type { Functions, ProvisionedConcurrency } from "../../maintenance/index.js";
import { isRefusal, orGone, orMissing } from "../call/refusals.js";
import { readPages, type ServiceCall } from "../call/service.js";
import type { Lambda } from "../sdk/lambda.js";

type Provisioned = Pick<
  Functions,
  "listProvisioned" | "getProvisioned" | "putProvisioned" | "deleteProvisioned"
>;

/** The provisioned concurrency of functions. */
export function createProvisioned(call: ServiceCall<Lambda>): Provisioned {
  return {
    listProvisioned: (name) => orMissing([], list(name, call)),

    async getProvisioned(name, qualifier) {
      const found = await look(name, qualifier, call);
      return typeof found === "string" ? undefined : found;
    },

    putProvisioned(name, qualifier, requested) {
      const put = call("lambda:PutProvisionedConcurrencyConfig", `${name}:${qualifier}`, (lambda) =>
        lambda.putProvisionedConcurrencyConfig({
          FunctionName: name,
          Qualifier: qualifier,
          ProvisionedConcurrentExecutions: requested,
        }),
      );
      // An alias or version that is there can have one, whether it has or not.
      return orGone(
        false,
        put.then(() => true),
        async () => (await look(name, qualifier, call)) !== "no qualifier",
      );
    },

    async deleteProvisioned(name, qualifier) {
      const removed = call("lambda:DeleteProvisionedConcurrencyConfig", `${name}:${qualifier}`, (lambda) =>
        lambda.deleteProvisionedConcurrencyConfig({ FunctionName: name, Qualifier: qualifier }),
      );
      // An alias that is gone has taken its configuration with it.
      await orGone(undefined, removed, async () => typeof (await look(name, qualifier, call)) !== "string");
    },
  };
}

async function list(name: string, call: ServiceCall<Lambda>): Promise<ProvisionedConcurrency[]> {
  const pages = await readPages((next) =>
    call("lambda:ListProvisionedConcurrencyConfigs", name, (lambda) =>
      lambda.listProvisionedConcurrencyConfigs({ FunctionName: name, Marker: next }),
    ),
  );
  return pages.flatMap(({ ProvisionedConcurrencyConfigs: configs = [] }) => configs.map(parse));
}

/** What AWS says of one configuration when it is asked for that one alone. */
async function look(
  name: string,
  qualifier: string,
  call: ServiceCall<Lambda>,
): Promise<ProvisionedConcurrency | "none" | "no qualifier"> {
  try {
    const config = await call("lambda:GetProvisionedConcurrencyConfig", `${name}:${qualifier}`, (lambda) =>
      lambda.getProvisionedConcurrencyConfig({ FunctionName: name, Qualifier: qualifier }),
    );
    return { ...parse(config), qualifier };
  } catch (error) {
    if (isRefusal(error, "ProvisionedConcurrencyConfigNotFoundException")) return "none";
    if (isRefusal(error, "ResourceNotFoundException")) return "no qualifier";
    throw error;
  }
}

function parse(item: ProvisionedConcurrencyConfigListItem): ProvisionedConcurrency {
  return {
    // `FunctionArn` ends in `:alias` or `:version`.
    qualifier: item.FunctionArn?.split(":")[7] ?? "",
    requested: item.RequestedProvisionedConcurrentExecutions ?? 0,
    status: item.Status ?? "UNKNOWN",
  };
}
