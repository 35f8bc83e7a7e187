import { Command } from "commander";
import { describe, expect, test } from "vitest";
import type { Start } from "../../src/commands/session.js";
import { runProgram } from "../../src/cli/program.js";
import { FakeTerminal } from "../support/process/fake-terminal.js";

/** Which command was started with which options. */
async function parse(args: string): Promise<unknown[]> {
  const started: unknown[] = [];
  const start: Start = (run) => (options) => {
    started.push(run.name, options);
    return Promise.resolve();
  };
  await runProgram(args.split(" "), start, new FakeTerminal());
  return started;
}

describe("arguments become options", () => {
  test.each([
    ["maintenance:on", ["runOn", { preflight: true, role: "web" }]],
    ["maintenance on", ["runOn", { preflight: true, role: "web" }]],
    ["maintenance:on --role worker --yes", ["runOn", { preflight: true, role: "worker", yes: true }]],
    ["maintenance:on -r worker -y", ["runOn", { preflight: true, role: "worker", yes: true }]],
    ["maintenance on -yr worker", ["runOn", { preflight: true, role: "worker", yes: true }]],
    ["maintenance:on --role=web", ["runOn", { preflight: true, role: "web" }]],
    ["maintenance:off", ["runOff", { role: "web", replay: true }]],
    ["maintenance off -y", ["runOff", { role: "web", yes: true, replay: true }]],
    ["maintenance:off -r worker", ["runOff", { role: "worker", replay: true }]],
    ["maintenance:status", ["showStatus", { role: "web" }]],
    ["maintenance status -r worker", ["showStatus", { role: "worker" }]],
    ["maintenance:status -a", ["showStatus", { role: "web", all: true }]],
    ["maintenance:status --all --exit-code", ["showStatus", { role: "web", all: true, exitCode: true }]],
    ["maintenance preview", ["preview", { publicDir: "public" }]],
    [
      "maintenance:preview --port 8080 --open --retry-after 9 --public-dir out",
      ["preview", { publicDir: "out", port: 8080, open: true, retryAfter: 9 }],
    ],
    ["maintenance:history", ["showHistory", {}]],
    ["maintenance history -r worker", ["showHistory", { role: "worker" }]],
    ["maintenance:events", ["runEvents", {}]],
    [
      "maintenance events --replay --replay-rate 9 --replay-schedules all",
      ["runEvents", { replay: true, replayRate: 9, replaySchedules: "all" }],
    ],
    ["maintenance:events --purge -y", ["runEvents", { purge: true, yes: true }]],
    ["maintenance:on --no-keep-events", ["runOn", { preflight: true, role: "web", keepEvents: false }]],
    [
      "maintenance:on --fleet prod --account 111122223333,444455556666 --expect 3 --max-failures 0 --concurrency 100 --no-preflight",
      [
        "runOn",
        {
          role: "web",
          fleet: "prod",
          account: ["111122223333", "444455556666"],
          expect: 3,
          maxFailures: 0,
          concurrency: 100,
          preflight: false,
        },
      ],
    ],
    ["maintenance:policy", ["showPolicy", {}]],
    [
      "maintenance policy -r worker --include a --exclude b",
      ["showPolicy", { role: "worker", include: ["a"], exclude: ["b"] }],
    ],
    ["completion zsh", ["printCompletion", "zsh"]],
    [
      "complete -- maintenance:on --role= -x",
      ["complete", { words: ["maintenance:on", "--role=", "-x"], commands: expect.any(Command) }],
    ],
    ["config", ["showConfiguration", {}]],
    ["sandbox", ["openSandbox", { command: [] }]],
    ["sandbox -- npm test -- --role x", ["openSandbox", { command: ["npm", "test", "--", "--role", "x"] }]],
    ["sandbox npm test --quotas", ["openSandbox", { command: ["npm", "test", "--quotas"] }]],
    [
      "sandbox --stacks s.json --port 4566 --quotas --latency 30 --fault A:1:429 --fault B:2:500 -- sh",
      [
        "openSandbox",
        {
          stacks: "s.json",
          port: 4566,
          quotas: true,
          latency: 30,
          fault: ["A:1:429", "B:2:500"],
          command: ["sh"],
        },
      ],
    ],
  ])("jets %s", async (args, expected) => {
    expect(await parse(args)).toEqual(expected);
  });

  test.each([
    "maintenance:on",
    "maintenance:off",
    "maintenance:status",
    "maintenance:history",
    "maintenance:events",
    "maintenance:policy",
    "config",
  ])("%s takes --stack, --region and --profile", async (name) => {
    const [, options] = await parse(`${name} --stack shop-prod --region eu-west-1 --profile ops`);
    expect(options).toMatchObject({ stack: "shop-prod", region: "eu-west-1", profile: "ops" });
  });
});
