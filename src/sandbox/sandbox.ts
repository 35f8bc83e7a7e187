import { setTimeout as wait } from "node:timers/promises";
import { answerCall, type Answer } from "./answer.js";
import type { CallRecord } from "./calls.js";
import { demoStacks } from "./seed/demo.js";
import { createFaults, type Fault, type Faults } from "./faults/faults.js";
import { withDefaults, type SandboxClock, type SandboxOptions } from "./options.js";
import { createIds } from "./place.js";
import { awsQuotas, type QuotaLimits } from "./quotas.js";
import { serveRegion, type ServedRegion } from "./served-region.js";
import { regionOf } from "./wire/authorization.js";
import type { Call, WireRequest, WireResponse } from "./wire/messages.js";
import { createWorld, type World } from "./world/index.js";
import { settingsOf, type FunctionSettings } from "./world/settings.js";
import { deployStack } from "./world/stacks.js";

/** A small AWS in memory: CloudFormation, Lambda's control plane and Parameter Store. */
export interface Sandbox {
  readonly region: string;
  readonly account: string;
  /** Answers one request; `drop` means that the connection closes without an answer. */
  handle(request: WireRequest): Promise<WireResponse | "drop">;
  /** Every call since the start or the last {@link clearCalls}, in the order of arrival. */
  readonly calls: readonly CallRecord[];
  clearCalls(): void;
  /** Lets something go wrong with calls to come. */
  addFault(fault: Fault): void;
  clearFaults(): void;
  /** Changes things without the wire, as a deploy or a hand edit does. */
  readonly world: World;
  /** The settings of every function that maintenance may change; comparable as JSON. */
  settings(): Record<string, FunctionSettings>;
  /** Parameter names that were created again within 30 seconds of their deletion. */
  readonly recycledNames: readonly string[];
}

/**
 * Starts an AWS in memory; no socket, no timer, no file.
 * @throws Error when AWS would not have what the seed says
 */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const {
    region = "us-east-1",
    account = "123456789012",
    clock = Date,
    sleep = wait,
    latencyMs = 0,
  } = options;
  const settings = withDefaults(options);
  const shared = { account, settings, now: () => clock.now(), newId: createIds() };
  const limits = limitsOf(options.quotas);
  const regions = new Map<string, ServedRegion>();
  const serve = (name: string): ServedRegion => {
    const served = regions.get(name) ?? serveRegion({ ...shared, region: name }, limits);
    regions.set(name, served);
    return served;
  };
  const home = serve(region);
  for (const stack of options.stacks ?? demoStacks) deployStack(home.region, stack);
  const faults = createFaults();
  const calls: CallRecord[] = [];

  const handle = createHandler({
    serve,
    region,
    clock,
    sleep,
    latencyMs,
    newId: shared.newId,
    faults,
    calls,
  });

  return {
    region,
    account,
    handle,
    calls,
    clearCalls: () => {
      calls.splice(0);
    },
    addFault: (fault) => {
      faults.add(fault);
    },
    clearFaults: () => {
      faults.clear();
    },
    world: createWorld(home.region),
    settings: () => settingsOf(home.region),
    recycledNames: home.region.ssm.recycledNames,
  };
}

interface Handling {
  readonly serve: (region: string) => ServedRegion;
  readonly region: string;
  readonly clock: SandboxClock;
  readonly sleep: (ms: number) => Promise<void>;
  readonly latencyMs: number;
  readonly newId: () => string;
  readonly faults: Faults;
  readonly calls: CallRecord[];
}

function createHandler({
  serve,
  region,
  clock,
  sleep,
  latencyMs,
  newId,
  faults,
  calls,
}: Handling): Sandbox["handle"] {
  return async (request) => {
    const served = serve(regionOf(request) ?? region);
    const service = served.serviceFor(request);
    const call = service.read(request);
    const index = calls.push(recordOf(call, clock.now())) - 1;
    if (latencyMs > 0) await sleep(latencyMs);
    const answer = await answerCall(call, service, { quotas: served.quotas, faults });
    const record = calls[index];
    if (record !== undefined) calls[index] = finish(record, answer);
    return answer.dropped ? "drop" : stamp(answer.response, clock.now(), newId());
  };
}

function limitsOf(quotas: SandboxOptions["quotas"]): QuotaLimits | undefined {
  if (quotas === undefined || quotas === false) return undefined;
  return quotas === true ? awsQuotas : { ...awsQuotas, ...quotas };
}

function recordOf({ service, operation, target, resource, changing }: Call, time: number): CallRecord {
  return {
    service,
    operation,
    target,
    resource,
    changing,
    time,
    status: 0,
    errorCode: undefined,
    dropped: false,
  };
}

function finish(record: CallRecord, answer: Answer): CallRecord {
  if (answer.dropped) return { ...record, dropped: true };
  return { ...record, status: answer.response.status, errorCode: answer.errorCode };
}

function stamp(response: WireResponse, now: number, requestId: string): WireResponse {
  const headers = { ...response.headers, date: new Date(now).toUTCString(), "x-amzn-requestid": requestId };
  return { ...response, headers };
}
