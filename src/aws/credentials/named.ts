import { isSet } from "../../is-set.js";
import type { Environment } from "../direct/environment.js";

/** Who is named to ask AWS, and by what. */
type Named =
  | { readonly by: "--profile" | "AWS_PROFILE" | "AWS_DEFAULT_PROFILE"; readonly profile: string }
  | { readonly by: "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY"; readonly profile?: undefined };

/**
 * Whom the option and the environment name, as the AWS CLI has it: a profile that is asked for, then keys, then
 * AWS_DEFAULT_PROFILE before AWS_PROFILE (botocore's `credentials.py` and `configprovider.py`). `undefined` when they
 * name nobody. A secret alone names nobody to the CLI; it is half a name here, unless there is a profile.
 */
export function namedBy(asked: string | undefined, env: Environment): Named | undefined {
  if (isSet(asked)) return { by: "--profile", profile: asked };
  if (isSet(env.AWS_ACCESS_KEY_ID)) return { by: "AWS_ACCESS_KEY_ID" };
  for (const by of ["AWS_DEFAULT_PROFILE", "AWS_PROFILE"] as const) {
    const profile = env[by];
    if (isSet(profile)) return { by, profile };
  }
  return isSet(env.AWS_SECRET_ACCESS_KEY) ? { by: "AWS_SECRET_ACCESS_KEY" } : undefined;
}

/** The profile that region, endpoints and settings are read from, where it is not `default`. */
export function profileIn(asked: string | undefined, env: Environment): string | undefined {
  return [asked, env.AWS_DEFAULT_PROFILE, env.AWS_PROFILE].find(isSet);
}
