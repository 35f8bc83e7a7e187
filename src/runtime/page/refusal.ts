import { followLink, hasBypass } from "../request/bypass.js";
import { answerPreflight, corsHeaders } from "./cors.js";
import { findPageFile, type PageFile } from "./page-file.js";
import { fits, limitOf } from "./page-limit.js";
import { renderAnswer } from "./render.js";
import { toProxyResponse, type ProxyResponse } from "./proxy-response.js";
import { readRequest, type WebRequest } from "../request/request.js";
import type { Answer } from "./answer.js";
import type { Front } from "../request/fronts.js";
import type { Info } from "../flag/info.js";
import type { Settings } from "../settings.js";
import type { System } from "../system.js";

/** What an event is answered instead of by the application. */
export interface Refusal {
  /** `undefined` for an event that expects no answer. */
  readonly answer: Answer | undefined;
  /** The same in the shape that the front expects of a handler. */
  readonly response: ProxyResponse | undefined;
}

/** Answers a web request during maintenance; `undefined` lets it through to the application. */
type Refuse = (event: unknown, front: Front, info: Info) => Refusal | undefined;

/** Puts together what is needed during maintenance only; see `gate.ts`. */
export function createRefuse(
  settings: Settings,
  isAllowed: (path: string) => boolean,
  system: System,
): Refuse {
  const findPage = pageFinder(settings.publicDir, system);
  const showPage = (request: WebRequest, front: Front, info: Info): Answer => {
    const accept = request.header("accept");
    const answer = renderAnswer({ method: request.method, accept }, info, findPage(front), system.now());
    return { ...answer, headers: { ...answer.headers, ...corsHeaders(request, settings.cors) } };
  };
  const answerTo = (request: WebRequest, front: Front, info: Info): Answer | undefined => {
    if (isAllowed(request.path)) return undefined;
    const redirect = followLink(request, info.bypassHash, system.now());
    if (redirect !== undefined) return redirect;
    if (hasBypass(request, info.bypassHash, system.now())) return undefined;
    return answerPreflight(request, settings.cors) ?? showPage(request, front, info);
  };
  return (event, front, info) => {
    const answer = answerTo(readRequest(event, front), front, info);
    return answer && { answer, response: toProxyResponse(front, answer) };
  };
}

/** Reads the team's page once. Behind a front that would not take it, leaves it out and says so once. */
function pageFinder(publicDir: string, system: System): (front: Front) => PageFile | undefined {
  const log = (line: string): void => {
    system.log(`jets-maintenance: ${line}`);
  };
  let found: { readonly page: PageFile | undefined } | undefined;
  let isTold = false;
  return (front) => {
    found ??= { page: findPageFile(publicDir, log) };
    const { page } = found;
    if (page === undefined || fits(page, limitOf(front))) return page;
    if (!isTold)
      log(
        `${page.path} is too large for ${limitOf(front)} bytes of response, so visitors get the default page.`,
      );
    isTold = true;
    return undefined;
  };
}
