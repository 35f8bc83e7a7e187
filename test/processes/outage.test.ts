import { createServer } from "node:http";
import { once } from "node:events";
import { describe, expect, test, type TestContext } from "vitest";
import { listen, type WireResponse } from "../../src/sandbox/index.js";
import { type TestSandbox } from "../support/world/index.js";
import { startJets, type RunningProcess } from "../support/process/jets.js";
import { openScene, type Scene } from "./application.js";
import { sample } from "../support/sample.js";

const [fastClock = "", fastTimers = ""] = ["fast-clock.js", "fast-timers.js"].map(
  (file) => `--import=${new URL(`../support/process/${file}`, import.meta.url).href}`,
);

/** AWS behind a proxy that, from the first call of this operation on and for so many calls, says so instead of AWS. */
async function behindProxy(
  { sandbox }: Scene,
  operation: string,
  count: number,
  answer: WireResponse | "drop",
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  let struck = 0;
  const handle: TestSandbox["handle"] = async (request) => {
    const before = sandbox.calls.length;
    if (struck > 0 && struck <= count) {
      struck += 1;
      return answer;
    }
    const response = await sandbox.handle(request);
    if (sandbox.calls.slice(before).some((call) => call.operation === operation)) struck += 1;
    return response;
  };
  return listen({ ...sandbox, handle });
}

const answers: readonly (readonly [string, WireResponse | "drop"])[] = [
  ["a 503 of AWS", { status: 503, headers: {}, body: "" }],
  [
    "a page of a proxy",
    { status: 502, headers: { "content-type": "text/html" }, body: "<html><p>Bad Gateway" },
  ],
  ["a connection that is reset", "drop"],
];

function start({ env }: Scene, url: string, ...args: string[]): RunningProcess {
  return startJets(args, { ...env, AWS_ENDPOINT_URL: url, NODE_OPTIONS: fastClock });
}

async function openProxied(
  context: TestContext,
  from: Parameters<typeof behindProxy>[1],
  answer: WireResponse | "drop",
  count = 12,
): Promise<{ readonly scene: Scene; readonly url: string }> {
  const scene = await openScene("on", context);
  const proxy = await behindProxy(scene, from, count, answer);
  context.onTestFinished(() => proxy.close());
  return { scene, url: proxy.url };
}

describe.concurrent("an outage in the middle of a run", () => {
  test.for(sample(answers, 1))("does not end off of the workers: %s", async ([, answer], context) => {
    const { scene, url } = await openProxied(context, "PutFunctionConcurrency", answer);
    const { exitCode, stderr } = await start(scene, url, "maintenance:off", "--role", "worker").end;
    expect(exitCode, stderr).toBe(0);
    expect(stderr.match(/ Waiting until \S+Z at the latest for that to pass\.$/gm)).toHaveLength(1);
    expect(scene.sandbox.settings()).toEqual(scene.original);
  });

  test.for(sample(answers, 1))(
    "does not end on of the web role after its first change: %s",
    async ([, answer], context) => {
      const { scene, url } = await openProxied(context, "PutParameter", answer);
      const { exitCode, stderr } = await start(scene, url, "maintenance:on", "--yes").end;
      expect(exitCode, stderr).toBe(0);
      expect(scene.sandbox.world.parameters()["/jets/demo-dev/maintenance/web"]).toBe("on");
    },
  );

  test("ends at Ctrl-C, which says what stands", async (context) => {
    const { scene, url } = await openProxied(context, "PutFunctionConcurrency", "drop", Infinity);
    const running = start(scene, url, "maintenance:off", "--role", "worker");
    await running.says("at the latest for that to pass");
    running.child.kill("SIGINT");
    const { exitCode, stderr } = await running.end;
    expect(exitCode, stderr).toBe(130);
    expect(stderr).toContain("ERROR: Interrupted: the workers of demo-dev may be partly stopped");
  });
});

test("an endpoint that accepts and never answers is asked once by the SDK, then given up", async (context) => {
  let requests = 0;
  const server = createServer(() => {
    requests += 1;
  }).listen(0, "127.0.0.1");
  context.onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const scene = await openScene("off", context);
  const { exitCode, stderr } = await startJets(["maintenance:status"], {
    ...scene.env,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    NODE_OPTIONS: `${fastClock} ${fastTimers}`,
  }).end;
  expect(exitCode, stderr).toBe(1);
  expect(stderr).toMatch(
    /^ERROR: AWS could not be reached for .*: there was no answer within 30 seconds\.$/m,
  );
  // Two reads, each made directly and then through the SDK.
  expect(requests).toBe(4);
});
