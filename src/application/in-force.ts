import { isSet } from "../is-set.js";
import { readConfiguration } from "./configuration.js";
import { locateApplication, type Surroundings } from "./index.js";

/** A value that is in force, and what says so. */
export interface InForce {
  /** `null` where there is none. */
  readonly value: string | boolean | readonly string[] | null;
  /** An option, variables, a file, the AWS profile, or `default`; `null` where nothing says anything. */
  readonly from: string | null;
}

/** What the options say, as far as they were given. */
export interface Asked {
  readonly stack?: string;
  readonly region?: string;
  readonly profile?: string;
}

/** What the AWS SDK has found, in the environment and in the AWS profile. */
export interface Place {
  readonly region: string | undefined;
  /** By service, for example `ssm`; `undefined` for AWS's own. */
  readonly endpoints: Readonly<Record<string, string | undefined>>;
  /** Where credentials come from, and what says so. */
  readonly credentials: InForce;
}

type Environment = Surroundings["env"];

/**
 * Everything that a command goes by, by its key, with where it comes from.
 * @throws JetsError `usage` when a place that answers holds something wrong
 */
export async function listInForce(
  asked: Asked,
  surroundings: Surroundings,
  { region, endpoints, credentials }: Place,
): Promise<Readonly<Record<string, InForce>>> {
  const { env, cwd } = surroundings;
  const file = await readConfiguration(cwd);
  const stack = await locateApplication(asked.stack, surroundings);
  const profile = profileOf(asked, env);
  const inProfile = `AWS profile ${profile.value}`;
  const workers = (key: "include" | "exclude" | "tags", usual: boolean | null = null): InForce =>
    orUsual(file?.workers?.[key], file?.source ?? null, usual);
  return {
    stack: { value: stack?.name ?? null, from: stack?.source ?? null },
    region: orNothing(region, regionSource(asked, env) ?? inProfile),
    profile,
    credentials,
    ...Object.fromEntries(
      Object.entries(endpoints).map(([service, url]) => [
        `endpoint.${service}`,
        orUsual(url, endpointSource(service, env) ?? inProfile),
      ]),
    ),
    "workers.include": workers("include"),
    "workers.exclude": workers("exclude"),
    "workers.tags": workers("tags", false),
    "web.flag": orUsual(file?.web?.flag, file?.source ?? null, "parameter"),
    maxDuration: orUsual(file?.maxDuration, file?.source ?? null),
    file: orNothing(file?.source, cwd),
  };
}

function profileOf({ profile }: Asked, env: Environment): { value: string; from: string } {
  if (profile !== undefined) return { value: profile, from: "--profile" };
  // The AWS CLI's order.
  for (const from of ["AWS_DEFAULT_PROFILE", "AWS_PROFILE"]) {
    const value = env[from];
    if (isSet(value)) return { value, from };
  }
  return { value: "default", from: "default" };
}

function regionSource({ region }: Asked, env: Environment): string | undefined {
  if (region !== undefined) return "--region";
  return ["AWS_REGION", "AWS_DEFAULT_REGION"].find((name) => isSet(env[name]));
}

const endpointSource = (service: string, env: Environment): string | undefined =>
  [`AWS_ENDPOINT_URL_${service.toUpperCase()}`, "AWS_ENDPOINT_URL"].find((name) => isSet(env[name]));

const orNothing = (value: string | undefined, from: string): InForce =>
  value === undefined ? { value: null, from: null } : { value, from };

const orUsual = (
  value: InForce["value"] | undefined,
  from: string | null,
  usual: string | boolean | null = null,
): InForce => (value === undefined ? { value: usual, from: "default" } : { value, from });
