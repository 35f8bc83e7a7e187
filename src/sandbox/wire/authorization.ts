import type { ServiceName, WireRequest } from "./messages.js";

/** What a signature says: who calls what where. Nothing is verified. */
export interface Scope {
  readonly accessKey: string;
  readonly region: string;
  readonly service: string;
}

const scopeForm = /Credential=(?<accessKey>[^/\s]+)\/\d{8}\/(?<region>[a-z0-9-]+)\/(?<service>[a-z0-9-]+)\//;

/** The signing name of the service that a request is for; undefined when it is not signed. */
export function serviceNameOf(request: WireRequest): string | undefined {
  return readScope(request)?.service;
}

/** The service that a request is for: by its signature, else by its looks. */
export function serviceOf(request: WireRequest): ServiceName | undefined {
  switch (readScope(request)?.service) {
    case "lambda":
      return "Lambda";
    case "ssm":
      return "SSM";
    case "cloudformation":
      return "CloudFormation";
    case "sqs":
      return "SQS";
    case "sts":
      return "STS";
    case undefined:
      return guess(request);
    default:
      return undefined;
  }
}

/** What the signature of a request says; undefined when it is not signed. */
export function readScope(request: WireRequest): Scope | undefined {
  const groups = scopeForm.exec(request.headers.authorization ?? "")?.groups;
  if (groups === undefined) return undefined;
  const { accessKey = "", region = "", service = "" } = groups;
  return { accessKey, region, service };
}

function guess(request: WireRequest): ServiceName | undefined {
  if (request.headers["x-amz-target"]?.startsWith("AmazonSSM.") === true) return "SSM";
  if (request.headers["x-amz-target"]?.startsWith("AmazonSQS.") === true) return "SQS";
  if (/^\/20\d\d-\d\d-\d\d\//.test(request.path)) return "Lambda";
  if (/(^|&)Version=2011-06-15(&|$)/.test(request.body)) return "STS";
  if (/(^|&)Action=/.test(request.body)) return "CloudFormation";
  return undefined;
}
