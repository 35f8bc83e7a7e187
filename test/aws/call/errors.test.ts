import { describe, expect, test } from "vitest";
import { createClients } from "../../../src/aws/clients.js";
import { createPorts } from "../../../src/aws/index.js";
import { JetsError } from "../../../src/maintenance/index.js";
import { createVirtualClock } from "../../support/virtual-clock.js";

type Answer = { readonly status: number; readonly body: string } | Error;

/** What a read of a parameter ends with when this is all that the network has to say. */
async function explain(answer: Answer): Promise<Pick<JetsError, "code" | "message" | "hint">> {
  const handle = async (): Promise<unknown> => {
    if (answer instanceof Error) return Promise.reject(answer);
    const { status, body } = answer;
    return Promise.resolve({ response: { statusCode: status, headers: {}, body: Buffer.from(body) } });
  };
  const clients = createClients({ region: "us-east-1", requestHandler: { handle } });
  const { parameters } = createPorts(clients, { clock: createVirtualClock(), random: () => 0 });
  const error: unknown = await parameters.get("/a/b").catch((reason: unknown) => reason);
  if (!(error instanceof JetsError)) throw new Error(`Not a JetsError: ${String(error)}`);
  const { code, message, hint } = error;
  return { code, message, hint };
}

/** As Parameter Store answers. */
const answer = (type: string, message: string, status = 400): Answer => ({
  status,
  body: JSON.stringify({ __type: type, message }),
});

const network = (code: string, message: string): Error => Object.assign(new Error(message), { code });

const renew =
  "Set new ones, for example those that `aws configure export-credentials --profile NAME --format env` prints, and repeat the command.";
const checkKeys = "Check the access key, the secret and the session token, and this machine's clock.";
const checkKeysOrRegion =
  "Check the access key and the session token. If they work in other regions, the account has not enabled this one: `aws account list-regions` lists those that it has.";
const checkNetwork = "Check the network, the region and AWS_ENDPOINT_URL, then repeat the command.";
const checkEndpoint = "Check AWS_ENDPOINT_URL and any proxy; an emulator may not know this call.";
const others = "Others use the same account's quota; wait a minute and repeat the command.";
const fixIt = "Fix the cause, then repeat the command.";
const outage = "Repeat the command; https://health.aws.amazon.com lists outages.";
const checkTls = "Check whether AWS_ENDPOINT_URL is http or https, and for a proxy set AWS_CA_BUNDLE.";
const user = "User: arn:aws:iam::123456789012:user/ada";
const parameter = "arn:aws:ssm:us-east-1:123456789012:parameter/a/b";

const table: [what: string, Answer, code: string, fact: string, remedy: string][] = [
  [
    "expired credentials",
    answer("ExpiredTokenException", "The security token included in the request is expired"),
    "credentials_expired",
    "The AWS credentials in the environment have expired: The security token included in the request is expired.",
    renew,
  ],
  [
    "a request that expired",
    answer("RequestExpired", "Request has expired."),
    "credentials_expired",
    "The AWS credentials in the environment have expired: Request has expired.",
    renew,
  ],
  [
    "an unknown access key",
    answer("UnrecognizedClientException", "The security token included in the request is invalid."),
    "credentials_missing",
    "AWS does not accept the credentials in the environment: The security token included in the request is invalid.",
    checkKeysOrRegion,
  ],
  [
    "a wrong secret",
    answer("InvalidSignatureException", "The request signature we calculated\ndoes not match", 403),
    "credentials_missing",
    "AWS does not accept the credentials in the environment: The request signature we calculated does not match.",
    checkKeys,
  ],
  [
    "a refusal that names action and resource",
    answer(
      "AccessDeniedException",
      `${user} is not authorized to perform: ssm:GetParameters on resource: ${parameter}`,
    ),
    "access_denied",
    `Access denied: ssm:GetParameters on ${parameter}.`,
    "Allow ssm:GetParameters on that resource in the IAM policy of the user or role that runs jets.",
  ],
  [
    "a refusal that names the action alone",
    answer("AccessDeniedException", `${user} is not authorized to perform: kms:Decrypt`),
    "access_denied",
    "Access denied: kms:Decrypt on /a/b.",
    "Allow kms:Decrypt on that resource in the IAM policy of the user or role that runs jets.",
  ],
  [
    "a refusal that names nothing",
    answer("AccessDeniedException", "No."),
    "access_denied",
    "Access denied: ssm:GetParameters on /a/b.",
    "Allow ssm:GetParameters on that resource in the IAM policy of the user or role that runs jets.",
  ],
  [
    "throttling beyond the retries",
    answer("ThrottlingException", "Rate exceeded"),
    "throttled",
    "AWS kept throttling ssm:GetParameters on /a/b: Rate exceeded.",
    others,
  ],
  [
    "a 429 without a known name",
    { status: 429, body: JSON.stringify({ __type: "SlowDown", message: "Slower" }) },
    "throttled",
    "AWS kept throttling ssm:GetParameters on /a/b: Slower.",
    others,
  ],
  [
    "a name that does not resolve",
    network("ENOTFOUND", "getaddrinfo ENOTFOUND ssm.us-east-1.amazonaws.com"),
    "unreachable",
    "AWS could not be reached for ssm:GetParameters: getaddrinfo ENOTFOUND ssm.us-east-1.amazonaws.com.",
    checkNetwork,
  ],
  [
    "a closed port",
    network("ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:1"),
    "unreachable",
    "AWS could not be reached for ssm:GetParameters: connect ECONNREFUSED 127.0.0.1:1.",
    checkNetwork,
  ],
  [
    "silence",
    Object.assign(new Error("Request timed out after 30000 ms"), { name: "TimeoutError" }),
    "unreachable",
    "AWS could not be reached for ssm:GetParameters: there was no answer within 30 seconds.",
    checkNetwork,
  ],
  [
    "https where http is spoken",
    network("EPROTO", "write EPROTO 80DC:error:0A00010B:SSL routines:wrong version number"),
    "unreachable",
    "No secure connection to AWS for ssm:GetParameters: EPROTO.",
    checkTls,
  ],
  [
    "a certificate that nobody trusts",
    network("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"),
    "unreachable",
    "No secure connection to AWS for ssm:GetParameters: DEPTH_ZERO_SELF_SIGNED_CERT.",
    checkTls,
  ],
  [
    "what went wrong before AWS was asked",
    network("ERR_INVALID_CHAR", 'Invalid character in header content ["x-amz-security-token"]'),
    "failed",
    'No request was sent for ssm:GetParameters on /a/b: Error: Invalid character in header content ["x-amz-security-token"].',
    "Fix the cause on this machine, or set DEBUG=jets to see where it comes from.",
  ],
  [
    "a web page",
    { status: 200, body: "<html>Log in to the hotel's wifi</html>" },
    "aws_refused",
    "The answer to ssm:GetParameters does not come from AWS.",
    checkEndpoint,
  ],
  [
    "a web page with an error status",
    { status: 404, body: "<html>Not here</html>" },
    "aws_refused",
    "The answer to ssm:GetParameters does not come from AWS.",
    checkEndpoint,
  ],
  [
    "anything else",
    answer("ValidationException", "2 validation errors\n  detected: no"),
    "aws_refused",
    "AWS refused ssm:GetParameters on /a/b: ValidationException: 2 validation errors detected: no.",
    fixIt,
  ],
  [
    "a defect of AWS's",
    answer("InternalServerError", "Oops!", 500),
    "aws_refused",
    "AWS failed at ssm:GetParameters on /a/b: InternalServerError: Oops!",
    outage,
  ],
];

describe("a person is told what is wrong and what to do, of", () => {
  test.each(table)("%s", async (_, given, code, message, hint) => {
    expect(await explain(given)).toEqual({ code, message, hint });
  });
});
