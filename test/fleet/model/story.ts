import fc from "fast-check";

/** The two commands that change something. */
export type Command = "on" | "off";

/** What goes wrong with calls of a run. */
export interface Trouble {
  /** Which call of the run, from 1. */
  readonly call: number;
  readonly kind: "kill" | "interrupt" | "drop" | "internal" | "throttled" | "conflict" | "denied";
  readonly when: "before" | "after";
  readonly times: number;
}

/** One run of a command. */
export interface RunStep {
  readonly do: "run";
  readonly command: Command;
  readonly role: "web" | "worker" | "all";
  readonly trouble: readonly Trouble[];
  readonly preflight: boolean;
  readonly maxFailures: number;
}

/** Two people: the second comes at some call of the first. */
export interface MeetStep {
  readonly do: "meet";
  readonly commands: readonly [Command, Command];
  readonly call: number;
}

/** The configuration file names other applications from now on. */
export interface NameStep {
  readonly do: "name";
  readonly stacks: string;
}

/** What happens to a fleet. */
export type Step = RunStep | MeetStep | NameStep | { readonly do: "wait"; readonly seconds: number };

const command = fc.constantFrom<Command>("on", "on", "off");
// The web role of two applications takes twenty calls, all roles of four take a hundred.
const call = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 110 }));

const trouble: fc.Arbitrary<Trouble> = fc.record({
  call,
  kind: fc.constantFrom(
    "kill",
    "kill",
    "interrupt",
    "interrupt",
    "drop",
    "internal",
    "throttled",
    "conflict",
    "denied",
  ),
  when: fc.constantFrom("before", "after"),
  times: fc.constantFrom(1, 1, 3, 30, 1_000),
});

const run: fc.Arbitrary<RunStep> = fc.record({
  do: fc.constant("run"),
  command,
  role: fc.constantFrom("web", "worker", "worker", "all"),
  trouble: fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: fc.array(trouble, { minLength: 1, maxLength: 2 }) },
  ),
  preflight: fc.boolean(),
  maxFailures: fc.constantFrom(0, 1, 9),
});

const meet: fc.Arbitrary<MeetStep> = fc.record({
  do: fc.constant("meet"),
  commands: fc.tuple(command, command),
  call,
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: run },
  { weight: 2, arbitrary: meet },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("name"), stacks: fc.constantFrom("shop-*", "shop-a") }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("wait"), seconds: fc.constantFrom(1, 60, 130) }) },
);

/** What happens, one thing after the other. */
export const story = fc.array(step, { minLength: 1, maxLength: 6 });
