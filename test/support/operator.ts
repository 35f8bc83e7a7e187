import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import type { Clients } from "../../src/aws/clients.js";
import { createPorts } from "../../src/aws/index.js";
import type { Clock, Context, MaintenanceEvent } from "../../src/maintenance/index.js";
import type { Sandbox } from "../../src/sandbox/index.js";
import { clientsFor } from "./shared-clients.js";
import { Gate } from "./gate.js";
import { requestHandlerFor, type InProcessHandler, type Place } from "./sdk-clients.js";
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
  /** Closes the lid: no call leaves this machine and no timer runs out until it wakes up. */
  readonly fallAsleep: () => void;
  readonly wakeUp: () => void;
  /** From now on no call gets anywhere, until {@link connect}. */
  readonly disconnect: () => void;
  readonly connect: () => void;
  /** Sets this operator's clock to so many milliseconds ahead of AWS's. */
  readonly setClock: (ahead: number) => void;
}

/** Who an operator is. */
export interface OperatorOptions {
  readonly by?: string;
  readonly url?: string;
  /** How many milliseconds this operator's clock is ahead of AWS's. */
  readonly clockAhead?: number;
  /** Where the application is; the sandbox's home when left out. */
  readonly place?: Place;
}

const never = <T>(): Promise<T> => new Promise(() => undefined);

/** How long each call takes, in virtual milliseconds. */
const latency = 20;

/** A new operator; any number of them may be at work at the same time. */
export function createOperator(
  sandbox: Sandbox,
  clock: VirtualClock,
  { by = "ada@laptop", url, clockAhead = 0, place }: OperatorOptions = {},
): Operator {
  let killed = false;
  let sleep: Gate | undefined;
  let isConnected = true;
  let ahead = clockAhead;
  const events: MaintenanceEvent[] = [];
  const interruption = new AbortController();
  // As in the composition root: many workers may sleep on the one signal.
  setMaxListeners(0, interruption.signal);
  const report: Context["report"] = (event) => events.push(event);
  const awake = async (): Promise<void> => {
    if (killed) await never();
    await sleep?.opened;
  };
  const reach = async (isSent = false): Promise<void> => {
    if (!isSent) await awake();
    if (!isConnected) throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  };
  const ownClock: Clock = {
    now: () => new Date(clock.now().getTime() + ahead),
    sleep: async (ms, signal) => {
      await clock.sleep(ms, signal);
      await awake();
    },
  };
  const { stacks, functions, parameters, queues, aside } = createPorts(
    clientsOf(requestHandlerFor(sandbox, place), clock, {
      reach,
      isAwake: () => sleep === undefined && !killed,
    }),
    {
      clock: ownClock,
      random: () => 0.5,
      signal: interruption.signal,
      report,
    },
  );
  return {
    context: {
      stack: "demo-dev",
      stacks,
      functions,
      parameters,
      queues,
      aside,
      clock: ownClock,
      operator: url === undefined ? { by } : { by, url },
      newToken: randomUUID,
      commandLine: (to) => `jets maintenance:${to} --role worker --stack demo-dev`,
      report,
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
    fallAsleep: () => {
      sleep = new Gate();
    },
    wakeUp: () => {
      sleep?.open();
      sleep = undefined;
    },
    disconnect: () => {
      isConnected = false;
    },
    connect: () => {
      isConnected = true;
    },
    setClock: (now) => {
      ahead = now;
    },
  };
}

/** How an operator's machine is connected. */
interface Line {
  /** Resolves once a call can go out, or an answer come in; one that is sent goes its way whatever becomes of the machine. */
  readonly reach: (isSent?: boolean) => Promise<void>;
  readonly isAwake: () => boolean;
}

/** The shared clients as this operator uses them: each call takes its time, and none is made or answered out of reach. */
function clientsOf(inner: InProcessHandler, clock: VirtualClock, { reach, isAwake }: Line): Clients {
  const begin = (): InProcessHandler => {
    const isSent = isAwake();
    return {
      async handle(request) {
        await reach(isSent);
        clock.advance(latency);
        const answer = await inner.handle(request);
        await reach();
        return answer;
      },
    };
  };
  return clientsFor(inner, begin);
}
