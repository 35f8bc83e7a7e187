import { kindOf, type Files } from "./profiles.js";
import type { BaseSource, Source } from "./source.js";

type ProfileSource = Extract<BaseSource, { from: "profile" }>;

/** Credentials of that source, as it is said of them. */
export function placeOf(source: Source): string {
  switch (source.from) {
    case "keys":
      return "in the environment";
    case "profile":
      return `of the profile "${source.name}"`;
    case "web identity":
      return "of AWS_WEB_IDENTITY_TOKEN_FILE";
    case "container":
      return `of ${source.variable}`;
    case "instance":
      return "of this machine's role";
    case "role":
      return `of the role ${source.arn}`;
  }
}

/** What to do where a source gives none. */
export function remedyFor(source: BaseSource): string {
  const other = "or name another profile with --profile.";
  if (source.from === "instance") {
    return "Set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, log in with `aws sso login`, or name a profile with --profile.";
  }
  if (source.from === "container")
    return "Check with `aws sts get-caller-identity` whether the container's role works, or name a profile with --profile.";
  if (source.from === "keys")
    return "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY together, or unset both.";
  if (source.from !== "profile") return `Correct that, ${other}`;
  const { kind, name, files } = source;
  const logIn = logInTo(rootOf(name, files), files);
  if (logIn !== undefined) return `Log in with \`${logIn}\`, ${other}`;
  return kind === undefined && files.profiles[name] === undefined
    ? "`aws configure list-profiles` lists the profiles; name one of them."
    : `Correct the profile, ${other}`;
}

/** What to do where those of a source have expired. */
export const renewalFor = (source: Source): string =>
  `${renewal(source.from === "role" ? source.base : source)}, and repeat the command.`;

function renewal(source: BaseSource): string {
  switch (source.from) {
    case "keys":
      return newKeys;
    case "profile":
      return renewalOf(source);
    case "web identity":
      return newToken("that AWS_WEB_IDENTITY_TOKEN_FILE names");
    case "container":
    case "instance":
      return newRole;
  }
}

// Without a profile, the command would print the keys that have expired: they come first for it too.
const newKeys =
  "Set new ones, for example those that `aws configure export-credentials --profile NAME --format env` prints";
const newToken = (which: string): string => `Have whatever writes the token file ${which} write a new one`;
const newRole = "Wait a minute for this machine to get new ones, check its clock";

/** Each run requests a role's own credentials anew: what expires is what it requests them with. */
function renewalOf({ name, files }: ProfileSource): string {
  const root = rootOf(name, files);
  const logIn = logInTo(root, files);
  if (logIn !== undefined) return `Log in again with \`${logIn}\``;
  switch (kindOf(root, files)) {
    case "web_identity_token_file":
      return newToken(`of the profile "${root}"`);
    case "role_arn":
      return files.profiles[root]?.credential_source === "Environment" ? newKeys : newRole;
    case "credential_process":
      return `Log in again to what the credential_process of the profile "${root}" gets them from`;
    case "sso":
    case "login_session":
    case "access key":
    case undefined:
      return `Put new ones into the profile "${root}", their session token included`;
  }
}

/** The profile that a chain of roles begins with: who logs in, logs in to that one. */
function rootOf(name: string, files: Files, seen: readonly string[] = []): string {
  const source = kindOf(name, files) === "role_arn" ? files.profiles[name]?.source_profile : undefined;
  if (source === undefined || source === name || seen.includes(source)) return name;
  return files.profiles[source] === undefined ? name : rootOf(source, files, [...seen, name]);
}

/**
 * The command of the AWS CLI that logs in to a profile; `undefined` where there is none. Each of the two refuses the other's:
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html
 */
function logInTo(name: string, files: Files): string | undefined {
  const option = `--profile ${name}`;
  switch (kindOf(name, files)) {
    case "sso":
      return `aws sso login ${option}`;
    case "login_session":
      return `aws login ${option}`;
    case "access key":
    case "credential_process":
    case "role_arn":
    case "web_identity_token_file":
    case undefined:
      return undefined;
  }
}
