import { readFile } from "node:fs/promises";
import type { SSMClientConfig } from "@aws-sdk/client-ssm";
import { JetsError } from "../../maintenance/index.js";
import { namesProxy } from "../../runtime/signed/proxy.js";
import type { Environment } from "../direct/environment.js";

/** What the SDK's clients take as `requestHandler`. */
export type RequestHandler = NonNullable<SSMClientConfig["requestHandler"]>;

/** In milliseconds, so that a call that hangs does not hang the run. */
export const limits = {
  connectionTimeout: 5_000,
  requestTimeout: 30_000,
  // Of an answer that has begun, too.
  socketTimeout: 30_000,
  throwOnRequestTimeout: true,
};

/**
 * What sends the requests of all clients, those for credentials included: the SDK's own handler, unless proxies or
 * certificates are named. `profile` is where `ca_bundle` may stand.
 * @throws JetsError `usage` when the certificates cannot be read
 */
export async function createRequestHandler(profile: string, env: Environment): Promise<RequestHandler> {
  const ca = await readAuthorities(profile, env);
  if (ca === undefined && !namesProxy(env)) return limits;
  const { NetworkHandler } = await import("./handler.js");
  return new NetworkHandler(env, ca);
}

/** AWS_CA_BUNDLE before the profile's `ca_bundle`; as with the AWS CLI, it takes the place of the usual authorities. */
async function readAuthorities(profile: string, env: Environment): Promise<string | undefined> {
  const variable = env.AWS_CA_BUNDLE ?? "";
  const file = variable === "" ? await bundleOf(profile) : variable;
  if (file === "") return undefined;
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const name = variable === "" ? `The ca_bundle of the AWS profile "${profile}"` : "AWS_CA_BUNDLE";
    throw new JetsError(
      "usage",
      `${name} cannot be read: "${file}".`,
      "Set it to a file of certificates in PEM format, or unset it.",
      { cause },
    );
  }
}

async function bundleOf(profile: string): Promise<string> {
  const { loadSharedConfigFiles } = await import("@smithy/core/config");
  return (await loadSharedConfigFiles()).configFile[profile]?.ca_bundle ?? "";
}
