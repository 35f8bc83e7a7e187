import { isObject, type JsonObject } from "../json.js";
import type { Front } from "./fronts.js";

/** A web request, read out of an event of any front. */
export interface WebRequest {
  readonly method: string;
  /** As the application sees it. */
  readonly path: string;
  /** The query string without its `?`. */
  readonly query: string;
  /** The value of a header, several joined as HTTP does; `undefined` when it is not there. */
  header(name: string): string | undefined;
  /** The value of every cookie of this name: there may be more than one. */
  cookies(name: string): readonly string[];
}

/** Reads a web request. Only the event's front is certain: a field may be missing or odd. */
export function readRequest(anyEvent: unknown, front: Front): WebRequest {
  const event = objectOf(anyEvent);
  const headers = readHeaders(event);
  const cookieTexts = [...texts(event.cookies), headers.get("cookie") ?? ""];
  return {
    ...readTarget(event, front),
    header: (name) => headers.get(name),
    cookies: (name) => cookieTexts.flatMap((text) => findCookies(text, name)),
  };
}

function readTarget(event: JsonObject, front: Front): Pick<WebRequest, "method" | "path" | "query"> {
  const context = objectOf(event.requestContext);
  if (front === "http") {
    const method = isObject(context.http) ? text(context.http.method) : "";
    const path = withoutStage(text(event.rawPath), text(context.stage));
    return { method, path, query: text(event.rawQueryString) };
  }
  if (front === "lattice") return readLatticeTarget(event);
  return { method: text(event.httpMethod), path: text(event.path), query: readQuery(event, front) };
}

// Version 1 says raw_path and query_string_parameters, version 2 path and queryStringParameters.
function readLatticeTarget(event: JsonObject): Pick<WebRequest, "method" | "path" | "query"> {
  const [path = "", ...query] = (text(event.raw_path) || text(event.path)).split("?");
  const parameters = { ...objectOf(event.query_string_parameters), ...objectOf(event.queryStringParameters) };
  const inPath = query.join("?");
  return { method: text(event.method), path, query: inPath === "" ? asQuery(pairsOf(parameters)) : inPath };
}

// An HTTP API with a named stage puts it in front of rawPath; the application's own paths begin behind it.
const withoutStage = (path: string, stage: string): string =>
  stage !== "" && path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : path;

// API Gateway decodes the query, a load balancer hands it on as it came.
function readQuery(event: JsonObject, front: Front): string {
  const pairs = pairsOf({
    ...objectOf(event.queryStringParameters),
    ...objectOf(event.multiValueQueryStringParameters),
  });
  return front === "rest" ? new URLSearchParams(pairs).toString() : asQuery(pairs);
}

const asQuery = (pairs: readonly [string, string][]): string =>
  pairs.map(([name, value]) => `${name}=${value}`).join("&");

const pairsOf = (parameters: JsonObject): [string, string][] =>
  Object.entries(parameters).flatMap(([name, values]) =>
    texts(values).map((value): [string, string] => [name, value]),
  );

function readHeaders(event: JsonObject): ReadonlyMap<string, string> {
  const all = { ...objectOf(event.headers), ...objectOf(event.multiValueHeaders) };
  return new Map(Object.entries(all).map(([name, values]) => [name.toLowerCase(), texts(values).join(", ")]));
}

function findCookies(header: string, name: string): readonly string[] {
  const start = `${name}=`;
  return header
    .split(/[;,]/)
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(start))
    .map((pair) => pair.slice(start.length));
}

const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {});
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const texts = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((item: unknown) => typeof item === "string");
