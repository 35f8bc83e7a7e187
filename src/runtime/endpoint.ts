import { textOf } from "./json.js";
import type { System } from "./system.js";

/** Where a service is, and which region a request to it is signed for. */
export interface Endpoint {
  readonly url: URL;
  readonly region: string;
}

// The domains of AWS's partitions, by how their regions begin: https://docs.aws.amazon.com/general/latest/gr/rande.html
const partitions = [
  ["cn-", "amazonaws.com.cn"],
  ["us-iso-", "c2s.ic.gov"],
  ["us-isob-", "sc2s.sgov.gov"],
  ["us-isof-", "csp.hci.ic.gov"],
  ["eu-isoe-", "cloud.adc-e.uk"],
  ["eusc-", "amazonaws.eu"],
] as const;

/**
 * A service's endpoint as the AWS SDKs find it: `AWS_ENDPOINT_URL_SSM`, `AWS_ENDPOINT_URL`, else by region, partition
 * and `AWS_USE_FIPS_ENDPOINT`.
 * @throws Error when the environment names no region
 */
export function resolveEndpoint(env: System["env"], service = "ssm"): Endpoint {
  const region = textOf(env.AWS_REGION) ?? textOf(env.AWS_DEFAULT_REGION);
  if (region === undefined) throw new Error("The region is not known. Set AWS_REGION.");
  return {
    region,
    url: new URL(
      configuredUrl(env, service) ?? publicUrl(service, region, env.AWS_USE_FIPS_ENDPOINT === "true"),
    ),
  };
}

function configuredUrl(env: System["env"], service: string): string | undefined {
  if (env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === "true") return undefined;
  return textOf(env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`]) ?? textOf(env.AWS_ENDPOINT_URL);
}

function publicUrl(service: string, region: string, isFips: boolean): string {
  const domain = partitions.find(([beginning]) => region.startsWith(beginning))?.[1] ?? "amazonaws.com";
  // In GovCloud the ordinary endpoint is the FIPS one.
  const host = isFips && !region.startsWith("us-gov-") ? `${service}-fips` : service;
  return `https://${host}.${region}.${domain}/`;
}
