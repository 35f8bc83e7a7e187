import { describe, expect, test } from "vitest";
import { runProgram, type Actions } from "../src/program.js";
import { FakeTerminal } from "./support/terminal.js";

/** Which command was run with which options, and the exit code. */
async function parse(args: string): Promise<unknown[]> {
  const calls: unknown[] = [];
  const actions: Actions = {
    on: (options) => Promise.resolve(calls.push(["on", options]) + 40),
    off: (options) => Promise.resolve(calls.push(["off", options]) + 41),
    status: (options) => Promise.resolve(calls.push(["status", options]) + 42),
    sandbox: (options) => Promise.resolve(calls.push(["sandbox", options]) + 43),
    preview: (options) => Promise.resolve(calls.push(["preview", options]) + 44),
    history: (options) => Promise.resolve(calls.push(["history", options]) + 46),
    policy: (options) => Promise.resolve(calls.push(["policy", options]) + 47),
    completion: (shell) => Promise.resolve(calls.push(["completion", shell]) + 48),
    complete: (words) => Promise.resolve(calls.push(["complete", ...words]) + 49),
    config: (options) => Promise.resolve(calls.push(["config", options]) + 45),
  };
  const exitCode = await runProgram(args.split(" "), actions, new FakeTerminal());
  return [...calls.flat(), exitCode];
}

describe("arguments become options", () => {
  test.each([
    ["maintenance:on", ["on", { role: "web" }, 41]],
    ["maintenance on", ["on", { role: "web" }, 41]],
    ["maintenance:on --role worker --yes", ["on", { role: "worker", yes: true }, 41]],
    ["maintenance:on -r worker -y", ["on", { role: "worker", yes: true }, 41]],
    ["maintenance on -yr worker", ["on", { role: "worker", yes: true }, 41]],
    ["maintenance:on --role=web", ["on", { role: "web" }, 41]],
    ["maintenance:off", ["off", { role: "web" }, 42]],
    ["maintenance off -y", ["off", { role: "web", yes: true }, 42]],
    ["maintenance:off -r worker", ["off", { role: "worker" }, 42]],
    ["maintenance:status", ["status", { role: "web" }, 43]],
    ["maintenance status -r worker", ["status", { role: "worker" }, 43]],
    ["maintenance:status -a", ["status", { role: "web", all: true }, 43]],
    ["maintenance:status --all --exit-code", ["status", { role: "web", all: true, exitCode: true }, 43]],
    ["maintenance preview", ["preview", { publicDir: "public" }, 45]],
    [
      "maintenance:preview --port 8080 --open --retry-after 9 --public-dir out",
      ["preview", { publicDir: "out", port: 8080, open: true, retryAfter: 9 }, 45],
    ],
    ["maintenance:history", ["history", {}, 47]],
    ["maintenance history -r worker", ["history", { role: "worker" }, 47]],
    ["maintenance:policy", ["policy", {}, 48]],
    [
      "maintenance policy -r worker --include a --exclude b",
      ["policy", { role: "worker", include: ["a"], exclude: ["b"] }, 48],
    ],
    ["completion zsh", ["completion", "zsh", 49]],
    ["complete -- maintenance:on --role= -x", ["complete", "maintenance:on", "--role=", "-x", 50]],
    ["config", ["config", {}, 46]],
    ["sandbox", ["sandbox", { command: [] }, 44]],
    ["sandbox -- npm test -- --role x", ["sandbox", { command: ["npm", "test", "--", "--role", "x"] }, 44]],
    ["sandbox npm test --quotas", ["sandbox", { command: ["npm", "test", "--quotas"] }, 44]],
    [
      "sandbox --stacks s.json --port 4566 --quotas --latency 30 --fault A:1:429 --fault B:2:500 -- sh",
      [
        "sandbox",
        {
          stacks: "s.json",
          port: 4566,
          quotas: true,
          latency: 30,
          fault: ["A:1:429", "B:2:500"],
          command: ["sh"],
        },
        44,
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
    "maintenance:policy",
    "config",
  ])("%s takes --stack, --region and --profile", async (name) => {
    const [, options] = await parse(`${name} --stack shop-prod --region eu-west-1 --profile ops`);
    expect(options).toMatchObject({ stack: "shop-prod", region: "eu-west-1", profile: "ops" });
  });
});
