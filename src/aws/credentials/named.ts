import { isSet } from "../../is-set.js";
import type { Environment } from "../direct/environment.js";

/** Who is named to ask AWS, and by what. */
type Named =
  | { readonly by: "--profile" | "AWS_PROFILE" | "AWS_DEFAULT_PROFILE"; readonly profile: string }
  | { readonly by: "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY"; readonly profile?: undefined };

/**
 * The credentials that the option and the environment name, in the AWS CLI's order: a profile that is given, then keys,
 * then AWS_DEFAULT_PROFILE before AWS_PROFILE (botocore's `credentials.py` and `configprovider.py`). `undefined` if
 * they name none. The CLI ignores a secret alone; here it counts as half of a pair, unless there is a profile.
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
