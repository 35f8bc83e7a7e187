import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runJets } from "../support/process/jets.js";
import { serveSandbox, type ServedSandbox } from "../support/network/served-sandbox.js";

const page = readFileSync(new URL("../../docs/runtime.md", import.meta.url), "utf8");
const reader = /^```python\n(.*?)^```/ms.exec(page)?.[1] ?? "";
// Asked with a TTL on a line of its own, it tells what the reader tells.
const program = `${reader}\nimport sys\nfor line in sys.stdin:\n    print("on" if maintenance_is_on(ttl=float(line)) else "off", flush=True)\n`;

let served: ServedSandbox;
let python: ChildProcessWithoutNullStreams;
let lines: AsyncIterator<string>;

beforeEach(async () => {
  served = await serveSandbox();
  const env = {
    ...served.env,
    PATH: process.env.PATH,
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_MAX_ATTEMPTS: "1",
  };
  python = spawn("python3", ["-c", program], { env });
  lines = createInterface(python.stdout)[Symbol.asyncIterator]();
});

afterEach(async () => {
  python.kill("SIGKILL");
  await once(python, "exit");
  await served.close();
});

async function ask(ttl: number): Promise<string> {
  python.stdin.write(`${ttl}\n`);
  const { value } = await lines.next();
  return String(value);
}

test("the reader in docs/runtime.md sees what the command line sets", async () => {
  expect(await ask(0)).toBe("off");
  await runJets(["maintenance:on", "--yes"], served.env);
  expect(await ask(0)).toBe("on");
  await runJets(["maintenance:off"], served.env);
  expect(await ask(0)).toBe("off");
});

test("it keeps what it read for as long as it is told to", async () => {
  expect(await ask(0)).toBe("off");
  await runJets(["maintenance:on", "--yes"], served.env);
  expect(await ask(3600)).toBe("off");
  expect(await ask(0)).toBe("on");
});

test("it keeps the last known state when SSM can't be reached", async () => {
  await runJets(["maintenance:on", "--yes"], served.env);
  expect(await ask(0)).toBe("on");
  await served.close();
  served = await serveSandbox();
  expect(await ask(0)).toContain("The last known state of maintenance holds:");
  expect(String((await lines.next()).value)).toBe("on");
});
