import { defined } from "../../src/defined.js";
import {
  getStatus,
  turnOff,
  turnOn,
  type RoleStatus,
  type TurnOptions,
  type TurnResult,
} from "../../src/maintenance/index.js";
import {
  type FaultAction,
  type FunctionSeed,
  type SandboxOptions,
  type StackSeed,
} from "../../src/sandbox/index.js";
import { openSandbox, type TimedSandbox } from "./timed-sandbox.js";
import type { FunctionSettings, TestSandbox } from "./world/index.js";
import { createOperator, type Operator, type OperatorOptions } from "./operator.js";
import { inFrontOf, type Rewriter } from "./network/rewriter.js";

/** What a command came to, and what it told on the way. */
export interface Told extends TurnResult {
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

/** An application `demo-dev` in an AWS of its own, and people who work on it. */
export interface Scene extends TimedSandbox {
  /** Lets AWS give other answers, for example old ones. */
  readonly rewriter: Rewriter;
  readonly open: (options?: OperatorOptions) => Operator;
  readonly on: (options?: TurnOptions, operator?: Operator) => Promise<Told>;
  readonly off: (options?: TurnOptions, operator?: Operator) => Promise<Told>;
  readonly status: (operator?: Operator) => Promise<RoleStatus>;
  /** Every function's settings, once mappings have settled. */
  readonly settled: () => Record<string, FunctionSettings>;
  /** Lambda's changing calls since the last look, for example `PutFunctionConcurrency a`. */
  readonly changes: () => string[];
  /** The parameters of the worker journal, by their name below its path. */
  readonly journal: () => Record<string, string>;
  /** Lets something happen at the first matching call. */
  readonly at: (operation: string, action: FaultAction, match?: Match) => void;
  /** Runs a command whose operator dies at the given call, counted from 1, before or after it took effect. */
  readonly killAt: (
    call: number,
    when: "before" | "after",
    command: "on" | "off",
    operation?: string,
  ) => Promise<void>;
  /** The same for any work; resolves to whether it came to that call. */
  readonly dieAt: (
    strike: { readonly call: number; readonly when: "before" | "after"; readonly operation?: string },
    work: (operator: Operator) => Promise<unknown>,
  ) => Promise<boolean>;
}

interface Match {
  readonly target?: string;
  readonly nth?: number;
  readonly times?: number;
}

/** How to set a scene: the sandbox's options, and the functions of `demo-dev` where it has no further stacks. */
interface SceneOptions extends SandboxOptions {
  readonly functions?: readonly FunctionSeed[];
}

/** The path of the worker journal. */
export const journalPath = "/jets/demo-dev/maintenance/worker/";

/** A queue's ARN. */
export const queue = (name: string): string => `arn:aws:sqs:us-east-1:123456789012:${name}`;

/** A worker of `demo-dev`; its name is `demo-dev-<name>_event-run`. */
export const worker = (name: string, seed: Partial<FunctionSeed> = {}): FunctionSeed => ({
  name: nameOf(name),
  ...seed,
});

export const nameOf = (name: string): string => `demo-dev-${name}_event-run`;

/** Three workers that between them have everything that maintenance changes. */
export const smallStack: readonly FunctionSeed[] = [
  worker("a", { reserved: 5, versions: 2, aliases: { live: "2" }, provisioned: { live: 2, "1": 1 } }),
  worker("b", { mappings: [{ source: queue("b") }, { source: queue("off"), enabled: false }] }),
  worker("c", { reserved: 0 }),
];

export function setScene({ functions, stacks, ...options }: SceneOptions = {}): Scene {
  const own: StackSeed[] = [{ name: "demo-dev", functions: functions ?? smallStack }];
  const aws = openSandbox({ stacks: stacks ?? own, accountConcurrency: 10_000, ...options });
  const { clock } = aws;
  const rewriter = inFrontOf(aws.sandbox);
  const { sandbox } = rewriter;
  const open = (who?: OperatorOptions): Operator => createOperator(sandbox, clock, who);
  const run =
    (turn: typeof turnOn) =>
    async (asked?: TurnOptions, operator = open()): Promise<Told> => {
      const result = await turn("worker", operator.context, asked);
      return { ...result, warnings: operator.said("warning"), notes: operator.said("note") };
    };
  const at: Scene["at"] = (operation, action, match = {}) => {
    sandbox.addFault({ operation, ...match, action });
  };
  const dieAt: Scene["dieAt"] = async ({ call, when, operation }, work) => {
    const operator = open();
    const killed = new Promise<true>((resolve) => {
      const run = (): void => {
        operator.kill();
        resolve(true);
      };
      sandbox.addFault({ nth: call, action: { kind: "kill", when, run }, ...defined({ operation }) });
    });
    const isKilled = await Promise.race([work(operator).then(() => false), killed]);
    sandbox.clearFaults();
    return isKilled;
  };
  return {
    clock,
    sandbox,
    rewriter,
    open,
    on: run(turnOn),
    off: run(turnOff),
    status: (operator = open()) => getStatus("worker", operator.context),
    settled: () => {
      clock.advance(1_000);
      return sandbox.settings();
    },
    changes: () => changesIn(sandbox),
    journal: () => journalIn(sandbox),
    at,
    killAt: async (call, when, command, operation) => {
      const turn = command === "on" ? turnOn : turnOff;
      await dieAt({ call, when, ...defined({ operation }) }, ({ context }) => turn("worker", context));
    },
    dieAt,
  };
}

function changesIn(sandbox: TestSandbox): string[] {
  const made = sandbox.calls.filter(({ service, changing }) => service === "Lambda" && changing);
  const lines = made.map(({ operation, target }) => `${operation} ${target}`);
  sandbox.clearCalls();
  return lines;
}

function journalIn(sandbox: TestSandbox): Record<string, string> {
  return Object.fromEntries(
    Object.entries(sandbox.world.parameters()).flatMap(([name, value]) =>
      name.startsWith(journalPath) ? [[name.slice(journalPath.length), value]] : [],
    ),
  );
}
