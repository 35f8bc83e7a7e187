import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { createClients } from "../../src/aws/clients.js";
import { createPorts, type Aws } from "../../src/aws/index.js";
import type { Context } from "../../src/maintenance/index.js";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../src/sandbox/index.js";
import { requestHandlerFor, type InProcessHandler, type SdkRequest } from "./sandbox.js";
import { createVirtualClock, type VirtualClock } from "./virtual-clock.js";

/** An AWS in this process whose every wait, ours and its own, is on one virtual clock. */
export interface Account {
  readonly clock: VirtualClock;
  readonly sandbox: Sandbox;
  /** The ports of one run, through real SDK clients. */
  readonly aws: Aws;
  /** The same, for another run on the same account. */
  readonly openAws: (signal?: AbortSignal) => Aws;
  /** What a use case needs to change `demo-dev`. */
  readonly openContext: () => Context;
  /** How often each operation was called since the last look. */
  readonly countCalls: () => Record<string, number>;
}

let current: InProcessHandler = requestHandlerFor(createSandbox());

const clients = createClients({
  region: "us-east-1",
  requestHandler: { handle: (request: SdkRequest) => current.handle(request) },
});

// A client that has yet to be loaded and to find its settings takes real time, in which a virtual clock runs away.
const warm = createPorts(clients, { clock: createVirtualClock(), random: () => 0 });
await Promise.all([warm.parameters.get("/a"), warm.functions.listMappings(), warm.stacks.get("demo-dev")]);

/** Opens an account on a virtual clock. One at a time: only the newest one answers. */
export function openAccount(options: SandboxOptions = {}): Account {
  const clock = createVirtualClock();
  const sandbox = createSandbox({
    clock: { now: () => clock.now().getTime() },
    sleep: (ms) => clock.sleep(ms),
    ...options,
  });
  current = requestHandlerFor(sandbox);
  const openAws = (signal?: AbortSignal): Aws =>
    createPorts(clients, { clock, random: () => 0.5, ...(signal && { signal }) });
  return {
    clock,
    sandbox,
    aws: openAws(),
    openAws,
    openContext: () => openContext(openAws, clock),
    countCalls: () => {
      const counts: Record<string, number> = {};
      for (const { operation } of sandbox.calls) counts[operation] = (counts[operation] ?? 0) + 1;
      sandbox.clearCalls();
      return counts;
    },
  };
}

function openContext(openAws: Account["openAws"], clock: VirtualClock): Context {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const { stacks, functions, parameters, aside } = openAws(signal);
  return {
    stack: "demo-dev",
    stacks,
    functions,
    parameters,
    aside,
    clock,
    operator: { by: "ada@laptop" },
    newToken: randomUUID,
    commandLine: (to) => `jets maintenance:${to} --role worker --stack demo-dev`,
    report: () => undefined,
    signal,
  };
}
