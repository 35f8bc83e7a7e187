import { setTimeout as wait } from "node:timers/promises";
import { answerCall, type Outcome } from "./answer-call.js";
import type { CallRecord } from "./calls.js";
import { demoStacks } from "./seed/demo.js";
import { createFaults, type Fault, type Faults } from "./faults/faults.js";
import { withDefaults, type SandboxClock, type SandboxOptions } from "./options.js";
import { createIds, type RegionContext } from "./context.js";
import { awsQuotas, type QuotaLimits } from "./quotas.js";
import { serveRegion, type ServedRegion } from "./served-region.js";
import { regionOf } from "./wire/authorization.js";
import type { Call, WireRequest, WireResponse } from "./wire/messages.js";
import type { Region } from "./world/region.js";
import { deployStack } from "./world/stacks.js";

/** A small AWS in memory: CloudFormation, Lambda's control plane, Parameter Store and SQS. */
export interface Sandbox {
  readonly region: string;
  readonly account: string;
  /** Answers one request; `drop` means that the connection closes without an answer. */
  handle(request: WireRequest): Promise<WireResponse | "drop">;
  /** Every call since the start or the last {@link clearCalls}, in the order of arrival. */
  readonly calls: readonly CallRecord[];
  clearCalls(): void;
  /** Makes future calls go wrong. */
  addFault(fault: Fault): void;
  clearFaults(): void;
  /** Everything that there is in {@link region}. */
  readonly home: Region;
}

/**
 * Starts an AWS in memory; no socket, no timer, no file.
 * @throws Error when AWS would not have what the seed says
 */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const {
    region = "us-east-1",
    account = "123456789012",
    clock = { now: () => new Date() },
    sleep = wait,
    latencyMs = 0,
  } = options;
  const newId = createIds();
  const serve = createRegions(
    { account, settings: withDefaults(options), now: () => clock.now().getTime(), newId },
    options,
  );
  const home = serve(region).region;
  for (const stack of options.stacks ?? demoStacks) deployStack(home, stack);
  const faults = createFaults();
  const calls: CallRecord[] = [];
  return {
    region,
    account,
    handle: createHandler({ serve, region, clock, sleep, latencyMs, newId, faults, calls }),
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
    home,
  };
}

/** The regions of one account, each empty until it is first named. */
function createRegions(
  shared: Omit<RegionContext, "region">,
  { quotas }: SandboxOptions,
): (name: string) => ServedRegion {
  const limits = limitsOf(quotas);
  const regions = new Map<string, ServedRegion>();
  return (name) => {
    const served = regions.get(name) ?? serveRegion({ ...shared, region: name }, limits);
    regions.set(name, served);
    return served;
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

function createHandler(handling: Handling): Sandbox["handle"] {
  const { serve, region, clock, sleep, latencyMs, newId, faults, calls } = handling;
  return async (request) => {
    const served = serve(regionOf(request) ?? region);
    const service = served.serviceFor(request);
    const call = service.read(request);
    const index = calls.push(recordOf(call, clock.now().getTime())) - 1;
    if (latencyMs > 0) await sleep(latencyMs);
    const outcome = await answerCall(call, service, { quotas: served.quotas, faults });
    const record = calls[index];
    if (record !== undefined) calls[index] = finish(record, outcome);
    return outcome.dropped ? "drop" : stamp(outcome.response, clock.now(), newId());
  };
}

function limitsOf(quotas: SandboxOptions["quotas"]): QuotaLimits | undefined {
  if (quotas === undefined || quotas === false) return undefined;
  return quotas === true ? awsQuotas : { ...awsQuotas, ...quotas };
}

const recordOf = ({ service, operation, target, resource, changing }: Call, time: number): CallRecord => ({
  service,
  operation,
  target,
  resource,
  changing,
  time,
  status: 0,
  errorCode: undefined,
  dropped: false,
});

function finish(record: CallRecord, outcome: Outcome): CallRecord {
  if (outcome.dropped) return { ...record, dropped: true };
  return { ...record, status: outcome.response.status, errorCode: outcome.errorCode };
}

function stamp(response: WireResponse, now: Date, requestId: string): WireResponse {
  const headers = { "x-amzn-requestid": requestId, ...response.headers, date: now.toUTCString() };
  return { ...response, headers };
}
