import { isSet } from "../../is-set.js";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { namesProxy } from "../../runtime/signed/proxy.js";

/** Variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings that need more than a request to the usual place: only the SDK handles them. */
const special = [
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_USE_FIPS_ENDPOINT",
  "AWS_USE_DUALSTACK_ENDPOINT",
  "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
  "AWS_CA_BUNDLE",
];

/** The regions whose endpoints have nothing special about them: no partition of its own. */
const ordinaryRegion = /^(af|ap|ca|eu|il|me|mx|sa|us)-(?:[a-z]+)-\d$/;

const endpoints = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SSM", "AWS_ENDPOINT_URL_CLOUDFORMATION"];

/** Unset, or a host and nothing else. */
const isOrdinary = (url: string): boolean =>
  url === "" || (URL.canParse(url) && /^https?:\/\/[^/@?#]+\/?$/.test(url));

/** Whether credentials, region and endpoint come from the environment, and from nowhere else. */
export async function isPlain(env: Environment): Promise<boolean> {
  if (!isSet(env.AWS_ACCESS_KEY_ID) || !isSet(env.AWS_SECRET_ACCESS_KEY)) return false;
  if (!ordinaryRegion.test(env.AWS_REGION ?? "")) return false;
  if (namesProxy(env)) return false;
  if (special.some((name) => isSet(env[name]))) return false;
  if (!endpoints.every((name) => isOrdinary(env[name] ?? ""))) return false;
  return !(await isNetworkConfigured(env));
}

/** Whether an AWS configuration file may name an endpoint of its own, or whom to trust. */
async function isNetworkConfigured(env: Environment): Promise<boolean> {
  const { HOME: home, AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials } = env;
  // The SDK handles files in other places.
  if (!isSet(home)) return true;
  const files = [
    isSet(config) ? config : join(home, ".aws", "config"),
    isSet(credentials) ? credentials : join(home, ".aws", "credentials"),
  ];
  // A file that is not there, or not for us to read, names none to the SDK either.
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8").catch(() => "")));
  return texts.some((text) => /endpoint|ca_bundle/i.test(text));
}
