import { defined } from "../../defined.js";
import type { Answer } from "./answer.js";
import type { Front } from "../request/fronts.js";

/** A proxy response, in the shape of one of the fronts. */
export interface ProxyResponse {
  readonly statusCode: number;
  readonly statusDescription?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly cookies?: readonly string[];
  readonly body: string;
  readonly isBase64Encoded: false;
}

/** Puts an answer into the shape that the front expects; anything else is a 502 to the visitor. */
export function toProxyResponse(front: Front, answer: Answer): ProxyResponse {
  const { status, headers, cookie, body } = answer;
  const common = { statusCode: status, body, isBase64Encoded: false } as const;
  if (front === "http")
    return defined({ ...common, headers, cookies: cookie === undefined ? undefined : [cookie] });
  const all = cookie === undefined ? headers : { ...headers, "Set-Cookie": cookie };
  if (front === "rest") return { ...common, headers: all };
  const described = { ...common, statusDescription: `${status} ${statusTexts[status]}` };
  return front === "alb-multi"
    ? { ...described, multiValueHeaders: Object.fromEntries(Object.entries(all).map(([k, v]) => [k, [v]])) }
    : { ...described, headers: all };
}

const statusTexts = { 204: "No Content", 302: "Found", 503: "Service Unavailable" } as const;
