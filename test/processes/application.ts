import type { TestContext } from "vitest";
import type { StackSeed } from "../../src/sandbox/index.js";
import type { TimedSandbox } from "../support/timed-sandbox.js";
import { runInProcess } from "../support/in-process.js";
import { startJets, type RunningProcess } from "../support/process/jets.js";
import { serveSandbox, type ServedSandbox } from "../support/network/served-sandbox.js";
import { createVirtualClock } from "../support/virtual-clock.js";

const queue = "arn:aws:sqs:us-east-1:123456789012";

/** Four workers that maintenance changes in every way there is, one that it leaves alone, and the web function. */
export const application: StackSeed = {
  name: "demo-dev",
  functions: [
    { name: "demo-dev-controller", reserved: 3, versions: 1, provisioned: { "1": 2 } },
    { name: "demo-dev-mail_event-send" },
    { name: "demo-dev-billing_event-charge", reserved: 5 },
    { name: "demo-dev-jobs_event-perform", reserved: 20, mappings: [{ source: `${queue}:jobs` }] },
    {
      name: "demo-dev-reports_event-render",
      reserved: 10,
      versions: 2,
      aliases: { live: "2" },
      provisioned: { live: 4, "1": 1 },
    },
    {
      name: "demo-dev-legacy_event-purge",
      reserved: 0,
      mappings: [{ source: `${queue}:legacy`, enabled: false }],
    },
  ],
};

/** The two commands that change something. */
export type Command = "on" | "off";

const fastKeys = new URL("../support/process/fast-keys.js", import.meta.url).href;

/** How many changing calls each command makes for {@link application}; a test of each holds it to that. */
export const changingCalls = { on: 12, off: 9 } as const;

/** The numbers from 1 to `count`. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** An application that processes are let loose on. */
export interface Scene extends TimedSandbox, ServedSandbox {
  /** Settings as they were before any maintenance. */
  readonly original: ReturnType<ServedSandbox["sandbox"]["settings"]>;
  /** Starts the built binary. */
  readonly start: (command: Command) => RunningProcess;
  /** Starts the built binary, for which two signals are two keys after a twentieth of a second. */
  readonly startFast: (command: Command) => RunningProcess;
  /** Starts the built binary with other credentials. */
  readonly startAs: (accessKey: string, command: Command) => RunningProcess;
  /** Runs a command in this process, by the sandbox's clock. */
  readonly run: (command: Command | "status", ...options: string[]) => ReturnType<typeof runInProcess>;
}

/** Serves the application until the test is over, in maintenance or not. AWS's clock stands still. */
export async function openScene(
  state: Command,
  { onTestFinished }: Pick<TestContext, "onTestFinished">,
): Promise<Scene> {
  const clock = createVirtualClock(Date.now());
  const served = await serveSandbox({
    stacks: [application],
    clock,
    strictNames: true,
  });
  onTestFinished(() => served.close());
  const { sandbox, env } = served;
  const original = sandbox.settings();
  const worker = ["--role", "worker"];
  const started = (command: Command, changes: Record<string, string>): RunningProcess =>
    startJets([`maintenance:${command}`, "--yes", ...worker], { ...env, ...changes });
  const run: Scene["run"] = (command, ...options) =>
    runInProcess(
      { sandbox, clock },
      `maintenance:${command}`,
      ...worker,
      ...(command === "status" ? [] : ["--yes"]),
      ...options,
    );
  if (state === "on") await run("on");
  sandbox.clearCalls();
  return {
    ...served,
    clock,
    original,
    run,
    start: (command) => started(command, { AWS_ACCESS_KEY_ID: "ada" }),
    startFast: (command) => started(command, { NODE_OPTIONS: `--import=${fastKeys}` }),
    startAs: (accessKey, command) => started(command, { AWS_ACCESS_KEY_ID: accessKey }),
  };
}

/** The state that a command starts from. */
export const before: Record<Command, Command> = { on: "off", off: "on" };

/** What a command is to bring about. */
export function goalOf(command: Command, { original }: Scene): Scene["original"] {
  if (command === "off") return original;
  return Object.fromEntries(
    Object.entries(original).map(([name, settings]) => [
      name,
      name.includes("_event-") ? stopped(settings) : settings,
    ]),
  );
}

function stopped({ mappings }: Scene["original"][string]): Scene["original"][string] {
  const disabled = Object.keys(mappings).map((uuid) => [uuid, "Disabled"] as const);
  return { reserved: 0, provisioned: {}, mappings: Object.fromEntries(disabled) };
}
