import { RefusedError, type Reader } from "./reader.js";
import { isObject } from "./json.js";
import { send } from "./send.js";
import type { System } from "./system.js";

/**
 * Reads parameters from the AWS Parameters and Secrets Lambda extension on this machine.
 * See https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-integration-lambda-extensions.html
 */
export function createExtensionReader({ env }: Pick<System, "env">): Reader {
  const port = env.PARAMETERS_SECRETS_EXTENSION_HTTP_PORT ?? "2773";
  return async (names, signal) => {
    const read = async (name: string): Promise<[string, string][]> => {
      const url = new URL(`http://localhost:${port}/systemsmanager/parameters/get`);
      url.searchParams.set("name", name);
      const headers = { "X-Aws-Parameters-Secrets-Token": env.AWS_SESSION_TOKEN ?? "" };
      const { status, body } = await send(url, { headers, signal });
      if (status !== 200 && body.includes("ParameterNotFound")) return [];
      if (status !== 200) throw new RefusedError(`HTTP ${status}`, body.trim().slice(0, 200), status);
      return [[name, valueIn(body)]];
    };
    return new Map((await Promise.all(names.map(read))).flat());
  };
}

function valueIn(body: string): string {
  const answer: unknown = JSON.parse(body);
  const parameter = isObject(answer) ? answer.Parameter : undefined;
  if (isObject(parameter) && typeof parameter.Value === "string") return parameter.Value;
  throw new RefusedError("UnreadableAnswer", "The extension's answer holds no value.", 200);
}
