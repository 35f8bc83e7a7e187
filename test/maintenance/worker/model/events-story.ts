import fc from "fast-check";
import type { FunctionSeed } from "../../../../src/sandbox/index.js";
import type { ReplayOptions } from "../../../../src/maintenance/index.js";
import { queue, worker } from "../../../support/scene.js";

/** What goes wrong with one call of a run, counted from 1. */
export interface Trouble {
  readonly call: number;
  /** Only calls of this name count. */
  readonly operation?: string;
  readonly kind: "kill" | "interrupt" | "drop" | "internal" | "throttled" | "denied";
  readonly when: "before" | "after";
  readonly times: number;
}

/** An event that a worker is sent right before some call of a run, or at the end of it. */
export interface Arrival {
  readonly call: number;
  readonly index: number;
  readonly qualifier: string;
  readonly isScheduled: boolean;
}

/** One run of a command, which meets trouble while events arrive. */
export interface Run extends ReplayOptions {
  readonly do: "on" | "off" | "replay";
  readonly replay: boolean;
  readonly breakLock: boolean;
  readonly trouble: readonly Trouble[];
  readonly arrivals: readonly Arrival[];
}

/** One thing that happens. */
export type Step =
  | Run
  | { readonly do: "wait"; readonly seconds: number }
  /** Between two runs. */
  | { readonly do: "arrive"; readonly arrivals: readonly Arrival[] };

/** An application whose events are to be kept, and what happens to it. */
export interface EventsStory {
  readonly functions: readonly FunctionSeed[];
  readonly steps: readonly Step[];
}

/** The failure destination that one of the workers has of its own. */
export const own = queue("own");

const qualifiers = ["$LATEST", "live", "1"];

const configured = fc.record(
  {
    onFailure: fc.constant(own),
    onSuccess: fc.constant(queue("done")),
    maximumEventAge: fc.constant(3_600),
    maximumRetryAttempts: fc.constantFrom(0, 1),
  },
  { requiredKeys: [] },
);

const functions = fc
  .array(
    fc.record({
      config: configured,
      reserved: fc.constantFrom(undefined, 6, 9),
      published: fc.boolean(),
      ownOfAlias: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((seeds) =>
    seeds.map(({ config, reserved, published, ownOfAlias }, index) =>
      worker(String(index), {
        ...config,
        ...(reserved === undefined ? {} : { reserved }),
        ...(published ? { versions: 1, aliases: { live: "1" } } : {}),
        ...(published && ownOfAlias ? { onFailureOf: { live: own } } : {}),
      }),
    ),
  );

/** The calls in the middle of which most is at stake. */
const decisive = [
  "Invoke",
  "DeleteMessageBatch",
  "ReceiveMessage",
  "PutFunctionEventInvokeConfig",
  "PutFunctionConcurrency",
];

const place = fc.oneof(
  fc.record({ call: fc.integer({ min: 1, max: 90 }) }),
  fc.record({ call: fc.integer({ min: 1, max: 6 }), operation: fc.constantFrom(...decisive) }),
);

const anyTrouble = fc.record({
  kind: fc.constantFrom("kill", "kill", "interrupt", "drop", "internal", "throttled", "denied"),
  when: fc.constantFrom("before", "after"),
  times: fc.integer({ min: 1, max: 4 }),
});

const trouble: fc.Arbitrary<Trouble> = fc
  .tuple(place, anyTrouble)
  .map(([where, what]) => ({ ...where, ...what }));

const arrival: fc.Arbitrary<Arrival> = fc.record({
  call: fc.integer({ min: 1, max: 60 }),
  index: fc.nat(2),
  qualifier: fc.constantFrom(...qualifiers),
  isScheduled: fc.boolean(),
});

const run: fc.Arbitrary<Run> = fc.record({
  do: fc.constantFrom("on", "on", "off", "off", "replay"),
  replay: fc.constantFrom(true, true, true, false),
  replayRate: fc.constantFrom(1, 50, 300),
  // What is not replayed by choice is no loss; it would only hide one.
  replaySchedules: fc.constantFrom("all", "last"),
  breakLock: fc.boolean(),
  trouble: fc.oneof(fc.constant([]), fc.array(trouble, { minLength: 1, maxLength: 2 })),
  arrivals: fc.array(arrival, { maxLength: 12 }),
});

/** Stories in which events arrive at any moment. */
export const eventsStory: fc.Arbitrary<EventsStory> = fc.record({
  functions,
  steps: fc.array(
    fc.oneof(
      { weight: 6, arbitrary: run },
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constant("arrive"),
          arrivals: fc.array(arrival, { minLength: 1, maxLength: 15 }),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ do: fc.constant("wait"), seconds: fc.integer({ min: 1, max: 200 }) }),
      },
    ),
    { minLength: 1, maxLength: 7 },
  ),
});

/** The worker that an index means. */
export const workerAt = ({ functions }: EventsStory, index: number): FunctionSeed =>
  functions[index % functions.length] ?? worker("0");
