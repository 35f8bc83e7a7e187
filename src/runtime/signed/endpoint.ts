import { textOf } from "../json.js";
import type { System } from "../system.js";

/** Where a service is, and which region a request to it is signed for. */
export interface Endpoint {
  readonly url: URL;
  readonly region: string;
}

/** The domains of AWS's partitions for IPv4 and for dualstack, by how their regions begin; see the SDK's partitions.json. */
const partitions: readonly (readonly [string, string, string])[] = [
  ["cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"],
  ["us-iso-", "c2s.ic.gov", "api.aws.ic.gov"],
  ["us-isob-", "sc2s.sgov.gov", "api.aws.scloud"],
  ["us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov"],
  ["eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"],
  ["eusc-", "amazonaws.eu", "api.amazonwebservices.eu"],
  ["", "amazonaws.com", "api.aws"],
];

/**
 * A service's endpoint as the AWS SDKs find it: `AWS_ENDPOINT_URL_SSM`, `AWS_ENDPOINT_URL`, else by region, partition,
 * `AWS_USE_FIPS_ENDPOINT` and `AWS_USE_DUALSTACK_ENDPOINT`.
 * @throws Error when the environment names no region
 */
export function resolveEndpoint(env: System["env"], service = "ssm"): Endpoint {
  const region = textOf(env.AWS_REGION) ?? textOf(env.AWS_DEFAULT_REGION);
  if (region === undefined) throw new Error("The region is not known. Set AWS_REGION.");
  return { region, url: new URL(configuredUrl(env, service) ?? publicUrl(service, region, env)) };
}

function configuredUrl(env: System["env"], service: string): string | undefined {
  if (env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === "true") return undefined;
  return textOf(env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`]) ?? textOf(env.AWS_ENDPOINT_URL);
}

function publicUrl(service: string, region: string, env: System["env"]): string {
  const [, ordinary, dualStack] = partitions.find(([beginning]) => region.startsWith(beginning)) ?? [
    "",
    "",
    "",
  ];
  const isDualStack = isTrue(env.AWS_USE_DUALSTACK_ENDPOINT);
  // In GovCloud the ordinary endpoint is the FIPS one.
  const isFips = isTrue(env.AWS_USE_FIPS_ENDPOINT) && (isDualStack || !region.startsWith("us-gov-"));
  return `https://${service}${isFips ? "-fips" : ""}.${region}.${isDualStack ? dualStack : ordinary}/`;
}

// The AWS CLI and botocore take any case.
const isTrue = (value: string | undefined): boolean => value?.toLowerCase() === "true";
