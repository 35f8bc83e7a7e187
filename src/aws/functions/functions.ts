import type { Functions } from "../../maintenance/index.js";
import { isRefusal, orGone, orMissing } from "../call/refusals.js";
import type { ServiceCall } from "../call/service.js";
import type { Lambda } from "../sdk/lambda.js";
import { createEnvironments } from "./environments.js";
import { createEvents } from "./events.js";
import { createMappings } from "./mappings.js";
import { createProvisioned } from "./provisioned.js";
import { readFunction, readReserved, readShownReserved } from "./read-function.js";

/** Lambda's control plane. */
export function createFunctions(call: ServiceCall<Lambda>): Functions {
  return {
    ...createReserved(call),
    ...createProvisioned(call),
    ...createEnvironments(call),
    ...createEvents(call),
    ...createMappings(call),

    async getAccountConcurrency() {
      const { AccountLimit: limit = {} } = await call("lambda:GetAccountSettings", "*", (lambda) =>
        lambda.getAccountSettings({}),
      );
      const { ConcurrentExecutions: total = 0, UnreservedConcurrentExecutions: unreserved = 0 } = limit;
      return { total, unreserved };
    },

    checkedBy: (check) =>
      createFunctions((action, resource, send, checkMore) =>
        call(action, resource, send, async () => {
          await checkMore?.();
          await check();
        }),
      ),
  };
}

/** Functions and the concurrency that is reserved for them. */
function createReserved(
  call: ServiceCall<Lambda>,
): Pick<Functions, "get" | "getReserved" | "getShownReserved" | "stop" | "putReserved"> {
  const put = async (name: string, reserved: number): Promise<void> => {
    await call("lambda:PutFunctionConcurrency", name, (lambda) =>
      lambda.putFunctionConcurrency({ FunctionName: name, ReservedConcurrentExecutions: reserved }),
    );
  };

  const remove = async (name: string): Promise<void> => {
    await call("lambda:DeleteFunctionConcurrency", name, (lambda) =>
      lambda.deleteFunctionConcurrency({ FunctionName: name }),
    );
  };

  const get: Functions["get"] = (name) => orMissing(undefined, readFunction(name, call));
  const isThere = async (name: string): Promise<boolean> => (await get(name)) !== undefined;

  return {
    get,

    getShownReserved: (name) => readShownReserved(name, call),

    getReserved: (name) => orMissing(undefined, readReserved(name, call)),

    async stop(name) {
      try {
        await put(name, 0);
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

    putReserved(name, reserved) {
      const restored = reserved === null ? remove(name) : put(name, reserved);
      return orGone(
        false,
        restored.then(() => true),
        () => isThere(name),
      );
    },
  };
}
