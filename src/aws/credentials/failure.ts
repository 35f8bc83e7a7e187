import { JetsError } from "../../maintenance/index.js";
import { sentence } from "../errors.js";
import { isThrottling, isTransient, parseSdkError } from "../sdk-error.js";
import type { Source } from "./source.js";

/**
 * What to throw when credentials could not be had: what is wrong, in the provider's own words. Where that may pass, by
 * waiting, it stays an error of the SDK with another message, for the loop around every call to repeat.
 */
export function credentialsFailure(error: unknown, source: Source): Error {
  if (error instanceof JetsError) return error;
  const sdk = parseSdkError(error);
  const of = placeOf(source);
  if (sdk.name !== "CredentialsProviderError" && (isThrottling(sdk) || isTransient(sdk))) {
    const { code, $metadata } = sdk;
    const passing = new Error(`the credentials ${of}: ${sdk.message}`, { cause: error });
    return Object.assign(passing, { name: sdk.name, $metadata, ...(code === undefined ? {} : { code }) });
  }
  const name = sdk.$metadata.httpStatusCode === undefined ? "" : `${sdk.name}: `;
  return noCredentials(source, `${name}${said(sdk.message)}`, error);
}

/** That there are none, with a remedy for their source. `said` follows a colon. */
export function noCredentials(source: Source, said: string, cause?: unknown): JetsError {
  const hasExpired = /\bexpired\b/i.test(said);
  return new JetsError(
    hasExpired ? "credentials_expired" : "credentials_missing",
    `No usable AWS credentials ${placeOf(source)}: ${sentence(said)}`,
    isWrongCode(said)
      ? "Repeat the command, and type the code that the device shows then: each can be used once."
      : remedyFor(source),
    { cause },
  );
}

/** What STS says of an MFA code that is used up, of another device, or not six digits. */
const isWrongCode = (said: string): boolean => /MultiFactorAuthentication failed|'tokenCode'/i.test(said);

/** The provider's words, after those of Node where a program has said something: its command line may hold secrets. */
function said(message: string): string {
  const [first = "", ...others] = message.split("\n");
  const words = others.join(" ").trim();
  return first.startsWith("Command failed: ") && words !== ""
    ? `credential_process failed: ${words}`
    : message;
}

/** As it is said of them. */
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
      return "anywhere";
  }
}

function remedyFor(source: Source): string {
  const other = "or name another profile with --profile.";
  if (source.from === "instance") {
    return "Set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, log in with `aws sso login`, or name a profile with --profile.";
  }
  if (source.from === "keys")
    return "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY together, or unset both.";
  if (source.from !== "profile") return `Correct that, ${other}`;
  const { kind, name, files } = source;
  const option = `--profile ${name}`;
  if (kind === "login_session") return `Log in with \`aws login ${option}\`, ${other}`;
  if (kind === "sso" || isSsoBelow(name, files)) return `Log in with \`aws sso login ${option}\`, ${other}`;
  return kind === undefined && files.profiles[name] === undefined
    ? "`aws configure list-profiles` lists those that there are; name one of them."
    : `Correct the profile, ${other}`;
}

function isSsoBelow(name: string, files: Extract<Source, { from: "profile" }>["files"]): boolean {
  const source = files.profiles[name]?.source_profile;
  return source !== undefined && files.profiles[source]?.sso_session !== undefined;
}
