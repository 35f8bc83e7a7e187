import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { createPorts, type Aws } from "../../src/aws/index.js";
import { defined } from "../../src/defined.js";
import type { Context } from "../../src/maintenance/index.js";
import { type SandboxOptions } from "../../src/sandbox/index.js";
import { clientsFor } from "./shared-clients.js";
import { requestHandlerFor, type Place } from "./sdk-clients.js";
import { openSandbox, type TimedSandbox } from "./timed-sandbox.js";
import { createVirtualClock } from "./virtual-clock.js";

/** An AWS in this process whose every wait, ours and its own, is on one virtual clock. */
export interface Account extends TimedSandbox {
  /** The ports of one run, through real SDK clients. */
  readonly aws: Aws;
  /** The same, for another run on the same account, or on any region of any other. */
  readonly openAws: (signal?: AbortSignal, place?: Place) => Aws;
  /** What a use case needs to change `demo-dev`. */
  readonly openContext: () => Context;
  /** How often each operation was called since the last look. */
  readonly countCalls: () => Record<string, number>;
}

/** Opens an account on a virtual clock. */
export function openAccount(options: SandboxOptions = {}): Account {
  const clock = createVirtualClock();
  const { sandbox } = openSandbox({ sleep: (ms) => clock.sleep(ms), ...options }, clock);
  const openAws: Account["openAws"] = (signal, place) =>
    createPorts(clientsFor(requestHandlerFor(sandbox, place)), {
      clock,
      random: () => 0.5,
      ...defined({ signal }),
    });
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

/** What a use case needs to change `demo-dev`, in one run. */
export function openContext(openAws: Account["openAws"], clock: TimedSandbox["clock"]): Context {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const { stacks, functions, parameters, queues, aside } = openAws(signal);
  return {
    stack: "demo-dev",
    stacks,
    functions,
    parameters,
    queues,
    aside,
    clock,
    operator: { by: "ada@laptop" },
    newToken: randomUUID,
    commandLine: (to) => `jets maintenance:${to} --role worker --stack demo-dev`,
    report: () => undefined,
    signal,
  };
}
