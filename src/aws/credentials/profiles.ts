/** A profile's settings. */
type Section = Readonly<Record<string, string | undefined>>;

/** The AWS files, as they are read. */
export interface Files {
  /** By the profile's name, from both files. */
  readonly profiles: Readonly<Record<string, Section | undefined>>;
  /** What of it is from the credentials file. */
  readonly secrets: Readonly<Record<string, Section | undefined>>;
  readonly sessions: Readonly<Record<string, Section | undefined>>;
}

/** How a profile gets at credentials, by the setting that says so. */
export type ProfileKind =
  "role_arn" | "web_identity_token_file" | "sso" | "access key" | "login_session" | "credential_process";

/** Reads the AWS files; one that is not there is empty. */
export async function readFiles(): Promise<Files> {
  const { loadSharedConfigFiles, loadSsoSessionData } = await import("@smithy/core/config");
  const [{ configFile, credentialsFile }, sessions] = await Promise.all([
    loadSharedConfigFiles(),
    loadSsoSessionData(),
  ]);
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)]);
  const profiles = Object.fromEntries(
    [...names].map((name) => [name, { ...configFile[name], ...credentialsFile[name] }]),
  );
  return { profiles, secrets: credentialsFile, sessions };
}

/** How this profile gets at credentials, in the order of the AWS CLI (botocore's `create_credential_resolver`). */
export function kindOf(name: string, { profiles, secrets }: Files): ProfileKind | undefined {
  const own = profiles[name];
  if (own === undefined) return undefined;
  if (own.web_identity_token_file !== undefined) return "web_identity_token_file";
  if (own.role_arn !== undefined) return "role_arn";
  if (Object.keys(own).some((key) => ssoKeys.has(key))) return "sso";
  if (hasKey(secrets[name])) return "access key";
  if (own.login_session !== undefined) return "login_session";
  if (own.credential_process !== undefined) return "credential_process";
  return hasKey(own) ? "access key" : undefined;
}

const ssoKeys = new Set(["sso_session", "sso_start_url", "sso_account_id", "sso_region", "sso_role_name"]);

const hasKey = (section: Section = {}): boolean =>
  section.aws_access_key_id !== undefined || section.aws_secret_access_key !== undefined;

/**
 * What is wrong with a profile, before its credentials are requested, in words that follow a colon. The SDK would take
 * some of these for a profile of another kind: a role without a source, for example, for the keys next to it.
 */
export function faultOf(name: string, files: Files, seen: readonly string[] = []): string | undefined {
  const own = files.profiles[name];
  if (own === undefined) {
    return seen.length === 0 ? "there is no such profile." : `its source_profile "${name}" does not exist.`;
  }
  switch (kindOf(name, files)) {
    case undefined:
      return `the profile "${name}" has no settings for credentials.`;
    case "access key":
      return faultOfKeys(name, own);
    case "role_arn":
      return faultOfRole(name, files, [...seen, name]);
    case "web_identity_token_file":
      return own.role_arn === undefined ? `the profile "${name}" has no role_arn.` : undefined;
    case "sso": {
      const session = own.sso_session;
      const isKnown = session === undefined || files.sessions[session] !== undefined;
      return isKnown ? undefined : `its sso_session "${session}" does not exist.`;
    }
    case "login_session":
    case "credential_process":
      return undefined;
  }
}

function faultOfKeys(name: string, own: Section): string | undefined {
  const missing = ["aws_access_key_id", "aws_secret_access_key"].find((key) => (own[key] ?? "") === "");
  return missing === undefined ? undefined : `the profile "${name}" has no ${missing}.`;
}

const credentialSources = ["Environment", "Ec2InstanceMetadata", "EcsContainer"];

function faultOfRole(name: string, files: Files, seen: readonly string[]): string | undefined {
  const { source_profile: source, credential_source: place } = files.profiles[name] ?? {};
  if (source !== undefined && place !== undefined)
    return `the profile "${name}" has both a source_profile and a credential_source.`;
  if (place !== undefined) {
    return credentialSources.includes(place)
      ? undefined
      : `the credential_source of the profile "${name}" is "${place}", and not one of ${credentialSources.join(", ")}.`;
  }
  if (source === undefined)
    return `the profile "${name}" has a role_arn, and neither source_profile nor credential_source.`;
  // A role may name its own profile, for the keys in it.
  if (source === name && hasKey(files.profiles[name])) return faultOfKeys(name, files.profiles[name] ?? {});
  if (seen.includes(source)) return `its source profiles form a circle: ${[...seen, source].join(", ")}.`;
  return faultOf(source, files, seen);
}

/** The first profile in the chain of roles that asks for a code of this device. */
export function mfaDeviceOf(name: string, files: Files): string | undefined {
  const own = files.profiles[name];
  if (own === undefined || kindOf(name, files) !== "role_arn") return undefined;
  const { mfa_serial: device, source_profile: source } = own;
  return device ?? (source === undefined || source === name ? undefined : mfaDeviceOf(source, files));
}
