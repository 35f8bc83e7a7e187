import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { createClients } from "../../src/aws/clients.js";
import { createPorts } from "../../src/aws/index.js";
import type { Clock, Context, MaintenanceEvent } from "../../src/maintenance/index.js";
import type { Sandbox } from "../../src/sandbox/index.js";
import { requestHandlerFor, type InProcessHandler, type SdkRequest } from "./sandbox.js";
import type { VirtualClock } from "./virtual-clock.js";

/** Someone who runs commands on an application of a sandbox in this process. */
export interface Operator {
  readonly context: Context;
  /** What was reported so far. */
  readonly events: readonly MaintenanceEvent[];
  /** Texts of the events of a type. */
  readonly said: (type: "note" | "warning") => string[];
  /** Ctrl-C. */
  readonly interrupt: () => void;
  /** SIGKILL: no call of this operator is answered any more, and no timer of theirs runs out. */
  readonly kill: () => void;
}

let current: InProcessHandler | undefined;

// Building SDK clients costs more than a whole run; whoever calls is told apart by `current`.
const clients = createClients({
  region: "us-east-1",
  requestHandler: {
    handle: (request: SdkRequest) => {
      if (current === undefined) throw new Error("Nobody is at work.");
      return current.handle(request);
    },
  },
});

const never = <T>(): Promise<T> => new Promise(() => undefined);

/** How long each call takes, in virtual milliseconds. */
const latency = 20;

/** A new operator, who acts alone: only the newest one's calls are answered. */
export function createOperator(sandbox: Sandbox, clock: VirtualClock, by = "ada@laptop"): Operator {
  let killed = false;
  const isKilled = (): boolean => killed;
  const events: MaintenanceEvent[] = [];
  const interruption = new AbortController();
  // As in the composition root: many workers may sleep on the one signal.
  setMaxListeners(0, interruption.signal);
  const inner = requestHandlerFor(sandbox);
  current = {
    async handle(request) {
      if (isKilled()) return never();
      clock.advance(latency);
      const answer = await inner.handle(request);
      return isKilled() ? never() : answer;
    },
  };
  const ownClock: Clock = {
    now: () => clock.now(),
    sleep: async (ms, signal) => {
      await clock.sleep(ms, signal);
      if (killed) await never();
    },
  };
  const { stacks, functions, parameters } = createPorts(clients, {
    clock: ownClock,
    random: () => 0.5,
    signal: interruption.signal,
  });
  return {
    context: {
      stack: "demo-dev",
      stacks,
      functions,
      parameters,
      clock: ownClock,
      operator: { by },
      newToken: randomUUID,
      commandLine: (to) => `jets maintenance:${to} --role worker --stack demo-dev`,
      report: (event) => events.push(event),
      signal: interruption.signal,
    },
    events,
    said: (type) => events.flatMap((event) => (event.type === type ? [event.message] : [])),
    interrupt: () => {
      interruption.abort();
    },
    kill: () => {
      killed = true;
    },
  };
}
