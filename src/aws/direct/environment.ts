import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What asks for more than a request to the usual place. The SDK knows what comes of them. */
const special = [
  "AWS_PROFILE",
  "AWS_USE_FIPS_ENDPOINT",
  "AWS_USE_DUALSTACK_ENDPOINT",
  "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
];

/** The regions whose endpoints have nothing special about them: no partition of its own. */
const ordinaryRegion = /^(af|ap|ca|eu|il|me|mx|sa|us)-(?:[a-z]+)-\d$/;

const endpoints = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SSM", "AWS_ENDPOINT_URL_CLOUDFORMATION"];

/** Unset, or a host and nothing else. */
const isOrdinary = (url: string): boolean =>
  url === "" || (URL.canParse(url) && /^https?:\/\/[^/@?#]+\/?$/.test(url));

/** Whether credentials, region and endpoint come from the environment, and from nowhere else. */
export async function isPlain(env: Environment): Promise<boolean> {
  const { AWS_ACCESS_KEY_ID: key = "", AWS_SECRET_ACCESS_KEY: secret = "", AWS_REGION: region = "" } = env;
  if (key === "" || secret === "" || !ordinaryRegion.test(region)) return false;
  if (special.some((name) => (env[name] ?? "") !== "")) return false;
  if (!endpoints.every((name) => isOrdinary(env[name] ?? ""))) return false;
  return !(await isEndpointConfigured(env));
}

/** Whether an AWS configuration file may name an endpoint of its own. */
async function isEndpointConfigured(env: Environment): Promise<boolean> {
  const { HOME: home, AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE } = env;
  // Where else the files may be, the SDK knows.
  if (home === undefined) return true;
  const files = [
    AWS_CONFIG_FILE ?? join(home, ".aws", "config"),
    AWS_SHARED_CREDENTIALS_FILE ?? join(home, ".aws", "credentials"),
  ];
  // A file that is not there, or not for us to read, names none to the SDK either.
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8").catch(() => "")));
  return texts.some((text) => /endpoint/i.test(text));
}
