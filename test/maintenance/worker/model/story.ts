import fc from "fast-check";
import type { FunctionSeed } from "../../../../src/sandbox/index.js";

/** The two commands that change something. */
export type Command = "on" | "off";

/** What goes wrong with one call of a run. */
export type Trouble =
  | {
      /** Which call of the run, from 1. */
      readonly call: number;
      readonly kind: "kill" | "interrupt" | "drop" | "internal" | "throttled" | "conflict" | "denied";
      readonly when: "before" | "after";
      readonly times: number;
    }
  /** Application Auto Scaling puts provisioned concurrency back, right after its nth deletion. */
  | { readonly call: number; readonly kind: "scale"; readonly n: number; readonly times: number };

/** One run of a command. */
export interface RunStep {
  readonly do: "run";
  readonly command: Command;
  readonly trouble: readonly Trouble[];
  readonly breakLock: boolean;
  readonly wait: boolean;
}

/** Two operators: the second comes at some call of the first, who may be asleep until the second has ended. */
export interface MeetStep {
  readonly do: "meet";
  readonly commands: readonly [Command, Command];
  readonly call: number;
  readonly asleep: boolean;
  readonly breakLock: boolean;
}

/** Time that passes. */
interface WaitStep {
  readonly do: "wait";
  readonly seconds: number;
}

/** A `maintenance:run`: its way in, what happens while its command runs, and its way back. */
export interface DuringStep {
  readonly do: "during";
  readonly goingIn: readonly Trouble[];
  readonly meanwhile: readonly (RunStep | WaitStep | Change)[];
  /** `killed`: there is none. */
  readonly comingBack: readonly Trouble[] | "killed";
  readonly breakLock: boolean;
  readonly wait: boolean;
}

/** One thing that somebody does. */
export type Step =
  | RunStep
  | MeetStep
  | DuringStep
  | { readonly do: "force off"; readonly trouble: readonly Trouble[] }
  | WaitStep
  | Change;

/** What others do to the application or its account. */
export type Change =
  | { readonly do: "deploy" }
  /** Deletes the stack and deploys it anew. */
  | { readonly do: "replace" }
  | { readonly do: "set stack status"; readonly status: string }
  /** Another application reserves all that is free but for so much; `null`: it gives everything back. */
  | { readonly do: "take capacity"; readonly but: number | null }
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
  /** A deploy publishes a version and points the alias to it. */
  | { readonly do: "move alias"; readonly index: number; readonly alias: string }
  | { readonly do: "delete alias"; readonly index: number; readonly alias: string }
  | { readonly do: "delete mapping"; readonly index: number }
  /** The function alone: its mappings stay, and stacks list it still. */
  | { readonly do: "delete by hand"; readonly index: number }
  | { readonly do: "delete"; readonly index: number };

/** An application and what happens to it. */
export interface Story {
  readonly functions: readonly FunctionSeed[];
  readonly steps: readonly Step[];
}

const qualifiers = ["live", "blue", "3"];

/** What AWS cannot stop, beside many that it can. */
const kinds = fc.oneof(
  { weight: 12, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      { edge: true },
      { durableSeconds: 600 },
      { capacityProvider: "arn:aws:lambda:us-east-1:123456789012:capacity-provider:x" },
    ),
  },
);

const seed = fc
  .record({
    worker: fc.boolean(),
    kind: kinds,
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
  .map(({ worker, kind, reserved, versions, provisioned, mappings, invokedBy }) => {
    const hasNoReservation = "edge" in kind || "capacityProvider" in kind;
    const qualified = versions > 0 && !hasNoReservation;
    return (index: number): FunctionSeed => ({
      name: `demo-dev-${index}${worker ? "_event-run" : "-api"}`,
      ...kind,
      ...(reserved === undefined || hasNoReservation ? {} : { reserved }),
      ...(hasNoReservation ? {} : { versions }),
      invokedBy,
      ...(qualified
        ? { aliases: { live: "1", blue: "2" }, provisioned: reserved === 0 ? {} : provisioned }
        : {}),
      mappings: mappings.map(({ qualifier, ...rest }, queue) => ({
        ...rest,
        uuid: `00000000-0000-4000-8000-${String(index * 10 + queue).padStart(12, "0")}`,
        source: `arn:aws:sqs:us-east-1:123456789012:q${index}-${queue}`,
        ...(qualified && qualifier !== undefined ? { qualifier } : {}),
      })),
    });
  });

const call = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 70 }));

const when = fc.constantFrom("before" as const, "after" as const);

const trouble: fc.Arbitrary<Trouble> = fc.record({
  call,
  kind: fc.constantFrom(
    "kill" as const,
    "kill" as const,
    "interrupt" as const,
    "drop" as const,
    "internal" as const,
    "throttled" as const,
    "conflict" as const,
    "denied" as const,
  ),
  when,
  times: fc.constantFrom(1, 1, 2, 50),
});

const scaling: fc.Arbitrary<Trouble> = fc.record({
  call: fc.integer({ min: 1, max: 3 }),
  kind: fc.constant("scale"),
  n: fc.integer({ min: 1, max: 3 }),
  times: fc.constantFrom(1, 2, 10),
});

const ending: fc.Arbitrary<Trouble> = fc.record({
  call,
  kind: fc.constantFrom("kill" as const, "interrupt" as const),
  when,
  times: fc.constant(1),
});

// Not beside calls that are made again: a deletion whose answer was lost takes what was put back meanwhile with it.
const troubles: fc.Arbitrary<readonly Trouble[]> = fc.oneof(
  { weight: 7, arbitrary: fc.array(trouble, { maxLength: 2 }) },
  { weight: 1, arbitrary: fc.tuple(scaling) },
  { weight: 1, arbitrary: fc.tuple(scaling, ending) },
);

const command = fc.constantFrom("on" as const, "off" as const);

const run: fc.Arbitrary<RunStep> = fc.record({
  do: fc.constant("run"),
  command,
  trouble: troubles,
  breakLock: fc.boolean(),
  wait: fc.boolean(),
});

const meet: fc.Arbitrary<MeetStep> = fc.record({
  do: fc.constant("meet"),
  commands: fc.tuple(command, command),
  call,
  asleep: fc.boolean(),
  breakLock: fc.boolean(),
});

const index = fc.nat(20);
const alias = fc.constantFrom("live", "blue");

const edits: readonly fc.Arbitrary<Edit>[] = [
  fc.record({ do: fc.constant("reserve"), index, reserved: fc.constantFrom(null, 0, 7, 12) }),
  fc.record({ do: fc.constant("reserve"), index, reserved: fc.constantFrom(null, 0, 7, 12) }),
  fc.record({
    do: fc.constant("provision"),
    index,
    qualifier: fc.constantFrom(...qualifiers),
    n: fc.constantFrom(null, 1, 3),
  }),
  fc.record({
    do: fc.constant("provision"),
    index,
    qualifier: fc.constantFrom(...qualifiers),
    n: fc.constantFrom(null, 1, 3),
  }),
  fc.record({ do: fc.constant("map"), index, enabled: fc.boolean() }),
  fc.record({ do: fc.constant("move alias"), index, alias }),
  fc.record({ do: fc.constant("delete alias"), index, alias }),
  fc.record({ do: fc.constant("delete mapping"), index }),
  fc.record({ do: fc.constant("delete by hand"), index }),
  fc.record({ do: fc.constant("delete"), index }),
];

const status = fc.constantFrom("UPDATE_IN_PROGRESS", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE");

const wait = fc.record({ do: fc.constant("wait" as const), seconds: fc.constantFrom(1, 40, 125) });

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 13, arbitrary: fc.oneof(...edits) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("deploy" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("replace" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("set stack status" as const), status }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("take capacity" as const), but: fc.constantFrom(null, 0, 5, 20) }),
  },
);

const during: fc.Arbitrary<DuringStep> = fc.record({
  do: fc.constant("during"),
  goingIn: fc.oneof(fc.constant([]), troubles),
  meanwhile: fc.array(fc.oneof(run, run, wait, change), { maxLength: 3 }),
  comingBack: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 4, arbitrary: troubles },
    { weight: 1, arbitrary: fc.constant("killed" as const) },
  ),
  breakLock: fc.boolean(),
  wait: fc.boolean(),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: run },
  { weight: 2, arbitrary: meet },
  { weight: 3, arbitrary: during },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("force off" as const), trouble: troubles }) },
  { weight: 19, arbitrary: change },
  { weight: 4, arbitrary: wait },
);

const plain = (index: number): FunctionSeed => ({ name: `demo-dev-${index}_event-run` });

/** Unreserved workers beside the others: with so many, one is stopped before the rest. */
const crowd = fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(20) });

/** Random applications of 0 to 32 functions, and random things that are done to them. */
export const story: fc.Arbitrary<Story> = fc.record({
  functions: fc
    .tuple(fc.array(seed, { maxLength: 12 }), crowd)
    .map(([makers, count]) =>
      [...makers, ...Array.from({ length: count }, () => plain)].map((make, at) => make(at)),
    ),
  steps: fc.array(step, { maxLength: 14 }),
});
