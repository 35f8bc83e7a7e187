import type { Caller } from "../../maintenance/index.js";

/** Services that call a function asynchronously: https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html */
const asynchronous = new Set([
  "cloudformation",
  "codecommit",
  "codepipeline",
  "config",
  "events",
  "iot",
  "logs",
  "s3",
  "scheduler",
  "ses",
  "sns",
]);

/** CloudWatch alarms: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html */
const alarms = "lambda.alarms.cloudwatch";

/**
 * Services that wait for the answer, and so see the refusal: the same page; Bedrock's agents and VPC Lattice by their
 * own guides. Amazon Connect is none of them: its flows may call without waiting.
 */
const waiting = new Set([
  "alexa-appkit",
  "alexa-connectedhome",
  "apigateway",
  "bedrock",
  "cloudfront",
  "cognito-idp",
  "cognito-sync",
  "edgelambda",
  "elasticloadbalancing",
  "firehose",
  "lex",
  "lexv2",
  "replicator.lambda",
  "vpc-lattice",
]);

/** Who calls, by the principal that a resource policy names; `undefined` for one that always waits for the answer. */
export function callerOfService(principal: string): Caller | undefined {
  const service = serviceOf(principal);
  if (waiting.has(service)) return undefined;
  if (service === alarms) return { source: "cloudwatch", isAsync: true };
  if (asynchronous.has(service)) return { source: service, isAsync: true };
  return { source: principal, isAsync: false };
}

/** `logs` of `logs.us-east-1.amazonaws.com`, `s3` of `s3.amazonaws.com.cn`. */
const serviceOf = (principal: string): string =>
  principal.replace(/\.amazon(aws)?\.com(\.cn)?$/, "").replace(/\.[a-z]{2}(-[a-z]+)+-\d$/, "");
