import { quotas } from "../../maintenance/index.js";

/** How many calls AWS takes. */
export interface Limit {
  /** Calls a second. */
  readonly rate: number;
  /** Calls at once, where none were made for a while. */
  readonly burst: number;
  /** AWS does not publish it: the real rate may be higher or lower. */
  readonly isGuess?: boolean;
}

/**
 * The request quotas of one account and region, each shared by everybody who calls. Lambda's are published
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html), Parameter Store's are those that AWS
 * Support names as the default, the others are unpublished. Bursts are not published either: one second's worth.
 * The sandbox refuses calls by the same quotas, and a test holds both equal.
 */
const limits = {
  lambda: { rate: quotas.lambda, burst: quotas.lambda },
  getFunction: { rate: 100, burst: 100 },
  getPolicy: { rate: 15, burst: 15 },
  cloudFormation: { rate: 10, burst: 10, isGuess: true },
  putParameter: { rate: quotas.ssm, burst: quotas.ssm },
  readParameters: { rate: 40, burst: 40 },
  otherParameters: { rate: 10, burst: 10 },
  // AWS names no limit: a standard queue takes nearly any number, and so does a function that is called asynchronously.
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
  unlimited: { rate: 300, burst: 300 },
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  sts: { rate: 600, burst: 600 },
} as const satisfies Record<string, Limit>;

const ofTheirOwn: Readonly<Record<string, Limit | undefined>> = {
  "lambda:GetFunction": limits.getFunction,
  "lambda:GetPolicy": limits.getPolicy,
  "lambda:InvokeFunction": limits.unlimited,
  "ssm:PutParameter": limits.putParameter,
  "ssm:GetParameter": limits.readParameters,
  "ssm:GetParameters": limits.readParameters,
  "ssm:GetParametersByPath": limits.readParameters,
};

/** The limit that an IAM action, for example `lambda:GetFunction`, counts against; one object per quota. */
export function limitOf(action: string): Limit {
  const own = ofTheirOwn[action];
  if (own !== undefined) return own;
  if (action.startsWith("lambda:")) return limits.lambda;
  if (action.startsWith("sqs:")) return limits.unlimited;
  if (action.startsWith("sts:")) return limits.sts;
  return action.startsWith("ssm:") ? limits.otherParameters : limits.cloudFormation;
}
