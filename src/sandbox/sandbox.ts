import { setTimeout as wait } from "node:timers/promises";
import { answerCall, type Outcome } from "./answer-call.js";
import type { CallRecord } from "./calls.js";
import { demoStacks } from "./seed/demo.js";
import { createFaults, type Fault, type Faults } from "./faults/faults.js";
import { withDefaults, type SandboxClock, type SandboxOptions } from "./options.js";
import { createIds } from "./context.js";
import { identify, type Identities } from "./identity/identify.js";
import { createRoles } from "./identity/roles.js";
import type { Sessions } from "./identity/sessions.js";
import { readScope } from "./wire/authorization.js";
import type { Call, WireRequest, WireResponse } from "./wire/messages.js";
import type { Region } from "./world/region.js";
import { deployStack } from "./world/stacks.js";
import { createWorlds, type Worlds } from "./worlds.js";

/** A small AWS of any number of accounts in memory: CloudFormation, Lambda's control plane, Parameter Store, SQS and STS. */
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
  /** Everything that there is in {@link region} of {@link account}. */
  readonly home: Region;
  /** Everything that there is in a region of an account. */
  regionOf(account: string, region: string): Region;
  /** Every region of an account in which something was put or called. */
  regions(): readonly Region[];
  /** The sessions of roles that were assumed. */
  readonly sessions: Sessions;
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
  const stacks = options.stacks ?? demoStacks;
  const now = (): number => clock.now().getTime();
  const newId = createIds();
  const sessions: Sessions = new Map();
  const accounts = new Set([account, ...stacks.map((stack) => stack.account ?? account)]);
  const worlds = createWorlds({
    context: { settings: withDefaults(options), now, newId },
    quotas: options.quotas,
    roles: createRoles(account, accounts, options.roles),
    sessions,
  });
  const regionOf: Sandbox["regionOf"] = (...place) => worlds.serve(...place).region;
  const home = regionOf(account, region);
  for (const stack of stacks) deployStack(regionOf(stack.account ?? account, stack.region ?? region), stack);
  const identities = { home: account, sessions, disabledRegions: options.disabledRegions ?? {}, now };
  const faults = createFaults();
  const calls: CallRecord[] = [];
  return {
    region,
    account,
    handle: createHandler({ worlds, identities, region, clock, sleep, latencyMs, newId, faults, calls }),
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
    regionOf,
    regions: () => worlds.all(),
    sessions,
  };
}

interface Handling {
  readonly worlds: Worlds;
  readonly identities: Identities;
  readonly region: string;
  readonly clock: SandboxClock;
  readonly sleep: (ms: number) => Promise<void>;
  readonly latencyMs: number;
  readonly newId: () => string;
  readonly faults: Faults;
  readonly calls: CallRecord[];
}

function createHandler(handling: Handling): Sandbox["handle"] {
  const { worlds, identities, clock, sleep, latencyMs, newId, faults, calls } = handling;
  return async (request) => {
    const caller = identify(request, identities);
    const region = readScope(request)?.region ?? handling.region;
    const served = worlds.serve(caller.account, region);
    const service = served.serviceFor(request);
    const call = service.read(request, caller);
    const record = recordOf(call, { account: caller.account, region, time: clock.now().getTime() });
    calls.push(record);
    if (latencyMs > 0) await sleep(latencyMs);
    const outcome = await answerCall(call, service, { quotas: served.quotas, faults, caller, region });
    note(record, outcome);
    return outcome.dropped ? "drop" : stamp(outcome.response, clock.now(), newId());
  };
}

/** A record whose call is not over yet. */
type OpenRecord = { -readonly [Name in keyof CallRecord]: CallRecord[Name] };

const recordOf = (
  { service, operation, target, resource, changing }: Call,
  { account, region, time }: Pick<CallRecord, "account" | "region" | "time">,
): OpenRecord => ({
  account,
  region,
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

function note(record: OpenRecord, outcome: Outcome): void {
  record.dropped = outcome.dropped;
  if (outcome.dropped) return;
  record.status = outcome.response.status;
  record.errorCode = outcome.errorCode;
}

function stamp(response: WireResponse, now: Date, requestId: string): WireResponse {
  const headers = { "x-amzn-requestid": requestId, ...response.headers, date: now.toUTCString() };
  return { ...response, headers };
}
