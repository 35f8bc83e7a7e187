import { ownHeaders, type Answer } from "./answer.js";
import { renderDefaultPage, contentSecurityPolicy } from "./default-page.js";
import { retrySeconds, type Info } from "../flag/info.js";
import type { PageFile } from "./page-file.js";

/** The parts of a request that decide how the page looks. */
interface PageRequest {
  readonly method: string;
  /** The Accept header. */
  readonly accept: string | undefined;
}

/**
 * The 503 that a visitor gets: the team's own page, else the default page, or a problem document (RFC 9457) for a
 * client that asks for JSON and not for HTML. `now` in milliseconds since 1970.
 */
export function renderAnswer(
  request: PageRequest,
  info: Info,
  file: PageFile | undefined,
  now: number,
): Answer {
  const { headers, body } = file === undefined ? renderDefault(request, info, now) : renderFile(file);
  return {
    status: 503,
    headers: { ...ownHeaders, "Retry-After": String(retrySeconds(info, now)), ...headers },
    body: request.method === "HEAD" ? "" : body,
  };
}

type Content = Pick<Answer, "headers" | "body">;

const renderFile = ({ type, text }: PageFile): Content => ({ headers: { "Content-Type": type }, body: text });

function renderDefault({ method, accept = "" }: PageRequest, info: Info, now: number): Content {
  if (wantsJson(accept)) {
    return { headers: { "Content-Type": "application/problem+json" }, body: renderProblem(info, now) };
  }
  return {
    headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": contentSecurityPolicy },
    // Loading the address again after a POST would send another request than the visitor's.
    body: renderDefaultPage(info, now, { reloads: method === "GET" || method === "HEAD" }),
  };
}

function renderProblem(info: Info, now: number): string {
  return JSON.stringify({
    type: "about:blank",
    title: "Service Unavailable",
    status: 503,
    detail: info.message ?? "Down for maintenance. Please try again later.",
    retryAfter: retrySeconds(info, now),
    until: info.until === undefined ? undefined : new Date(info.until).toISOString(),
  });
}

/** Names JSON and does not name HTML: browsers name HTML; HTTP clients of scripts name JSON, often with a wildcard. */
function wantsJson(accept: string): boolean {
  const types = accept
    .toLowerCase()
    .split(",")
    .map((range) => range.split(";").map((part) => part.trim()))
    .filter(([, ...parameters]) => !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter)))
    .map(([type = ""]) => type);
  const isJson = (type: string): boolean => /^application\/(?:json|[\w.-]+\+json|\*)$/.test(type);
  return (
    types.some(isJson) && !types.some((type) => /^(?:text\/(?:html|\*)|application\/xhtml\+xml)$/.test(type))
  );
}
