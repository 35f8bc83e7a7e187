import { arnIn, type RegionContext } from "../context.js";
import type { ServiceName, WireRequest } from "./messages.js";

/** What a signature says: who calls what where. Nothing is verified. */
interface Scope {
  readonly accessKey: string;
  readonly region: string;
  readonly service: string;
}

const scopeForm = /Credential=(?<accessKey>[^/\s]+)\/\d{8}\/(?<region>[a-z0-9-]+)\/(?<service>[a-z0-9-]+)\//;

/** The region that a request was signed for; undefined when it is not signed. */
export function regionOf(request: WireRequest): string | undefined {
  return readScope(request)?.region;
}

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
    case undefined:
      return guess(request);
    default:
      return undefined;
  }
}

/** The ARN of who signed a request: an IAM user named like the access key. */
export function callerOf(context: RegionContext, request: WireRequest): string {
  const user = readScope(request)?.accessKey ?? "anonymous";
  return arnIn({ ...context, region: "" }, "iam", `user/${user}`);
}

function readScope(request: WireRequest): Scope | undefined {
  const groups = scopeForm.exec(request.headers.authorization ?? "")?.groups;
  if (groups === undefined) return undefined;
  const { accessKey = "", region = "", service = "" } = groups;
  return { accessKey, region, service };
}

function guess(request: WireRequest): ServiceName | undefined {
  if (request.headers["x-amz-target"]?.startsWith("AmazonSSM.") === true) return "SSM";
  if (request.headers["x-amz-target"]?.startsWith("AmazonSQS.") === true) return "SQS";
  if (/^\/20\d\d-\d\d-\d\d\//.test(request.path)) return "Lambda";
  if (/(^|&)Action=/.test(request.body)) return "CloudFormation";
  return undefined;
}
