import { defined } from "../../../../src/defined.js";
import { getStatus, JetsError, replayEvents, turnOff, turnOn } from "../../../../src/maintenance/index.js";
import { createOperator, type Operator } from "../../../support/operator.js";
import { createVirtualClock, type VirtualClock } from "../../../support/virtual-clock.js";
import { createTestSandbox, type TestSandbox } from "../../../support/world/index.js";
import { own, workerAt, type Arrival, type EventsStory, type Run, type Step } from "./events-story.js";

/** Milliseconds after which a run that died no longer holds the application. */
const stale = 125_000;

/** Lives through a story, and knows which events were sent. */
export class EventsLife {
  readonly clock: VirtualClock = createVirtualClock();
  readonly sandbox: TestSandbox;
  readonly #story: EventsStory;
  readonly #before: string;
  #deaths = 0;
  #sent = 0;

  constructor(story: EventsStory) {
    this.#story = story;
    this.sandbox = createTestSandbox({
      clock: this.clock,
      stacks: [{ name: "demo-dev", functions: story.functions }],
      pageSizes: { eventInvokeConfigs: 1, parameters: 4, aliases: 1 },
      // Longer than AWS takes: a worker that is stopped too soon loses events.
      eventInvokeSettlesMs: 5_000,
      strictNames: true,
    });
    this.#before = this.#settings();
  }

  async take(step: Step): Promise<void> {
    if (step.do === "wait") this.clock.advance(step.seconds * 1_000);
    else if (step.do === "arrive") for (const arrival of step.arrivals) this.#arrive(arrival);
    else await this.#run(step);
  }

  /** The end of the story: nothing goes wrong any more. Resolves to what is wrong all the same. */
  async end(): Promise<readonly string[]> {
    this.clock.advance(stale);
    const operator = createOperator(this.sandbox, this.clock);
    const { failures, events } = await turnOff("worker", operator.context);
    const state = await getStatus("worker", createOperator(this.sandbox, this.clock).context);
    this.clock.advance(stale);
    const left = await this.#replayRest();
    const settings = this.#settings();
    return [
      ...[...failures, ...(events?.failures ?? []), ...left].map(({ name, reason }) => `${name}: ${reason}`),
      ...(state.state === "off" ? [] : [`It is ${state.state} at the end.`]),
      ...(settings === this.#before ? [] : [`Settings are ${settings} and were ${this.#before}.`]),
      ...this.#lost(),
    ];
  }

  /** What earlier runs have left in the queue. */
  async #replayRest(): Promise<readonly { readonly name: string; readonly reason: string }[]> {
    try {
      const { context } = createOperator(this.sandbox, this.clock);
      return (await replayEvents(context, { replaySchedules: "all" })).failures;
    } catch (error) {
      if (error instanceof JetsError && error.message.startsWith("There is no queue")) return [];
      throw error;
    }
  }

  #lost(): string[] {
    const faults: string[] = [];
    const times = new Map<string, number>();
    for (const { payload, fates } of this.sandbox.world.events()) {
      if (fates.includes("processed")) times.set(payload, (times.get(payload) ?? 0) + 1);
      if (fates.every((fate) => fate === "undelivered")) faults.push(`${payload} was lost.`);
    }
    const elsewhere = new Set(this.#inOwnQueue().map((body) => JSON.stringify(payloadOf(body))));
    for (const payload of new Set(this.sandbox.world.events().map((event) => event.payload))) {
      const count = times.get(payload) ?? 0;
      if (count > 1 + this.#deaths + this.#unanswered()) faults.push(`${payload} came ${count} times.`);
      // Of scheduled events that wait, only the newest is sent.
      if (count === 0 && !elsewhere.has(payload) && !payload.includes("Scheduled"))
        faults.push(`${payload} never came.`);
    }
    return faults;
  }

  /** Calls whose effect the run cannot know: each may send an event once more. */
  #unanswered(): number {
    return this.sandbox.calls.filter(
      ({ operation, dropped, status }) =>
        (operation === "Invoke" || operation === "DeleteMessageBatch") && (dropped || status >= 300),
    ).length;
  }

  /** What went to the failure destination that some workers have of their own. */
  #inOwnQueue(): string[] {
    const has = JSON.stringify(this.#story.functions).includes(own);
    return has ? this.sandbox.world.messagesIn("own").map(({ body }) => body) : [];
  }

  #settings(): string {
    this.clock.advance(10_000);
    const configs = this.#story.functions.map(({ name }) => this.sandbox.world.eventInvokeConfigsOf(name));
    return JSON.stringify([this.sandbox.settings(), configs]);
  }

  async #run(step: Run): Promise<void> {
    const operator = createOperator(this.sandbox, this.clock);
    for (const arrival of step.arrivals) this.#arriveAt(arrival);
    const killed = new Promise<void>((resolve) => {
      this.#addTrouble(step, operator, resolve);
    });
    await Promise.race([outcomeOf(step, operator), killed]);
    this.sandbox.clearFaults();
  }

  #arriveAt(arrival: Arrival): void {
    const run = (): void => {
      this.#arrive(arrival);
    };
    this.sandbox.addFault({ nth: arrival.call, action: { kind: "hook", when: "before", run } });
  }

  #arrive({ index, qualifier, isScheduled }: Arrival): void {
    const { name, versions } = workerAt(this.#story, index);
    this.#sent += 1;
    const number = this.#sent;
    const event = isScheduled
      ? {
          number,
          "detail-type": "Scheduled Event",
          resources: [`arn:aws:events:us-east-1:123456789012:rule/${number % 2}`],
          time: this.clock.now().toISOString(),
        }
      : { number };
    this.sandbox.world.sendEvent(name, event, versions === undefined ? "$LATEST" : qualifier);
  }

  #addTrouble({ trouble }: Run, operator: Operator, died: () => void): void {
    const kill = (): void => {
      this.#deaths += 1;
      operator.kill();
      died();
    };
    const interrupt = (): void => {
      operator.interrupt();
    };
    for (const { call: nth, operation, kind, when, times } of trouble) {
      const at = { nth, ...defined({ operation }) };
      if (kind === "kill") this.sandbox.addFault({ ...at, action: { kind, when, run: kill } });
      else if (kind === "interrupt")
        this.sandbox.addFault({ ...at, action: { kind: "hook", when, run: interrupt } });
      else this.sandbox.addFault({ ...at, times, action: { kind, when } });
    }
  }
}

function payloadOf(body: string): unknown {
  const record: unknown = JSON.parse(body);
  return typeof record === "object" && record !== null && "requestPayload" in record
    ? record.requestPayload
    : undefined;
}

async function outcomeOf(step: Run, { context }: Operator): Promise<void> {
  const { replay, replayRate = 50, replaySchedules = "last", breakLock } = step;
  const replaying = { replayRate, replaySchedules };
  try {
    if (step.do === "on") await turnOn("worker", context, { keepEvents: true, breakLock });
    else if (step.do === "off") await turnOff("worker", context, { replay, breakLock, ...replaying });
    else await replayEvents(context, replaying);
  } catch (error) {
    if (!(error instanceof JetsError)) throw error;
  }
}
