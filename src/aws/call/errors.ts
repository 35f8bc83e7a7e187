import { JetsError } from "../../maintenance/index.js";
import { explainRejection } from "../credentials/rejection.js";
import type { Source } from "../credentials/source.js";
import { sentence, toError, type Explanation } from "./explanation.js";
import {
  isDenied,
  isThrottling,
  isTimeout,
  isUnreachable,
  isUntrusted,
  parseSdkError,
  type SdkError,
} from "./sdk-error.js";

/** What was asked of AWS: the IAM action, for example `ssm:PutParameter`, and what it was asked of. */
interface Asked {
  readonly action: string;
  readonly resource: string;
}

/**
 * Turns what the SDK threw into one sentence of fact and one of remedy. `action` is the IAM action,
 * for example `ssm:PutParameter`; `resource` is what it was asked of, `source` where credentials come from.
 */
export function toJetsError(error: unknown, action: string, resource: string, source?: Source): JetsError {
  if (error instanceof JetsError) return error;
  const sdk = parseSdkError(error);
  const asked = { action, resource };
  const explanation =
    ofPlace(sdk) ??
    explainRejection(sdk, source) ??
    ofPermission(sdk, asked) ??
    ofConnection(sdk, asked) ??
    ofStranger(sdk, asked) ??
    refusal(sdk, asked);
  return toError(explanation, error);
}

/** A wrong region or endpoint, which the SDK finds out before it calls. */
function ofPlace({ message, code, input }: SdkError): Explanation | undefined {
  const region = /^Region not accepted: region="(.*)" is not/.exec(message)?.[1];
  const remedy = "Set AWS_REGION, a region in the AWS profile, or --region.";
  if (message === "Region is missing" || region === "") {
    return { code: "region_missing", fact: "No AWS region is set.", remedy };
  }
  if (region !== undefined) return { code: "usage", fact: `Not an AWS region: "${region}".`, remedy };
  if (code !== "ERR_INVALID_URL") return undefined;
  return {
    code: "usage",
    fact: `The AWS endpoint is not a URL: "${input}".`,
    remedy: "Correct AWS_ENDPOINT_URL, or unset it.",
  };
}

function ofPermission(sdk: SdkError, asked: Asked): Explanation | undefined {
  if (!isDenied(sdk)) return undefined;
  const { message } = sdk;
  const stated = /not authorized to perform: (\S+)(?: on resource: (\S+))?/.exec(message);
  const said = stated?.[1] ?? asked.action;
  // SQS says `sqs:getqueueurl`. IAM knows no case, but people do.
  const action = said.toLowerCase() === asked.action.toLowerCase() ? asked.action : said;
  return {
    code: "access_denied",
    fact: `Access denied: ${action} on ${stated?.[2] ?? asked.resource}.`,
    remedy: `Allow ${action} on that resource in the IAM policy of the user or role that runs jets.`,
  };
}

function ofConnection(sdk: SdkError, { action, resource }: Asked): Explanation | undefined {
  if (isUntrusted(sdk)) {
    return {
      code: "unreachable",
      fact: `No secure connection to AWS for ${action}: ${sentence(sdk.code ?? "")}`,
      remedy: "Check whether AWS_ENDPOINT_URL is http or https, and for a proxy set AWS_CA_BUNDLE.",
    };
  }
  if (isUnreachable(sdk)) {
    const said = isTimeout(sdk) ? "there was no answer within 30 seconds." : sentence(sdk.message);
    return {
      code: "unreachable",
      fact: `AWS could not be reached for ${action}: ${said}`,
      remedy: "Check the network, the region and AWS_ENDPOINT_URL, then repeat the command.",
    };
  }
  if (!isThrottling(sdk)) return undefined;
  return {
    code: "throttled",
    fact: `AWS kept throttling ${action} on ${resource}: ${sentence(sdk.message)}`,
    remedy: "Others use the same account's quota; wait a minute and repeat the command.",
  };
}

/**
 * AWS names each of its errors; what has no name, or can't be read, comes from something in between, such as a proxy.
 */
function ofStranger({ name, message }: SdkError, { action }: Asked): Explanation | undefined {
  const nameless = name === "Unknown" || name === "UnknownError" || name === "SyntaxError";
  if (!nameless && !message.includes("Deserialization error")) return undefined;
  return {
    code: "aws_refused",
    fact: `The answer to ${action} does not come from AWS.`,
    remedy: "Check AWS_ENDPOINT_URL and any proxy; an emulator may not know this call.",
  };
}

function refusal({ name, message, $metadata }: SdkError, { action, resource }: Asked): Explanation {
  const said = sentence(`${name}: ${message}`);
  if (($metadata.httpStatusCode ?? 0) >= 500) {
    return {
      code: "aws_refused",
      fact: `AWS failed at ${action} on ${resource}: ${said}`,
      remedy: "Repeat the command; https://health.aws.amazon.com lists outages.",
    };
  }
  // Without an answer, none of this comes from AWS.
  if ($metadata.httpStatusCode === undefined) {
    return {
      code: "failed",
      fact: `No request was sent for ${action} on ${resource}: ${said}`,
      remedy: "Fix the cause on this machine, or set DEBUG=jets to see where it comes from.",
    };
  }
  return {
    code: "aws_refused",
    fact: `AWS refused ${action} on ${resource}: ${said}`,
    remedy: "Fix the cause, then repeat the command.",
  };
}
