import { isObject, type JsonObject } from "../json.js";

/**
 * Who put a web request into an event, and so how the answer must look:
 * `rest` API Gateway REST API, or HTTP API with payload 1.0; `http` HTTP API with payload 2.0, or Function URL;
 * `alb` Application Load Balancer; `alb-multi` the same with multi-value headers switched on; `lattice` VPC Lattice, in
 * both versions of its events.
 */
export type Front = "rest" | "http" | "alb" | "alb-multi" | "lattice";

/** The front that an event came through; `undefined` for what is no web request. */
export function frontOf(event: unknown): Front | undefined {
  if (!isObject(event)) return undefined;
  if (isLattice(event)) return "lattice";
  if (!isObject(event.requestContext) || isAuthorization(event)) return undefined;
  const { requestContext: context } = event;
  if (event.version === "2.0") {
    const isHttp = isObject(context.http) && typeof context.http.method === "string";
    return isHttp && typeof event.rawPath === "string" ? "http" : undefined;
  }
  if (typeof event.httpMethod !== "string" || typeof event.path !== "string") return undefined;
  if (!isObject(context.elb)) return "rest";
  return isObject(event.multiValueHeaders) ? "alb-multi" : "alb";
}

// https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html, "Receive events from the VPC Lattice service"
function isLattice(event: JsonObject): boolean {
  if (typeof event.method !== "string" || !("headers" in event)) return false;
  const { requestContext: context } = event;
  if (!isObject(context)) return context === undefined && typeof event.raw_path === "string";
  return (
    typeof event.path === "string" && ["serviceArn", "serviceNetworkArn"].some((name) => name in context)
  );
}

// API Gateway asks a Lambda authorizer with an event that looks like the request it is about; a page is no answer to it.
const isAuthorization = (event: JsonObject): boolean =>
  event.methodArn !== undefined || event.routeArn !== undefined;
