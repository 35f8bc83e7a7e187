import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { createServer, type Server } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runSandbox, SandboxProblem, type RunOptions } from "../../../src/sandbox/index.js";
import { httpClients } from "../../support/sdk-clients.js";

let folder: string;
let stderr: string;
let stdout: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sandbox-"));
  stderr = "";
  stdout = "";
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const run = (options: Partial<RunOptions>): Promise<number> =>
  runSandbox({
    env: { PATH: process.env.PATH, OUT: join(folder, "out") },
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    signal: new AbortController().signal,
    ...options,
  });

/** Runs a script of Node's; what it writes to the file named by OUT is the answer. */
const runScript = async (script: string, options: Partial<RunOptions> = {}): Promise<[number, string]> => {
  const code = await run({ ...options, command: [process.execPath, "-e", script] });
  const written = await readFile(join(folder, "out"), "utf8").catch(() => "");
  return [code, written];
};

const portOf = (listener: Server): number => {
  const address = listener.address();
  return typeof address === "object" && address !== null ? address.port : 0;
};

const print = (expression: string): string =>
  `require("node:fs").writeFileSync(process.env.OUT, JSON.stringify(${expression}))`;

/** Makes a call over the wire, as plainly as can be, then says how it was answered. */
const call = (path: string, options: object, body: string): string => `
  const { AWS_ENDPOINT_URL, OUT } = process.env;
  const call = require("node:http").request(AWS_ENDPOINT_URL + ${JSON.stringify(path)}, ${JSON.stringify(options)});
  call.on("response", (answer) => { require("node:fs").writeFileSync(OUT, String(answer.statusCode)); answer.resume(); });
  call.end(${JSON.stringify(body)});
`;

/** Stops a function. */
const stopAndSurvive = call(
  "/2017-10-31/functions/demo-dev-jobs_event-perform/concurrency",
  { method: "PUT" },
  '{"ReservedConcurrentExecutions":0}',
);

/** Sends an event to a function. */
const sendEvent = (name: string, headers: Record<string, string> = {}): string =>
  call(
    `/2015-03-31/functions/${name}/invocations`,
    { method: "POST", headers: { "x-amz-invocation-type": "Event", ...headers } },
    "{}",
  );

describe("with a command", () => {
  test("says what became of the events of its functions, if there were any", async () => {
    expect(await runScript(sendEvent("demo-dev-jobs_event-perform"))).toEqual([0, "202"]);
    expect(stderr).toBe(
      "Events: 1 processed, 0 sent to failure destinations or dead-letter queues, 0 lost.\n",
    );
    stderr = "";
    await runScript(sendEvent("demo-dev-cleanup_event-legacy"));
    expect(stderr).toBe(
      "Events: 0 processed, 0 sent to failure destinations or dead-letter queues, 1 lost.\n",
    );
    stderr = "";
    await run({ command: ["true"] });
    expect(stderr).toBe("");
  });

  test("counts the events of all accounts and regions", async () => {
    const stacksFile = join(folder, "stacks.json");
    const functions = [{ name: "there" }];
    await writeFile(stacksFile, JSON.stringify([{ name: "app", region: "eu-west-1", functions }]));
    const authorization = "AWS4-HMAC-SHA256 Credential=ada/20260131/eu-west-1/lambda/aws4_request";
    expect(await runScript(sendEvent("there", { authorization }), { stacksFile })).toEqual([0, "202"]);
    expect(stderr).toMatch(/^Events: 1 processed/);
  });

  test("ends with the command's exit code", async () => {
    expect(await run({ command: ["sh", "-c", "exit 5"] })).toBe(5);
    expect(stdout + stderr).toBe("");
  });

  test("ends with 128 and the number of the signal that ended the command", async () => {
    expect(await run({ command: ["sh", "-c", "kill -TERM $$"] })).toBe(143);
  });

  test("gives the command what leads it to the sandbox, and nothing that leads it past", async () => {
    const outer = {
      ...{ PATH: process.env.PATH, OUT: join(folder, "out"), HOME: "/home/ada" },
      ...{ AWS_PROFILE: "prod", AWS_SESSION_TOKEN: "t", AWS_REGION: "eu-west-1", NO_PROXY: "example.com" },
      ...{
        AWS_ENDPOINT_URL_LAMBDA: "https://real",
        AWS_ENDPOINT_URL_STS: "https://real",
        AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
      },
    };
    const [code, written] = await runScript(print("process.env"), { env: outer });
    expect(code).toBe(0);
    const inner: unknown = JSON.parse(written);
    expect(inner).toMatchObject({
      AWS_ENDPOINT_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "sandbox",
      AWS_SECRET_ACCESS_KEY: "sandbox",
      NO_PROXY: "example.com,127.0.0.1",
      HOME: "/home/ada",
    });
    for (const name of [
      "AWS_PROFILE",
      "AWS_SESSION_TOKEN",
      "AWS_ENDPOINT_URL_LAMBDA",
      "AWS_ENDPOINT_URL_STS",
      "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    ])
      expect(inner).not.toHaveProperty(name);
  });

  test("lets the command change the sandbox", async () => {
    expect(await runScript(stopAndSurvive)).toEqual([0, "200"]);
  });

  test.each(["before", "after"])("kills the command %s a chosen call took effect", async (when) => {
    const faults = [`PutFunctionConcurrency:1:kill-${when}`];
    expect(await runScript(stopAndSurvive, { faults })).toEqual([137, ""]);
  });

  test("kills what the command started too", async () => {
    const listener = createServer();
    const heard = new Promise<string>((resolve) =>
      listener.once("connection", (socket) => void text(socket).then(resolve)),
    );
    await once(listener.listen(0, "127.0.0.1"), "listening");
    try {
      const outliving = `
        const socket = require("node:net").connect(Number(process.env.PORT), "127.0.0.1", () => {
          fetch(process.env.AWS_ENDPOINT_URL, { method: "POST", body: "Action=DescribeStacks" })
            .finally(() => socket.end("outlived it"));
        });
      `;
      const command = `require("node:child_process").spawnSync(process.execPath, ["-e", ${JSON.stringify(outliving)}])`;
      const env = { PATH: process.env.PATH, PORT: String(portOf(listener)) };
      const [code] = await runScript(command, { env, faults: ["DescribeStacks:1:kill-before"] });
      expect([code, await heard]).toEqual([137, ""]);
    } finally {
      listener.close();
    }
  });

  test("passes signals on to the command", async () => {
    const script = "end() { kill $!; exit 3; }; trap end HUP; sleep 60 & kill -HUP $PPID; wait";
    expect(await run({ command: ["sh", "-c", script] })).toBe(3);
    expect(process.listenerCount("SIGHUP")).toBe(0);
  });

  test("says when there is no such command", async () => {
    expect(await run({ command: ["no-such-command"] })).toBe(127);
    expect(stderr).toBe(
      "ERROR: The command no-such-command cannot be found.\nCheck its spelling, and that it is on the PATH.\n",
    );
  });
});

describe("without a command", () => {
  test("prints what to export and stays until it is told to stop", async () => {
    const stop = new AbortController();
    const printed = new EventTarget();
    const running = run({
      signal: stop.signal,
      stdout: (text) => {
        stdout += text;
        printed.dispatchEvent(new Event("printed"));
      },
    });
    await once(printed, "printed");
    const url =
      /^export AWS_ENDPOINT_URL=(?<url>http:\/\/127\.0\.0\.1:\d+)$/m.exec(stdout)?.groups?.url ?? "";
    expect(stdout.split("\n").slice(1)).toEqual([
      "export AWS_REGION=us-east-1",
      "export AWS_DEFAULT_REGION=us-east-1",
      "export AWS_ACCESS_KEY_ID=sandbox",
      "export AWS_SECRET_ACCESS_KEY=sandbox",
      "export JETS_PROJECT=demo",
      "export JETS_ENV=dev",
      expect.stringMatching(/^unset AWS_PROFILE .*AWS_SESSION_TOKEN/),
      "",
    ]);
    const { Functions } = await httpClients(url).lambda.send(new ListFunctionsCommand({}));
    expect(Functions).toHaveLength(5);
    stop.abort();
    expect(await running).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });
});

test.each([
  [{ faults: ["nonsense"] }, /The fault nonsense has not three parts/],
  [{ stacksFile: "/no/such/stacks.json" }, /cannot be read: ENOENT/],
  [{ port: 1 << 20 }, /cannot listen on port 1048576/],
])("a wrong option is told before anything starts: %j", async (options, message) => {
  const problem: unknown = await run(options).catch((reason: unknown) => reason);
  expect(problem).toBeInstanceOf(SandboxProblem);
  expect(problem).toMatchObject({ message: expect.stringMatching(message) as string });
});
