import type { WireRequest, WireResponse } from "../../../src/sandbox/index.js";
import type { TestSandbox } from "../world/index.js";

/** A pass-through in front of a sandbox, which may give its callers another answer than AWS gave. */
export interface Rewriter {
  /** The same sandbox with the pass-through in front: for `listen`, and for clients in this process. */
  readonly sandbox: TestSandbox;
  /** Gives other answers to the calls to come that match. The first rewrite that is due has the word. */
  rewrite(rewrite: Rewrite): void;
  /** What is in Parameter Store now, for {@link showAsOf}. */
  readonly snapshot: () => Promise<Snapshot>;
  /** Lets the next `times` reads of parameters answer with what was there then: Parameter Store's reads may be old. */
  showAsOf(snapshot: Snapshot, which?: Which): void;
  /** Leaves the parameters whose names end so out of the next `times` answers. */
  hide(ending: string, which?: Which): void;
  /** No rewrite waits any more. */
  clear(): void;
}

/** Which calls: all reads of parameters, the first one, unless it says otherwise. */
interface Which {
  readonly operation?: string;
  /** The first one of those that match that gets another answer, counted from 1. */
  readonly nth?: number;
  /** How many from there on. */
  readonly times?: number;
}

/** Another answer to some calls. */
interface Rewrite extends Which {
  /** The answer, given what was asked and what AWS answers; AWS has carried the call out by then. */
  readonly answer: (request: WireRequest, response: WireResponse) => WireResponse;
}

/** One parameter as AWS shows it. */
interface ShownParameter {
  readonly Name: string;
}

/** What was in Parameter Store, as AWS showed it. */
export type Snapshot = readonly ShownParameter[];

const reads = new Set(["GetParameter", "GetParameters", "GetParametersByPath"]);

/** Puts a pass-through in front of a sandbox. */
export function inFrontOf(sandbox: TestSandbox): Rewriter {
  const waiting: { readonly rewrite: Rewrite; seen: number }[] = [];
  const due = (operation: string): Rewrite | undefined =>
    waiting
      .filter(({ rewrite }) => matches(rewrite, operation))
      .find((entry) => isDue(entry.rewrite, ++entry.seen))?.rewrite;
  const handle: TestSandbox["handle"] = async (request) => {
    const response = await sandbox.handle(request);
    const rewrite = waiting.length === 0 ? undefined : due(operationOf(request));
    return rewrite === undefined || response === "drop" ? response : rewrite.answer(request, response);
  };
  const add = (rewrite: Rewrite): void => {
    waiting.push({ rewrite, seen: 0 });
  };
  return {
    sandbox: { ...sandbox, handle },
    rewrite: add,
    snapshot: () => snapshotOf(sandbox),
    showAsOf(snapshot, which) {
      add({ ...which, answer: (request, response) => shown(request, response, snapshot) });
    },
    hide(ending, which) {
      const isShown = ({ Name }: ShownParameter): boolean => !Name.endsWith(ending);
      add({ ...which, answer: (_, response) => edited(response, (all) => all.filter(isShown)) });
    },
    clear() {
      waiting.splice(0);
    },
  };
}

const matches = ({ operation }: Rewrite, called: string): boolean =>
  operation === undefined ? reads.has(called) : operation === called;

const isDue = ({ nth = 1, times = 1 }: Rewrite, seen: number): boolean => seen >= nth && seen < nth + times;

const operationOf = ({ headers, body }: WireRequest): string =>
  headers["x-amz-target"]?.split(".").at(-1) ?? new URLSearchParams(body).get("Action") ?? "";

async function snapshotOf(sandbox: TestSandbox): Promise<Snapshot> {
  const found: ShownParameter[] = [];
  let next: string | undefined;
  do {
    const response = await sandbox.handle({
      method: "POST",
      path: "/",
      headers: { "x-amz-target": "AmazonSSM.GetParametersByPath" },
      body: JSON.stringify({ Path: "/", Recursive: true, NextToken: next }),
    });
    if (response === "drop") throw new Error("The sandbox gave no answer.");
    found.push(...parametersIn(response.body));
    next = textOf(JSON.parse(response.body), "NextToken");
  } while (next !== undefined);
  return found;
}

/** The answer that the read would have had then, in one page. */
function shown(request: WireRequest, response: WireResponse, snapshot: Snapshot): WireResponse {
  const asked: unknown = JSON.parse(request.body);
  const path = textOf(asked, "Path");
  const names = path === undefined ? namesIn(asked) : [];
  const isAsked = ({ Name }: ShownParameter): boolean =>
    path === undefined ? names.includes(Name) : Name.startsWith(`${path.replace(/\/$/, "")}/`);
  const body = JSON.stringify({ Parameters: snapshot.filter(isAsked), InvalidParameters: [] });
  return { ...response, status: 200, body };
}

function edited(response: WireResponse, edit: (all: Snapshot) => Snapshot): WireResponse {
  if (response.status !== 200) return response;
  const answer: unknown = JSON.parse(response.body);
  const Parameters = edit(parametersIn(response.body));
  return { ...response, body: JSON.stringify({ ...(isObject(answer) ? answer : {}), Parameters }) };
}

function parametersIn(body: string): ShownParameter[] {
  const answer: unknown = JSON.parse(body);
  const found = isObject(answer) && "Parameters" in answer ? answer.Parameters : [];
  return Array.isArray(found) ? found.filter(isShownParameter) : [];
}

function namesIn(asked: unknown): unknown[] {
  if (!isObject(asked)) return [];
  if ("Names" in asked && Array.isArray(asked.Names)) return asked.Names;
  return "Name" in asked ? [asked.Name] : [];
}

const isObject = (input: unknown): input is object => typeof input === "object" && input !== null;

const isShownParameter = (input: unknown): input is ShownParameter =>
  isObject(input) && "Name" in input && typeof input.Name === "string";

function textOf(input: unknown, key: string): string | undefined {
  const value: unknown = isObject(input)
    ? Object.entries(input).find(([name]) => name === key)?.[1]
    : undefined;
  return typeof value === "string" ? value : undefined;
}
