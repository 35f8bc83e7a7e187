import { followLink, hasBypass } from "./bypass.js";
import { answerPreflight, corsHeaders } from "./cors.js";
import { findPageFile, type PageFile } from "./page-file.js";
import { renderAnswer } from "./render.js";
import { toProxyResponse, type ProxyResponse } from "./proxy-response.js";
import { readRequest, type WebRequest } from "./request.js";
import type { Answer } from "./answer.js";
import type { Front } from "./fronts.js";
import type { Info } from "./info.js";
import type { Settings } from "./settings.js";
import type { System } from "./system.js";

/** What a web request is answered instead of by the application. */
export interface Refusal {
  readonly answer: Answer;
  /** The same in the shape that the front expects of a handler. */
  readonly response: ProxyResponse;
}

/** Answers a web request during maintenance; `undefined` lets it through to the application. */
export type Refuse = (event: unknown, front: Front, info: Info) => Refusal | undefined;

/** Puts together what is needed during maintenance only; see `gate.ts`. */
export function createRefuse(
  settings: Settings,
  isAllowed: (path: string) => boolean,
  system: System,
): Refuse {
  const findPage = once(() => findPageFile(settings.publicDir, system.log));
  const showPage = (request: WebRequest, info: Info): Answer => {
    const accept = request.header("accept");
    const answer = renderAnswer({ method: request.method, accept }, info, findPage(), system.now());
    return { ...answer, headers: { ...answer.headers, ...corsHeaders(request, settings.cors) } };
  };
  const answerTo = (request: WebRequest, info: Info): Answer | undefined => {
    if (isAllowed(request.path)) return undefined;
    const redirect = followLink(request, info.bypassHash, system.now());
    if (redirect !== undefined) return redirect;
    if (hasBypass(request, info.bypassHash, system.now())) return undefined;
    return answerPreflight(request, settings.cors) ?? showPage(request, info);
  };
  return (event, front, info) => {
    const answer = answerTo(readRequest(event, front), info);
    return answer && { answer, response: toProxyResponse(front, answer) };
  };
}

function once(find: () => PageFile | undefined): () => PageFile | undefined {
  let found: { readonly page: PageFile | undefined } | undefined;
  return () => (found ??= { page: find() }).page;
}
