import fc from "fast-check";
import { JetsError, turnOff, turnOn } from "../../../src/maintenance/index.js";
import {
  createSandbox,
  type FaultAction,
  type FunctionSeed,
  type Sandbox,
} from "../../../src/sandbox/index.js";
import { createOperator } from "../../support/operator.js";
import { createVirtualClock, type VirtualClock } from "../../support/virtual-clock.js";

/** What goes wrong with one call of a run. */
export interface Trouble {
  /** Which call of the run, from 1. */
  readonly call: number;
  readonly kind: "kill" | "interrupt" | "drop" | "internal" | "throttled" | "conflict" | "denied";
  readonly when: "before" | "after";
  readonly times: number;
}

/** One thing that somebody does. */
export type Step =
  | { readonly do: "on"; readonly trouble: readonly Trouble[]; readonly breakLock: boolean }
  | { readonly do: "off"; readonly trouble: readonly Trouble[]; readonly breakLock: boolean }
  | { readonly do: "wait"; readonly seconds: number }
  | { readonly do: "deploy" }
  | Edit;

/** A change by hand. Indexes are taken modulo the number of functions. */
export type Edit =
  | { readonly do: "reserve"; readonly index: number; readonly reserved: number | null }
  | {
      readonly do: "provision";
      readonly index: number;
      readonly qualifier: string;
      readonly n: number | null;
    }
  | { readonly do: "map"; readonly index: number; readonly enabled: boolean }
  | { readonly do: "delete alias"; readonly index: number; readonly alias: string }
  | { readonly do: "delete"; readonly index: number };

/** An application and what happens to it. */
export interface Story {
  readonly functions: readonly FunctionSeed[];
  readonly steps: readonly Step[];
}

/** What came of a command. */
export type Outcome = "done" | "partial" | "failed" | "killed";

/** What a function should have when maintenance is over: what somebody other than us set last. */
interface Truth {
  reserved: number | null;
  readonly provisioned: Map<string, number>;
  readonly mappings: Map<string, boolean>;
}

const qualifiers = ["live", "blue", "3"];

const seed = fc
  .record({
    worker: fc.boolean(),
    reserved: fc.constantFrom(undefined, 0, 6, 9),
    versions: fc.constantFrom(0, 3),
    provisioned: fc.dictionary(fc.constantFrom(...qualifiers), fc.integer({ min: 1, max: 2 })),
    mappings: fc.array(
      fc.record({
        enabled: fc.boolean(),
        inStack: fc.boolean(),
        qualifier: fc.constantFrom(undefined, "live", "2"),
      }),
      { maxLength: 2 },
    ),
    invokedBy: fc.constantFrom([], ["events.amazonaws.com"]),
  })
  .map(
    ({ worker, reserved, versions, provisioned, mappings, invokedBy }) =>
      (index: number): FunctionSeed => ({
        name: `demo-dev-${index}${worker ? "_event-run" : "-api"}`,
        ...(reserved === undefined ? {} : { reserved }),
        versions,
        invokedBy,
        ...(versions === 0
          ? {}
          : { aliases: { live: "1", blue: "2" }, provisioned: reserved === 0 ? {} : provisioned }),
        mappings: mappings.map(({ qualifier, ...rest }, queue) => ({
          ...rest,
          source: `arn:aws:sqs:us-east-1:123456789012:q${index}-${queue}`,
          ...(versions === 0 || qualifier === undefined ? {} : { qualifier }),
        })),
      }),
  );

const trouble: fc.Arbitrary<Trouble> = fc.record({
  call: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 70 })),
  kind: fc.constantFrom("kill", "kill", "interrupt", "drop", "internal", "throttled", "conflict", "denied"),
  when: fc.constantFrom("before", "after"),
  times: fc.constantFrom(1, 1, 2, 50),
});

const index = fc.nat(20);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom("on" as const, "off" as const),
      trouble: fc.array(trouble, { maxLength: 2 }),
      breakLock: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("reserve"), index, reserved: fc.constantFrom(null, 0, 7, 12) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("provision"),
      index,
      qualifier: fc.constantFrom(...qualifiers),
      n: fc.constantFrom(null, 1, 3),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("map"), index, enabled: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("delete alias"), index, alias: fc.constantFrom("live", "blue") }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete"), index }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("deploy") }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("wait"), seconds: fc.constantFrom(1, 40, 125) }) },
);

/** Random applications of 0 to 12 functions, and random things that are done to them. */
export const story: fc.Arbitrary<Story> = fc.record({
  functions: fc.array(seed, { maxLength: 12 }).map((makers) => makers.map((make, at) => make(at))),
  steps: fc.array(step, { maxLength: 12 }),
});

/** Lives through a story, and knows at any time what is and what should be. */
export class Life {
  readonly clock: VirtualClock = createVirtualClock();
  readonly sandbox: Sandbox;
  private readonly truth = new Map<string, Truth>();
  /** Whether maintenance is over for sure: only then is a 0 that somebody sets told from ours. */
  private closed = true;
  private deployed = 0;

  constructor({ functions }: Story) {
    this.sandbox = createSandbox({
      clock: { now: () => this.clock.now().getTime() },
      stacks: [{ name: "demo-dev", functions }],
      pageSizes: { mappings: 3, stackResources: 5, parameters: 4, provisioned: 1 },
      emptyFirstPages: functions.length % 2 === 1,
      hideZeroConcurrency: functions.length % 3 === 1,
    });
    for (const { name } of functions) this.learn(name);
    this.deployed = functions.length;
  }

  /** What came of it, if it was a command. */
  async take(next: Step): Promise<Outcome | undefined> {
    if (next.do === "on" || next.do === "off") return this.run(next.do, next.trouble, next.breakLock);
    if (next.do === "wait") this.clock.advance(next.seconds * 1_000);
    else if (next.do === "deploy") this.deploy();
    else this.edit(next);
    return undefined;
  }

  /** The workers that are not stopped. */
  running(): string[] {
    return Object.entries(this.sandbox.settings())
      .filter(([name]) => name.includes("_event-"))
      .filter(
        ([, { reserved, mappings }]) =>
          reserved !== 0 || !Object.values(mappings).every((state) => state === "Disabled"),
      )
      .map(([name]) => name);
  }

  async run(command: "on" | "off", troubles: readonly Trouble[], breakLock: boolean): Promise<Outcome> {
    const operator = createOperator(this.sandbox, this.clock);
    if (command === "on") this.closed = false;
    const killed = new Promise<"killed">((resolve) => {
      for (const { call, kind, when, times } of troubles) {
        const add = (action: FaultAction, count = times): void => {
          this.sandbox.addFault({ nth: call, times: count, action });
        };
        if (kind === "interrupt") {
          add({ kind: "hook", when, run: operator.interrupt }, 1);
          continue;
        }
        if (kind !== "kill") {
          add({ kind, when });
          continue;
        }
        const run = (): void => {
          operator.kill();
          resolve("killed");
        };
        add({ kind: "hook", when, run }, 1);
        if (when === "before") add({ kind: "drop", when }, 1);
      }
    });
    try {
      const turn = command === "on" ? turnOn : turnOff;
      const result = await Promise.race([turn("worker", operator.context, { breakLock }), killed]);
      if (result === "killed") return result;
      if (result.failures.length > 0) return "partial";
      if (command === "off") this.closed = true;
      return "done";
    } catch (error) {
      if (!(error instanceof JetsError)) throw error;
      return error.code === "no_workers" ? "done" : "failed";
    } finally {
      this.sandbox.clearFaults();
    }
  }

  private deploy(): void {
    const name = `demo-dev-${this.deployed}_event-new`;
    this.deployed += 1;
    this.sandbox.world.addFunction("demo-dev", { name, reserved: 5 });
    this.learn(name);
  }

  private edit(next: Edit): void {
    const names = [...this.truth.keys()];
    const name = names[next.index % Math.max(1, names.length)];
    const truth = name === undefined ? undefined : this.truth.get(name);
    if (name === undefined || truth === undefined) return;
    try {
      this.apply(next, name, truth);
    } catch (error) {
      // AWS refuses the edit, and so nothing has changed.
      if (!(error instanceof Error)) throw error;
    }
  }

  private apply(next: Edit, name: string, truth: Truth): void {
    const { world } = this.sandbox;
    const provisioned = [...truth.provisioned.values()].reduce((sum, n) => sum + n, 0);
    if (next.do === "reserve") {
      // Our own 0 and somebody else's look the same; too little for what is provisioned is no state to restore.
      if (next.reserved === 0 && !this.closed) return;
      if (next.reserved !== null && next.reserved < provisioned) return;
      world.setReserved(name, next.reserved);
      truth.reserved = next.reserved;
    } else if (next.do === "provision") {
      if (next.n === null && !this.closed) return;
      const others = provisioned - (truth.provisioned.get(next.qualifier) ?? 0);
      if (truth.reserved !== null && others + (next.n ?? 0) > truth.reserved) return;
      world.setProvisioned(name, next.qualifier, next.n);
      if (next.n === null) truth.provisioned.delete(next.qualifier);
      else truth.provisioned.set(next.qualifier, next.n);
    } else if (next.do === "map") {
      const [uuid] = world.mappingsOf(name);
      if (uuid === undefined || (!next.enabled && !this.closed)) return;
      world.setMapping(uuid, next.enabled);
      truth.mappings.set(uuid, next.enabled);
    } else if (next.do === "delete alias") {
      world.deleteAlias(name, next.alias);
      truth.provisioned.delete(next.alias);
    } else {
      world.deleteFunction(name);
      this.truth.delete(name);
    }
  }

  private learn(name: string): void {
    const { reserved = null, provisioned = {}, mappings = {} } = this.sandbox.settings()[name] ?? {};
    this.truth.set(name, {
      reserved,
      provisioned: new Map(Object.entries(provisioned)),
      mappings: new Map(Object.entries(mappings).map(([uuid, state]) => [uuid, isOn(state)])),
    });
  }

  /** The settings as they are once all mappings have settled. */
  settings(): unknown {
    this.clock.advance(1_000);
    return Object.fromEntries(
      Object.entries(this.sandbox.settings()).map(([name, { reserved, provisioned, mappings }]) => [
        name,
        {
          reserved,
          provisioned,
          mappings: Object.fromEntries(Object.entries(mappings).map(([uuid, state]) => [uuid, isOn(state)])),
        },
      ]),
    );
  }

  /** The settings as they should be outside of maintenance. */
  expected(): unknown {
    return Object.fromEntries(
      [...this.truth].map(([name, { reserved, provisioned, mappings }]) => [
        name,
        { reserved, provisioned: Object.fromEntries(provisioned), mappings: Object.fromEntries(mappings) },
      ]),
    );
  }
}

const isOn = (state: string): boolean => state === "Enabled";
