import { RefusedError, type Reader } from "./reader.js";
import { isObject } from "../json.js";
import { send, type HttpAnswer } from "../signed/send.js";
import type { System } from "../system.js";

/** What the reader takes from its surroundings; `log` gets, once, what the extension can't say. */
interface ExtensionSystem extends Pick<System, "env"> {
  readonly log: (line: string) => void;
}

/**
 * Reads parameters from the AWS Parameters and Secrets Lambda extension on this machine. The first name is the flag; one
 * of the others that can't be read is left out.
 *
 * The extension answers every refusal of AWS's, a parameter that does not exist included, with status 400 and "an
 * unexpected error occurred while executing request". A flag that was never read is taken as not there then: taking it
 * as a failure could close a site that never was in maintenance. A flag that was read before has not vanished.
 * See https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-integration-lambda-extensions.html
 */
export function createExtensionReader({ env, log }: ExtensionSystem): Reader {
  const port = env.PARAMETERS_SECRETS_EXTENSION_HTTP_PORT ?? "2773";
  const ask = (name: string, signal: AbortSignal): Promise<HttpAnswer> => {
    const url = new URL(`http://localhost:${port}/systemsmanager/parameters/get`);
    url.searchParams.set("name", name);
    return send(url, { headers: { "X-Aws-Parameters-Secrets-Token": env.AWS_SESSION_TOKEN ?? "" }, signal });
  };
  let wasRead = false;
  let isTold = false;
  const readFlag = (name: string, answer: HttpAnswer): Values => {
    if (isUnclear(answer) && !wasRead) {
      if (!isTold) log(notTold(name, answer));
      isTold = true;
      return [];
    }
    const values = valuesIn(name, answer);
    wasRead ||= values.length > 0;
    return values;
  };
  return async ([flag = "", ...others], signal) => {
    const readOther = async (name: string): Promise<Values> => valuesIn(name, await ask(name, signal));
    const [values, ...rest] = await Promise.all([
      ask(flag, signal).then((answer) => readFlag(flag, answer)),
      ...others.map((name) => readOther(name).catch((): Values => [])),
    ]);
    return new Map([...values, ...rest.flat()]);
  };
}

/** A name with its value, or nothing where there is no such parameter. */
type Values = readonly (readonly [string, string])[];

const isUnclear = ({ status, body }: HttpAnswer): boolean => status === 400 && /unexpected error/i.test(body);

const notTold = (name: string, { body }: HttpAnswer): string =>
  `The extension answered "${shorten(body)}" for ${name}, as it does where there is no such parameter. It is taken as off.`;

function valuesIn(name: string, { status, body }: HttpAnswer): Values {
  if (status !== 200 && body.includes("ParameterNotFound")) return [];
  if (status !== 200) throw new RefusedError(`HTTP ${status}`, shorten(body), status);
  return [[name, valueIn(body)]];
}

const shorten = (body: string): string => body.trim().slice(0, 200).replace(/\s+/g, " ");

function valueIn(body: string): string {
  const answer: unknown = JSON.parse(body);
  const parameter = isObject(answer) ? answer.Parameter : undefined;
  if (isObject(parameter) && typeof parameter.Value === "string") return parameter.Value;
  throw new RefusedError("UnreadableAnswer", "The extension's answer holds no value.", 200);
}
