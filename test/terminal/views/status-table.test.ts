import { beforeEach, describe, expect, test } from "vitest";
import { openSandbox } from "../../support/timed-sandbox.js";
import type { TestSandbox } from "../../support/world/index.js";
import { openShell } from "../../support/in-process.js";
import type { FakeShell } from "../../support/process/fake-shell.js";
import { everywhere, FakeTerminal, type Devices } from "../../support/process/fake-terminal.js";
import type { VirtualClock } from "../../support/virtual-clock.js";

let sandbox: TestSandbox;
let clock: VirtualClock;

beforeEach(() => {
  ({ clock, sandbox } = openSandbox({
    stacks: [
      {
        name: "demo-dev",
        functions: [
          { name: "demo-dev-a_event-x", reserved: 20, versions: 1, provisioned: { 1: 4 } },
          {
            name: "demo-dev-b_event-x",
            mappings: [{ source: "arn:aws:sqs:us-east-1:123456789012:b", uuid }],
          },
        ],
      },
    ],
  }));
});

const uuid = "63cb1a76-44c0-43a6-a053-7c513cbc8656";

function shellAt(devices: Devices, columns?: number): FakeShell {
  const terminal = new FakeTerminal(devices, { JETS_PROJECT: "demo" }, "/nowhere", columns);
  return openShell({ sandbox, clock }, terminal);
}

/** What `status` shows on such a terminal while the workers are partly on, without who and when. */
async function shown(columns: number, ...args: string[]): Promise<string[]> {
  await shellAt({}).jets("maintenance:on", "-y");
  await shellAt({}).jets("maintenance:on", "-yr", "worker", "--reason", "new queue");
  sandbox.world.setReserved("demo-dev-b_event-x", 7);
  const shell = shellAt(everywhere, columns);
  await shell.jets("maintenance:status", ...args);
  return (await shell.terminal.lines()).map((line) => line.replace(/ by \S+@\S+ at \S+Z/, " by WHO at TIME"));
}

describe("status on a terminal", () => {
  test("shows who turned it on and what each worker has and had", async () => {
    const lines = await shown(120, "--all");
    expect(lines).toEqual([
      "Web maintenance was turned on by WHO at TIME",
      "Worker maintenance was turned on by WHO at TIME: new queue",
      "function            state    reserved               provisioned        mappings",
      "demo-dev-a_event-x  on       0 (saved: 20)          none (saved: 1 4)",
      "demo-dev-b_event-x  partial  7 (saved: unreserved)                     63cb1a76 disabled (saved: 63cb1a76 enabled)",
      "Worker maintenance is partly on: 1 of 2 are not stopped",
      "demo-dev-b_event-x is not stopped: its reserved concurrency is 7.",
      "To finish the job, run: jets maintenance:on --role worker --stack demo-dev",
      "To bring everything back, run: jets maintenance:off --role worker --stack demo-dev",
      "Maintenance status for demo-dev",
      "web on",
      "worker off",
    ]);
  });

  test("becomes blocks at 40 columns, each name whole", async () => {
    const lines = await shown(40, "-r", "worker");
    expect(lines.slice(lines.indexOf("demo-dev-a_event-x"), -2)).toEqual([
      "demo-dev-a_event-x",
      "  state        on",
      "  reserved     0 (saved: 20)",
      "  provisioned  none (saved: 1 4)",
      "demo-dev-b_event-x",
      "  state     partial",
      "  reserved  7 (saved: unreserved)",
      "  mappings  63cb1a76 disabled (saved:",
      "            63cb1a76 enabled)",
      "Worker maintenance is partly on: 1 of 2 ",
      "are not stopped",
      "demo-dev-b_event-x is not stopped: its r",
      "eserved concurrency is 7.",
      "To finish the job, run: jets maintenance",
      ":on --role worker --stack demo-dev",
      "To bring everything back, run: jets main",
      "tenance:off --role worker --stack demo-d",
      "ev",
    ]);
  });

  test("of the web role alone is two lines", async () => {
    expect(await shown(80)).toEqual(["Web maintenance status for demo-dev", "on"]);
  });

  test("says nothing more where all is off", async () => {
    const shell = shellAt(everywhere);
    await shell.jets("maintenance:status", "--all");
    expect(await shell.terminal.lines()).toEqual([
      "Maintenance status for demo-dev",
      "web off",
      "worker off",
    ]);
  });
});

test("status in a pipe has no table, and goes by stderr alone", async () => {
  await shellAt({}).jets("maintenance:on", "-yr", "worker");
  const piped = await shellAt({ stdin: true, stdout: true }).jets("maintenance:status", "-r", "worker");
  expect(piped.stderr.split("\n")).toHaveLength(3);
  const captured = await shellAt({ stderr: true }).jets("maintenance:status", "-r", "worker");
  expect(captured.stderr).toMatch(/^ {2}state +on$/m);
  expect(captured.stdout).toBe("on\n");
});
