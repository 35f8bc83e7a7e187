import {
  begin,
  getStatus,
  JetsError,
  turnOff,
  turnOn,
  type Begun,
  type TurnOptions,
} from "../../../../src/maintenance/index.js";
import { createTestSandbox, type TestSandbox } from "../../../support/world/index.js";
import { Gate } from "../../../support/gate.js";
import { createOperator, type Operator } from "../../../support/operator.js";
import { createVirtualClock, type VirtualClock } from "../../../support/virtual-clock.js";
import { concurrency, Outside } from "./outside.js";
import type { Command, DuringStep, MeetStep, Step, Story, Trouble } from "./story.js";
import { Truth } from "./truth.js";

/** What came of a command. */
export type Outcome = "done" | "partial" | "failed" | "killed";

/** Milliseconds after which a run that died no longer holds the application. */
const stale = 125_000;

/** Lives through a story, and knows at any time what is and what should be. */
export class Life {
  readonly clock: VirtualClock = createVirtualClock();
  readonly sandbox: TestSandbox;
  readonly #truth: Truth;
  readonly #outside: Outside;
  /** Whether maintenance may be open: only while it is not, a 0 that somebody sets is told from ours. */
  #isOpen = false;
  /** What is certain: the last thing that was done was this command, to its end. */
  #last: Command | undefined;

  constructor({ functions }: Story) {
    this.sandbox = createTestSandbox({
      clock: this.clock,
      stacks: [{ name: "demo-dev", functions }],
      pageSizes: { mappings: 3, stackResources: 5, parameters: 4, provisioned: 1 },
      emptyFirstPages: functions.length % 2 === 1,
      hideZeroConcurrency: functions.length % 3 === 1,
      accountConcurrency: concurrency.total,
      unreservedMinimum: concurrency.minimum,
      strictNames: true,
    });
    this.#truth = new Truth(this.sandbox);
    this.#outside = new Outside(this.sandbox, this.#truth, functions);
  }

  /** Lives through one step; resolves to what is wrong after it. */
  async take(step: Step): Promise<readonly string[]> {
    if (step.do === "run")
      return this.#verify(step.command, await this.#run(step.command, step.trouble, step));
    if (step.do === "meet") return this.#meet(step);
    if (step.do === "during") return this.#during(step);
    if (step.do === "force off") return this.#forceOff(step.trouble);
    if (step.do === "wait") this.clock.advance(step.seconds * 1_000);
    else this.#outside.change(step, this.#isOpen);
    return [];
  }

  /** The end of the story: nothing goes wrong any more, and `off` must bring everything back. */
  async end(): Promise<readonly string[]> {
    this.#outside.change({ do: "set stack status", status: "UPDATE_COMPLETE" }, this.#isOpen);
    this.#outside.giveBack();
    this.clock.advance(stale);
    const outcome = await this.#run("off", []);
    return outcome === "done" ? this.#verify("off", outcome) : [`The last off was ${outcome}.`];
  }

  #verify(command: Command, outcome: Outcome): readonly string[] {
    if (outcome !== "done") return [];
    return command === "on" ? this.#running() : this.#lost();
  }

  /** The workers that are not stopped. */
  #running(): string[] {
    const settings = this.sandbox.settings();
    const isPolled = (name: string): boolean =>
      Object.values(settings[name]?.mappings ?? {}).some((state) => state !== "Disabled");
    const running = [
      ...this.#outside.workers().filter((name) => settings[name]?.reserved !== 0 || isPolled(name)),
      ...this.#outside.polled().filter(isPolled),
    ];
    return running.map((name) => `${name} is not stopped.`);
  }

  /** The functions whose settings, once all mappings have settled, are not as they should be. */
  #lost(): string[] {
    this.clock.advance(1_000);
    const expected = this.#truth.expected();
    const live = this.#truth.live();
    const lost = [...new Set([...Object.keys(expected), ...Object.keys(live)])].flatMap((name) => {
      const [is, should] = [JSON.stringify(live[name]), JSON.stringify(expected[name])];
      return is === should ? [] : [`${name} is ${is} and should be ${should}.`];
    });
    return [...lost, ...this.#truth.lostOrphans()];
  }

  async #run(command: Command, troubles: readonly Trouble[], options: TurnOptions = {}): Promise<Outcome> {
    this.#begins(command);
    const outcome = await this.#turn(command, troubles, options);
    this.#ends(command, outcome);
    return outcome;
  }

  #turn(command: Command, troubles: readonly Trouble[], options: TurnOptions): Promise<Outcome> {
    const operator = createOperator(this.sandbox, this.clock);
    const { breakLock = false, wait = false, force = false, duringDeployment = false } = options;
    return this.#troubled([operator], troubles, () =>
      outcomeOf(command, operator, { breakLock, wait, force, duringDeployment }),
    );
  }

  /** The last operator has trouble with what is done; a kill is the end of all of them. */
  async #troubled<Done>(
    operators: readonly Operator[],
    troubles: readonly Trouble[],
    work: () => Promise<Done>,
  ): Promise<Done | "killed"> {
    const killed = new Promise<"killed">((resolve) => {
      const kill = (): void => {
        for (const operator of operators) operator.kill();
        resolve("killed");
      };
      const interrupt = (): void => operators.at(-1)?.interrupt();
      for (const trouble of troubles) this.#add(trouble, interrupt, kill);
    });
    const done = await Promise.race([work(), killed]);
    this.sandbox.clearFaults();
    return done;
  }

  /** A run ends only what it began, and keeps others out meanwhile. */
  async #during({ goingIn, meanwhile, comingBack, ...options }: DuringStep): Promise<readonly string[]> {
    const before = this.#last;
    this.#begins("on");
    const ada = createOperator(this.sandbox, this.clock);
    const begun = await this.#troubled([ada], goingIn, () => begunOr(begin("worker", ada.context, options)));
    if (begun === "killed" || begun === "failed") return [];
    const isOn = begun.result?.failures.length === 0;
    if (isOn) this.#ends("on", "done");
    this.#last = undefined;
    const faults = isOn ? [...this.#running(), ...wrongOwner(before, begun)] : [];
    if (isOn) faults.push(...(await this.#meanwhile(meanwhile)));
    if (comingBack === "killed") {
      ada.kill();
      return faults;
    }
    const back = createOperator(this.sandbox, this.clock);
    const ended = await this.#troubled([ada, back], comingBack, () => outcomeOfEnd(begun, back));
    if (ended === "stays") return [...faults, ...(isOn && meanwhile.length === 0 ? this.#running() : [])];
    this.#ends("off", ended);
    return [...faults, ...this.#verify("off", ended)];
  }

  /** What happens while the command runs. Nobody else's run gets through, unless it breaks the lock or time is lost. */
  async #meanwhile(steps: DuringStep["meanwhile"]): Promise<readonly string[]> {
    const faults: string[] = [];
    let isLocked = true;
    for (const step of steps) {
      if (step.do !== "run") {
        isLocked &&= step.do !== "wait";
        faults.push(...(await this.take(step)));
        continue;
      }
      isLocked &&= !step.breakLock;
      const outcome = await this.#run(step.command, step.trouble, step);
      faults.push(...this.#verify(step.command, outcome));
      if (isLocked && (outcome === "done" || outcome === "partial") && this.#outside.workers().length > 0)
        faults.push(`${step.command} got through while a run had the lock.`);
    }
    return faults;
  }

  #begins(command: Command): void {
    this.#last = undefined;
    if (command === "off") return;
    this.#isOpen = true;
    this.#truth.mayBeSaved(this.#outside.workers());
  }

  #ends(command: Command, outcome: Outcome): void {
    // Where there is no worker, nothing is turned on.
    if (outcome === "done" && (command === "off" || this.#outside.workers().length > 0)) this.#last = command;
    if (command === "on" && outcome === "done") this.#truth.isSaved(this.#outside.workers());
    if (command === "on") return;
    this.#truth.mayBeRestored();
    if (outcome !== "done") return;
    this.#isOpen = false;
    this.#truth.isRestored();
  }

  /** Two at once: whoever has the last turn has done its job. */
  async #meet({ commands: [first, second], call, asleep, breakLock }: MeetStep): Promise<readonly string[]> {
    const ada = createOperator(this.sandbox, this.clock);
    const reached = new Gate();
    const run = (): void => {
      if (asleep) ada.fallAsleep();
      reached.open();
    };
    this.sandbox.addFault({ nth: call, action: { kind: "hook", when: "before", run } });
    this.#begins(first);
    const early = outcomeOf(first, ada, {});
    await Promise.race([early, reached.opened]);
    if (asleep && !breakLock) this.clock.advance(stale);
    this.#begins(second);
    const bob = createOperator(this.sandbox, this.clock, { by: "bob@desk" });
    const late = outcomeOf(second, bob, { breakLock });
    if (asleep) await late;
    ada.wakeUp();
    const outcomes = await Promise.all([early, late]);
    this.sandbox.clearFaults();
    this.#truth.mayBeRestored();
    return outcomes.includes("done") ? this.#verifyState() : [];
  }

  /** By what status says. */
  async #verifyState(): Promise<readonly string[]> {
    const { state } = await getStatus("worker", createOperator(this.sandbox, this.clock).context);
    if (state === "off") {
      this.#isOpen = false;
      this.#truth.isRestored();
      return this.#lost();
    }
    return state === "on" ? this.#running() : [];
  }

  /** Whatever goes wrong with it, a second one brings back what was saved, and what it brings back is kept. */
  async #forceOff(troubles: readonly Trouble[]): Promise<readonly string[]> {
    if (this.#truth.hasUnseenProvisioned) return [];
    this.#last = undefined;
    this.#outside.giveBack();
    await this.#turn("off", troubles, { force: true, duringDeployment: true });
    this.clock.advance(stale);
    const outcome = await this.#turn("off", [], { force: true, duringDeployment: true });
    if (outcome !== "done") return [`A forced off was ${outcome}.`];
    this.clock.advance(1_000);
    const foreign = this.#truth.foreign(this.#outside.workers());
    for (const name of this.#truth.functions.keys()) this.#truth.learn(name);
    this.#truth.learnOrphans();
    this.#truth.isRestored();
    this.#isOpen = false;
    return foreign;
  }

  #add(trouble: Trouble, interrupt: () => void, kill: () => void): void {
    const { call: nth, times } = trouble;
    if (trouble.kind === "scale") {
      const run = (): void => {
        this.#outside.scale(this.sandbox.calls.at(-1)?.target ?? "", trouble.n);
      };
      const operation = "DeleteProvisionedConcurrencyConfig";
      this.sandbox.addFault({ operation, nth, times, action: { kind: "hook", when: "after", run } });
      return;
    }
    const { kind, when } = trouble;
    if (kind === "kill") this.sandbox.addFault({ nth, action: { kind, when, run: kill } });
    else if (kind === "interrupt")
      this.sandbox.addFault({ nth, action: { kind: "hook", when, run: interrupt } });
    else this.sandbox.addFault({ nth, times, action: { kind, when } });
  }
}

async function outcomeOf(command: Command, { context }: Operator, options: TurnOptions): Promise<Outcome> {
  const turn = command === "on" ? turnOn : turnOff;
  try {
    const { failures } = await turn("worker", context, options);
    return failures.length > 0 ? "partial" : "done";
  } catch (error) {
    if (!(error instanceof JetsError)) throw error;
    return error.code === "no_workers" ? "done" : "failed";
  }
}

async function begunOr(begins: Promise<Begun>): Promise<Begun | "failed"> {
  try {
    return await begins;
  } catch (error) {
    if (!(error instanceof JetsError)) throw error;
    return "failed";
  }
}

/** What was on by an `on` is not a run's to end, and what was off is. */
function wrongOwner(last: Command | undefined, { wasOn }: Begun): string[] {
  if (last === undefined || wasOn === (last === "on")) return [];
  return [`A run takes what was ${last} before for ${wasOn ? "on" : "its own"}.`];
}

async function outcomeOfEnd(begun: Begun, { context }: Operator): Promise<Outcome | "stays"> {
  try {
    const result = await begun.end(context, {});
    if (result === undefined) return "stays";
    return result.failures.length > 0 ? "partial" : "done";
  } catch (error) {
    if (!(error instanceof JetsError)) throw error;
    return "failed";
  }
}
