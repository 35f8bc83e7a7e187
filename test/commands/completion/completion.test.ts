import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { SandboxOptions } from "../../../src/sandbox/index.js";
import { openAws, openShell } from "../../support/in-process.js";
import { FakeShell, type Run } from "../../support/process/fake-shell.js";
import { FakeTerminal } from "../../support/process/fake-terminal.js";
import { RunningProcess, runJets } from "../../support/process/jets.js";
import { noAws, serveSandbox } from "../../support/network/served-sandbox.js";
import { completeIn, withJets } from "../../support/process/shell.js";
import { sample } from "../../support/sample.js";
import type { TimedSandbox } from "../../support/timed-sandbox.js";

/** Runs `jets complete` in this process; what completes writes to the console by itself. */
async function complete(words: readonly string[], shell: FakeShell): Promise<{ run: Run; lines: string[] }> {
  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((line: string) => lines.push(line));
  try {
    return { run: await shell.jets("complete", "--", ...words), lines };
  } finally {
    log.mockRestore();
  }
}

/** What is offered in the place of the last word. */
async function offered(
  words: readonly string[],
  env: Record<string, string> = {},
  aws?: TimedSandbox,
): Promise<string[]> {
  const terminal = new FakeTerminal({}, env);
  const shell = aws === undefined ? new FakeShell({ terminal }) : openShell(aws, terminal);
  const { run, lines } = await complete(words, shell);
  expect(run).toEqual({ exitCode: 0, stdout: "", stderr: "" });
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
  const nested = [{ logicalId: "Jobs" }];
  const names = ["demo-dev", "demo-prod", "shop-prod"];
  const options: SandboxOptions = {
    stacks: [...names.map((name) => ({ name, nested })), { name: "draft", status: "REVIEW_IN_PROGRESS" }],
    pageSizes: { stacks: 2 },
    emptyFirstPages: true,
  };
  const asking = { JETS_COMPLETE_STACKS: "1" };
  let aws: TimedSandbox;

  beforeEach(() => {
    aws = openAws(options);
  });

  test("are offered where the environment asks for them, those of nested stacks left out", async () => {
    expect((await offered(["maintenance:on", "--stack", ""], asking, aws)).sort()).toEqual(names);
    expect((await offered(["config", "--stack=demo"], asking, aws)).sort()).toEqual([
      "demo-dev",
      "demo-prod",
    ]);
  });

  test("are those of the region that the line names, by the binary", async () => {
    const { env, sandbox, close } = await serveSandbox(options);
    for (const [region, expected] of [
      ["eu-west-1", []],
      ["us-east-1", names],
    ] as const) {
      const line = ["complete", "--", "maintenance:status", "--region", region, "--stack", ""];
      const { exitCode, stdout } = await runJets(line, { ...env, ...asking });
      expect({ exitCode, lines: stdout.split("\n").sort() }).toEqual({
        exitCode: 0,
        lines: ["", ":4", ...expected.map((name) => `${name}\t`)],
      });
      expect(sandbox.calls.length).toBeGreaterThan(0);
    }
    await close();
  });

  test("are not asked for otherwise", async () => {
    expect(await offered(["maintenance:on", "--stack", ""], {}, aws)).toEqual([]);
    expect(await offered(["maintenance:on", "--stack", "demo-dev", "--ro"], asking, aws)).toEqual(["--role"]);
    expect(aws.sandbox.calls).toEqual([]);
  });

  test("that can't be had are no reason to write into the line", async () => {
    aws.sandbox.addFault({ operation: "DescribeStacks", action: { kind: "denied" } });
    const { run, lines } = await complete(
      ["config", "--json", "--stack", ""],
      openShell(aws, new FakeTerminal({}, asking)),
    );
    expect({ exitCode: run.exitCode, stdout: run.stdout, lines }).toEqual({
      exitCode: 1,
      stdout: "",
      lines: [],
    });
    expect(run.stderr).toContain("Access denied: cloudformation:DescribeStacks");
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
  const shell = new FakeShell({ terminal: new FakeTerminal({}, {}, directory) });
  const linesOf = async (...words: string[]): Promise<string[]> => (await complete(words, shell)).lines;
  expect(await linesOf("maintenance:on", "--fleet", "pr")).toEqual(["prod\t", "preview\t", ":4"]);
  expect(await linesOf("maintenance", "status", "--fleet=")).toEqual(["prod\t", "preview\t", "test\t", ":4"]);
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
  test.each(sample(typed, 2))("completes %j", async (line, words) => {
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
