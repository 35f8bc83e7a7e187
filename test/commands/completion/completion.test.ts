import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeShell } from "../../support/process/fake-shell.js";
import { RunningProcess, runJets } from "../../support/process/jets.js";
import { noAws, serveSandbox, type ServedSandbox } from "../../support/network/served-sandbox.js";
import { completeIn, withJets } from "../../support/process/shell.js";
import { sample } from "../../support/sample.js";

/** What the binary offers in the place of the last word. */
async function offered(words: readonly string[], env: Record<string, string> = noAws): Promise<string[]> {
  const { exitCode, stdout } = await runJets(["complete", "--", ...words], env);
  expect(exitCode).toBe(0);
  const lines = stdout.trimEnd().split("\n");
  expect(lines.at(-1)).toBe(":4");
  return lines.slice(0, -1).map((line) => line.split("\t", 1)[0] ?? "");
}

/** Of commands, of their values, of options, and of nothing. */
const offers: readonly (readonly [words: string[], expected: string[]])[] = [
  [["maintenance:o"], ["maintenance:on", "maintenance:off"]],
  [
    ["maintenance", "p"],
    ["policy", "preview"],
  ],
  [
    ["maintenance:on", "--role", ""],
    ["web", "worker", "all"],
  ],
  [["maintenance", "status", "-r", "wo"], ["worker"]],
  [["maintenance:history", "--role=we"], ["web"]],
  [
    ["maintenance:on", "--role", "worker", "--on-event-loss", ""],
    ["warn", "fail"],
  ],
  [["maintenance:status", "--ex"], ["--exit-code"]],
  [["config", "--pro"], ["--profile"]],
  [
    ["completion", ""],
    ["bash", "zsh", "fish"],
  ],
  [["maintenance:on", "--reason", ""], []],
];

describe("what is offered", () => {
  test.each(sample(offers, 4))("after %j", async (words, expected) => {
    expect(await offered(words)).toEqual(expected);
  });

  test("is every command but the one that the shells call", async () => {
    expect(await offered([""])).toEqual([
      "maintenance:on",
      "maintenance:off",
      "maintenance:run",
      "maintenance:status",
      "maintenance:history",
      "maintenance:events",
      "maintenance:policy",
      "maintenance:preview",
      "maintenance",
      "config",
      "completion",
      "sandbox",
      "help",
    ]);
  });
});

describe("the names of the stacks", () => {
  let served: ServedSandbox;

  beforeEach(async () => {
    const nested = [{ logicalId: "Jobs" }];
    const names = ["demo-dev", "demo-prod", "shop-prod"];
    served = await serveSandbox({
      stacks: [...names.map((name) => ({ name, nested })), { name: "draft", status: "REVIEW_IN_PROGRESS" }],
      pageSizes: { stacks: 2 },
      emptyFirstPages: true,
    });
  });

  afterEach(() => served.close());

  const asking = (): Record<string, string> => ({ ...served.env, JETS_COMPLETE_STACKS: "1" });

  test("are offered where the environment asks for them, those of nested stacks left out", async () => {
    expect((await offered(["maintenance:on", "--stack", ""], asking())).sort()).toEqual([
      "demo-dev",
      "demo-prod",
      "shop-prod",
    ]);
    expect((await offered(["config", "--stack=demo"], asking())).sort()).toEqual(["demo-dev", "demo-prod"]);
  });

  test("are those of the region that the line names", async () => {
    const line = ["maintenance:status", "--region", "eu-west-1", "--stack", ""];
    expect(await offered(line, asking())).toEqual([]);
    expect(served.sandbox.calls.length).toBeGreaterThan(0);
  });

  test("are not asked for otherwise", async () => {
    expect(await offered(["maintenance:on", "--stack", ""], served.env)).toEqual([]);
    expect(await offered(["maintenance:on", "--stack", "demo-dev", "--ro"], asking())).toEqual(["--role"]);
    expect(served.sandbox.calls).toEqual([]);
  });

  test("that can't be had are no reason to write into the line", async () => {
    served.sandbox.addFault({ operation: "DescribeStacks", action: { kind: "denied" } });
    const line = ["complete", "--", "config", "--json", "--stack", ""];
    const { exitCode, stdout, stderr } = await runJets(line, asking());
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain("Access denied: cloudformation:DescribeStacks");
  });
});

test("the names of the fleets are those of the configuration file", async () => {
  const directory = await mkdtemp(join(tmpdir(), "jets-completion-"));
  const fleets = {
    prod: { stacks: ["shop-*"] },
    preview: { stacks: ["shop-*"] },
    test: { stacks: ["shop"] },
  };
  await writeFile(join(directory, "jets.config.json"), JSON.stringify({ fleets }));
  const complete = async (words: string): Promise<string> => {
    const script = `cd ${directory}; jets complete -- ${words}`;
    return (await new RunningProcess("bash", ["-c", script], { ...noAws, PATH: withJets }).end).stdout;
  };
  expect(await complete("maintenance:on --fleet pr")).toBe("prod\t\npreview\t\n:4\n");
  expect(await complete("maintenance status --fleet=")).toBe("prod\t\npreview\t\ntest\t\n:4\n");
  await rm(directory, { recursive: true });
});

/** Commands with one word and with two, values and options. */
const typed: readonly (readonly [line: string, words: string[]])[] = [
  ["jets maintenance:hi", ["jets", "maintenance:history"]],
  ["jets maint\t:pre", ["jets", "maintenance:preview"]],
  ["jets maintenance st", ["jets", "maintenance", "status"]],
  ["jets maintenance:on --role wo", ["jets", "maintenance:on", "--role", "worker"]],
  ["jets maintenance:on --role=wo", ["jets", "maintenance:on", "--role=worker"]],
  ["jets config --js", ["jets", "config", "--json"]],
];

describe("bash, with no package for completion installed", () => {
  test.each(sample(typed, 3))("completes %j", async (line, words) => {
    expect(await completeIn("bash", line)).toEqual(words);
  });

  test("runs nothing of a line that is only being typed", async () => {
    const folder = await mkdtemp(join(tmpdir(), "jets-completion-"));
    const line = 'jets config --stack "$(touch here)" --js';
    const script = `cd ${folder}; eval "$(jets completion bash)"; COMP_LINE=$1 COMP_POINT=\${#1}; _jets; echo "\${COMPREPLY[@]}"; ls`;
    const running = new RunningProcess("bash", ["-c", script, "bash", line], { ...noAws, PATH: withJets });
    const { stdout } = await running.end;
    await rm(folder, { recursive: true });
    expect(stdout).toBe("--json\n");
  });
});

test("jets completion is about the shells that it knows", async () => {
  const { exitCode, stderr } = await new FakeShell().jets("completion", "tcsh");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("Allowed choices are bash, zsh, fish.");
});
