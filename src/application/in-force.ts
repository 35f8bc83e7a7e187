import { isSet } from "../is-set.js";
import { readConfiguration } from "./configuration.js";
import { locateApplication, type Surroundings } from "./index.js";

/** A value that a command uses, and its source. */
export interface InForce {
  /** `null` where there is none. */
  readonly value: string | boolean | readonly string[] | null;
  /** An option, variables, a file, the AWS profile, or `default`; `null` where nothing says anything. */
  readonly from: string | null;
}

/** What the options say. */
export interface GivenOptions {
  readonly stack?: string;
  readonly region?: string;
  readonly profile?: string;
}

/** What the AWS SDK finds in the environment and in the AWS profile. */
export interface FoundBySdk {
  readonly region: string | undefined;
  /** By service, for example `ssm`; `undefined` for AWS's own. */
  readonly endpoints: Readonly<Record<string, string | undefined>>;
  /** Where credentials come from, and what chose them. */
  readonly credentials: InForce;
}

type Environment = Surroundings["env"];

/**
 * Every value that a command uses, by its key, with its source.
 * @throws JetsError `usage` when a source holds something wrong
 */
export async function listInForce(
  given: GivenOptions,
  surroundings: Surroundings,
  { region, endpoints, credentials }: FoundBySdk,
): Promise<Readonly<Record<string, InForce>>> {
  const { env, cwd } = surroundings;
  const file = await readConfiguration(cwd);
  const stack = await locateApplication(given.stack, surroundings);
  const profile = profileOf(given, env);
  const inProfile = `AWS profile ${profile.value}`;
  const workers = (key: "include" | "exclude" | "tags", byDefault: boolean | null = null): InForce =>
    orDefault(file?.workers?.[key], file?.source ?? null, byDefault);
  return {
    stack: { value: stack?.name ?? null, from: stack?.source ?? null },
    region: orNothing(region, regionSource(given, env) ?? inProfile),
    profile,
    credentials,
    ...Object.fromEntries(
      Object.entries(endpoints).map(([service, url]) => [
        `endpoint.${service}`,
        orDefault(url, endpointSource(service, env) ?? inProfile),
      ]),
    ),
    "workers.include": workers("include"),
    "workers.exclude": workers("exclude"),
    "workers.tags": workers("tags", false),
    keepEvents: orDefault(file?.keepEvents, file?.source ?? null, false),
    "web.flag": orDefault(file?.web?.flag, file?.source ?? null, "parameter"),
    maxDuration: orDefault(file?.maxDuration, file?.source ?? null),
    fleets: orDefault(file?.fleets && Object.keys(file.fleets), file?.source ?? null),
    file: orNothing(file?.source, cwd),
  };
}

function profileOf({ profile }: GivenOptions, env: Environment): { value: string; from: string } {
  if (profile !== undefined) return { value: profile, from: "--profile" };
  // The AWS CLI's order.
  for (const from of ["AWS_DEFAULT_PROFILE", "AWS_PROFILE"]) {
    const value = env[from];
    if (isSet(value)) return { value, from };
  }
  return { value: "default", from: "default" };
}

function regionSource({ region }: GivenOptions, env: Environment): string | undefined {
  if (region !== undefined) return "--region";
  return ["AWS_REGION", "AWS_DEFAULT_REGION"].find((name) => isSet(env[name]));
}

const endpointSource = (service: string, env: Environment): string | undefined =>
  [`AWS_ENDPOINT_URL_${service.toUpperCase()}`, "AWS_ENDPOINT_URL"].find((name) => isSet(env[name]));

const orNothing = (value: string | undefined, from: string): InForce =>
  value === undefined ? { value: null, from: null } : { value, from };

const orDefault = (
  value: InForce["value"] | undefined,
  from: string | null,
  byDefault: string | boolean | null = null,
): InForce => (value === undefined ? { value: byDefault, from: "default" } : { value, from });
