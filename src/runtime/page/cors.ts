import { defined } from "../../defined.js";
import { ownHeaders, type Answer } from "./answer.js";
import type { WebRequest } from "../request/request.js";
import type { Settings } from "../settings.js";

type Cors = Settings["cors"];

/** The headers that let a script of another origin read an answer; none where it may not. */
export function corsHeaders(request: WebRequest, cors: Cors): Readonly<Record<string, string>> {
  const shared = { "Access-Control-Expose-Headers": "Retry-After, X-Jets-Maintenance" };
  if (cors === true) return { ...shared, "Access-Control-Allow-Origin": "*" };
  const origin = request.header("origin");
  if (cors === false || origin === undefined || !cors.includes(origin)) return {};
  return {
    ...shared,
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Allow-Credentials": "true",
    Vary: "Origin",
  };
}

/** The answer to a preflight: yes, so that the script gets to see the 503 that follows. */
export function answerPreflight(request: WebRequest, cors: Cors): Answer | undefined {
  const method = request.header("access-control-request-method");
  const allowed = corsHeaders(request, cors);
  if (request.method !== "OPTIONS" || method === undefined || Object.keys(allowed).length === 0)
    return undefined;
  const names = request.header("access-control-request-headers");
  return {
    status: 204,
    headers: {
      ...ownHeaders,
      ...allowed,
      ...defined({
        "Access-Control-Allow-Methods": tokenListOf(method),
        "Access-Control-Allow-Headers": tokenListOf(names),
      }),
    },
    body: "",
  };
}

// What comes from the visitor goes back into a header only if it is a list of HTTP tokens and nothing else.
const tokenListOf = (text = ""): string | undefined =>
  /^[\w!#$%&'*+.^`|~-]+(?:[ \t]*,[ \t]*[\w!#$%&'*+.^`|~-]+)*$/.test(text) ? text : undefined;
