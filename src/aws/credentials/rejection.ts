import { sentence, type Explanation } from "../call/explanation.js";
import { saysSkew, type SdkError } from "../call/sdk-error.js";
import { placeOf, renewalFor } from "./remedy.js";
import type { Source } from "./source.js";

const expired = new Set(["ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenProviderError"]);
/**
 * Keys that are not known there: Lambda and Parameter Store say the first of these, CloudFormation and STS the second. So
 * they say in a region that an account has not enabled, of keys that work elsewhere:
 * https://github.com/ekristen/aws-nuke/issues/774
 */
const unknown = new Set(["UnrecognizedClientException", "InvalidClientTokenId", "AuthFailure"]);
const unsigned = new Set(["InvalidSignatureException", "SignatureDoesNotMatch", "IncompleteSignature"]);

/** What AWS has against the credentials or the clock; `undefined` where it refused for another reason. */
export function explainRejection(sdk: SdkError, source: Source | undefined): Explanation | undefined {
  const { name, message } = sdk;
  const said = sentence(message);
  if (saysSkew(sdk)) return explainSkew(message);
  const where = source === undefined ? "" : ` ${placeOf(source)}`;
  if (expired.has(name)) {
    return {
      code: "credentials_expired",
      fact: `The AWS credentials${where} have expired: ${said}`,
      remedy: source === undefined ? "Renew them, and repeat the command." : renewalFor(source),
    };
  }
  const isUnknown = unknown.has(name);
  if (!isUnknown && !unsigned.has(name)) return undefined;
  return {
    code: "credentials_missing",
    fact: `AWS does not accept the credentials${where}: ${said}`,
    remedy: isUnknown
      ? "Check the access key and the session token. If they work in other regions, the account has not enabled this one: `aws account list-regions` lists those that it has."
      : "Check the access key, the secret and the session token, and this machine's clock.",
  };
}

/** That the clock is wrong, where AWS says so of the time of a call. */
export const explainSkew = (said: string): Explanation => ({
  code: "credentials_missing",
  fact: `AWS says that this machine's clock is wrong: ${sentence(said)}`,
  remedy: "Set the clock, for example with `timedatectl set-ntp true`, and repeat the command.",
});
