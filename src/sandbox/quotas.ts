import type { Call } from "./wire/messages.js";

/** A request quota: so many a second, and at once as many as `burst`. */
export interface QuotaLimit {
  readonly rate: number;
  /** The same as {@link rate} when left out; AWS does not publish it. */
  readonly burst?: number;
}

/** The request quotas of one account and region. */
export interface QuotaLimits {
  /** All calls of Lambda's control plane together, but for the next two. */
  readonly lambda: QuotaLimit;
  readonly getFunction: QuotaLimit;
  readonly getPolicy: QuotaLimit;
  readonly cloudFormation: QuotaLimit;
  readonly putParameter: QuotaLimit;
  /** GetParameter, GetParameters and GetParametersByPath together. */
  readonly readParameters: QuotaLimit;
  /** Everything else of Parameter Store. */
  readonly otherParameters: QuotaLimit;
  readonly sts: QuotaLimit;
}

/**
 * AWS's own quotas. Lambda's are published
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html), those of Parameter Store are what
 * AWS Support names as the default, those of CloudFormation and of the rest of Parameter Store are unpublished:
 * 10 a second stands in for them. `src/aws/call/limits.ts` is the source: this folder stands alone, and a test holds
 * both equal.
 */
export const awsQuotas: QuotaLimits = {
  lambda: { rate: 15 },
  getFunction: { rate: 100 },
  getPolicy: { rate: 15 },
  cloudFormation: { rate: 10 },
  putParameter: { rate: 3 },
  readParameters: { rate: 40 },
  otherParameters: { rate: 10 },
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  sts: { rate: 600 },
};

/** The limits that an option asks for; undefined for none. */
export function limitsOf(quotas: boolean | Partial<QuotaLimits> | undefined): QuotaLimits | undefined {
  if (quotas === undefined || quotas === false) return undefined;
  return quotas === true ? awsQuotas : { ...awsQuotas, ...quotas };
}

/** Counts calls against the quotas. */
export interface Quotas {
  /** Undefined if the call may pass, else the seconds after which to try again. */
  take(call: Call): number | undefined;
}

/** Token buckets, one per quota, that fill up by the clock `now`, in milliseconds. */
export function createQuotas(limits: QuotaLimits, now: () => number): Quotas {
  const buckets = new Map<keyof QuotaLimits, Bucket>();
  return {
    take(call) {
      const name = quotaOf(call);
      if (name === undefined) return undefined;
      const limit = limits[name];
      const bucket = fill(buckets.get(name), limit, now());
      buckets.set(name, bucket);
      if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / limit.rate);
      bucket.tokens -= 1;
      return undefined;
    },
  };
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

function fill(bucket: Bucket | undefined, { rate, burst = rate }: QuotaLimit, now: number): Bucket {
  if (bucket === undefined) return { tokens: burst, filledAt: now };
  const gained = ((now - bucket.filledAt) / 1000) * rate;
  return { tokens: Math.min(burst, bucket.tokens + gained), filledAt: now };
}

function quotaOf({ service, operation }: Call): keyof QuotaLimits | undefined {
  if (service === "unknown") return undefined;
  if (service === "CloudFormation") return "cloudFormation";
  if (service === "STS") return "sts";
  // SQS takes a nearly unlimited number of calls:
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
  if (operation === "Invoke" || service === "SQS") return undefined;
  if (service === "Lambda") return lambdaQuotas[operation] ?? "lambda";
  return parameterQuotas[operation] ?? "otherParameters";
}

const lambdaQuotas: Readonly<Record<string, keyof QuotaLimits | undefined>> = {
  GetFunction: "getFunction",
  GetPolicy: "getPolicy",
};

const parameterQuotas: Readonly<Record<string, keyof QuotaLimits | undefined>> = {
  PutParameter: "putParameter",
  GetParameter: "readParameters",
  GetParameters: "readParameters",
  GetParametersByPath: "readParameters",
};
