import { JetsError, type ErrorCode } from "../maintenance/index.js";
import { isThrottling, isUnreachable, parseSdkError, type SdkError } from "./sdk-error.js";

/** Whether `error` is AWS's answer of that name, as translated by {@link toJetsError}. */
export function isRefusal(error: unknown, name: string, text = /(?:)/): boolean {
  if (!(error instanceof JetsError)) return false;
  const cause = parseSdkError(error.cause);
  return cause.name === name && text.test(cause.message);
}

/** The answer, or `missing` when AWS says that there is no such function, alias, version or mapping. */
export async function orMissing<Answer, Missing>(
  missing: Missing,
  answer: Promise<Answer>,
): Promise<Answer | Missing> {
  try {
    return await answer;
  } catch (error) {
    if (isRefusal(error, "ResourceNotFoundException")) return missing;
    throw error;
  }
}

/** What was asked of AWS: the IAM action, for example `ssm:PutParameter`, and what it was asked of. */
interface Asked {
  readonly action: string;
  readonly resource: string;
}

interface Explanation {
  readonly code: ErrorCode;
  readonly fact: string;
  readonly remedy: string;
}

/**
 * Turns what the SDK threw into one sentence of fact and one of remedy. `action` is the IAM action,
 * for example `ssm:PutParameter`; `resource` is what it was asked of.
 */
export function toJetsError(error: unknown, action: string, resource: string): JetsError {
  if (error instanceof JetsError) return error;
  const sdk = parseSdkError(error);
  const asked = { action, resource };
  const { code, fact, remedy } =
    ofPlace(sdk) ??
    ofCredentials(sdk) ??
    ofPermission(sdk, asked) ??
    ofConnection(sdk, asked) ??
    refusal(sdk, asked);
  return new JetsError(code, fact, remedy, { cause: error });
}

/** A wrong region or endpoint, which the SDK finds out before it calls. */
function ofPlace({ message, code }: SdkError): Explanation | undefined {
  const region = /^Region not accepted: region="(.*)" is not/.exec(message)?.[1];
  const remedy = "Set AWS_REGION, a region in the AWS profile, or --region.";
  if (message === "Region is missing" || region === "") {
    return { code: "region_missing", fact: "No AWS region is set.", remedy };
  }
  if (region !== undefined) return { code: "usage", fact: `Not an AWS region: "${region}".`, remedy };
  if (code !== "ERR_INVALID_URL") return undefined;
  return {
    code: "usage",
    fact: "The AWS endpoint is no URL.",
    remedy: "Correct AWS_ENDPOINT_URL, or unset it.",
  };
}

const expired = new Set(["ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenProviderError"]);
const rejected = new Set([
  "UnrecognizedClientException",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "IncompleteSignature",
  "AuthFailure",
]);

function ofCredentials({ name, message }: SdkError): Explanation | undefined {
  const said = sentence(message);
  if (name === "CredentialsProviderError") {
    return {
      code: "credentials_missing",
      fact: `No usable AWS credentials: ${said}`,
      remedy:
        "Set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, log in with `aws sso login`, or name a profile with --profile.",
    };
  }
  if (expired.has(name)) {
    return {
      code: "credentials_expired",
      fact: `The AWS credentials have expired: ${said}`,
      remedy: "Log in again, for example with `aws sso login`, and repeat the command.",
    };
  }
  if (!rejected.has(name)) return undefined;
  return {
    code: "credentials_missing",
    fact: `AWS does not accept the credentials: ${said}`,
    remedy: "Check the access key, the secret and the session token, and this machine's clock.",
  };
}

const denied = new Set(["AccessDeniedException", "AccessDenied", "UnauthorizedOperation"]);

function ofPermission({ name, message }: SdkError, asked: Asked): Explanation | undefined {
  if (!denied.has(name)) return undefined;
  const stated = /not authorized to perform: (\S+)(?: on resource: (\S+))?/.exec(message);
  const action = stated?.[1] ?? asked.action;
  return {
    code: "access_denied",
    fact: `Access denied: ${action} on ${stated?.[2] ?? asked.resource}.`,
    remedy: `Allow ${action} on that resource in the IAM policy of whoever runs jets.`,
  };
}

function ofConnection(sdk: SdkError, { action, resource }: Asked): Explanation | undefined {
  if (isUnreachable(sdk)) {
    return {
      code: "unreachable",
      fact: `AWS could not be reached for ${action}: ${sentence(sdk.message)}`,
      remedy: "Check the network, the region and AWS_ENDPOINT_URL, then repeat the command.",
    };
  }
  // An answer that is neither JSON nor XML comes from something else than AWS.
  if (sdk.name === "SyntaxError" || sdk.message.includes("Deserialization error")) {
    return {
      code: "aws_refused",
      fact: `The answer to ${action} is not one that AWS gives.`,
      remedy: "Check AWS_ENDPOINT_URL and any proxy; an emulator may not know this call.",
    };
  }
  if (!isThrottling(sdk)) return undefined;
  return {
    code: "throttled",
    fact: `AWS kept throttling ${action} on ${resource}: ${sentence(sdk.message)}`,
    remedy: "Others use the same account's quota; wait a minute and repeat the command.",
  };
}

const refusal = ({ name, message }: SdkError, { action, resource }: Asked): Explanation => ({
  code: "aws_refused",
  fact: `AWS refused ${action} on ${resource}: ${sentence(`${name}: ${message}`)}`,
  remedy: "Repeat the command; DEBUG=jets shows the answer in full.",
});

// One line, with a full stop, whatever AWS or Node put there.
function sentence(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
