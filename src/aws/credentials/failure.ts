import { defined } from "../../defined.js";
import { JetsError } from "../../maintenance/index.js";
import { sentence, toError } from "../call/explanation.js";
import { isThrottling, isTransient, parseSdkError, saysSkew, type SdkError } from "../call/sdk-error.js";
import { explainSkew } from "./rejection.js";
import { placeOf, remedyFor, renewalFor } from "./remedy.js";
import type { BaseSource } from "./source.js";

/**
 * What to throw if there are no credentials: what is wrong, in the provider's own words. If waiting may help, it stays
 * an error of the SDK with another message, so that the loop around every call repeats it.
 */
export function credentialsFailure(error: unknown, source: BaseSource): Error {
  if (error instanceof JetsError) return error;
  const sdk = parseSdkError(error);
  const of = placeOf(source);
  if (saysSkew(sdk)) return toError(explainSkew(sdk.message), error);
  if (sdk.name !== "CredentialsProviderError" && isPassing(sdk)) return stillPassing(sdk, of, error);
  const name = sdk.$metadata.httpStatusCode === undefined ? "" : `${sdk.name}: `;
  return noCredentials(source, `${name}${said(sdk.message)}`, error);
}

/** Whether waiting may help. */
export const isPassing = (sdk: SdkError): boolean => isThrottling(sdk) || isTransient(sdk);

/** An error of the SDK with another message, so that the loop around every call repeats it. */
export function stillPassing(
  { name, message, code, $metadata }: SdkError,
  of: string,
  cause: unknown,
): Error {
  const passing = new Error(`the credentials ${of}: ${message}`, { cause });
  return Object.assign(passing, { name, $metadata, ...defined({ code }) });
}

/** That there are none, with a remedy for their source. `said` follows a colon. */
export function noCredentials(source: BaseSource, said: string, cause?: unknown): JetsError {
  const hasExpired = /\bexpired\b/i.test(said);
  return new JetsError(
    hasExpired ? "credentials_expired" : "credentials_missing",
    `No usable AWS credentials ${source.from === "instance" ? "anywhere" : placeOf(source)}: ${sentence(said)}`,
    isWrongCode(said)
      ? "Repeat the command, and type the code that the device shows then: each can be used once."
      : hasExpired
        ? renewalFor(source)
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
