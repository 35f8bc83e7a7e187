import { expect, test } from "vitest";
import type { FunctionSeed } from "../../src/sandbox/index.js";
import { runJets } from "../support/process/jets.js";
import { serveSandbox } from "../support/network/served-sandbox.js";
import { upTo } from "./application.js";

/** A worker out of 2,000, with settings of every kind among them and a name as long as Lambda takes. */
function createWorker(number: number): FunctionSeed {
  const name = `demo-dev-customer_notifications_event-deliver_to_all_of_them${String(number).padStart(4, "0")}`;
  switch (number % 4) {
    case 0:
      return { name, reserved: 1 };
    case 1:
      return { name, reserved: 0 };
    case 2:
      return number % 40 === 2
        ? { name, versions: 1, aliases: { live: "1" }, provisioned: { live: 1 } }
        : { name };
    default:
      return number % 40 === 3
        ? { name, mappings: [{ source: `arn:aws:sqs:us-east-1:123456789012:queue-${number}` }] }
        : { name };
  }
}

const preloads = ["peak-memory.js", "fast-clock.js"].map(
  (file) => `--import=${new URL(`../support/process/${file}`, import.meta.url).href}`,
);

test(
  "2,000 workers fit into the journal, into 60 writes and into 200 MB",
  { timeout: 300_000 },
  async (context) => {
    const nested = upTo(20).map((stack) => ({
      logicalId: `Part${stack}`,
      functions: upTo(100).map((index) => createWorker((stack - 1) * 100 + index)),
    }));
    const { sandbox, env, close } = await serveSandbox({
      stacks: [{ name: "demo-dev", nested }],
      accountConcurrency: 2_000,
    });
    context.onTestFinished(() => close());
    const original = sandbox.settings();

    for (const command of ["on", "status", "off"]) {
      sandbox.clearCalls();
      const args = [`maintenance:${command}`, "--role", "worker", ...(command === "on" ? ["--yes"] : [])];
      const { exitCode, stderr } = await runJets(args, { ...env, NODE_OPTIONS: preloads.join(" ") });
      expect(exitCode, stderr).toBe(0);
      expect(Number(/^peak memory (\d+) MB$/m.exec(stderr)?.[1]), command).toBeLessThan(200);
      // A run of two minutes, as long as AWS's quotas let it take, writes its record some six times besides.
      const parts = sandbox.calls.filter(
        ({ operation, target }) => operation === "PutParameter" && target.includes("/journal/"),
      );
      expect(parts.length, command).toBeLessThanOrEqual(60);
      const sizes = Object.values(sandbox.world.parameters()).map((value) => Buffer.byteLength(value));
      expect(Math.max(...sizes), command).toBeLessThanOrEqual(4_096);
      if (command !== "off")
        expect(Object.values(sandbox.settings()).every(({ reserved }) => reserved === 0)).toBe(true);
    }
    expect(sandbox.settings()).toEqual(original);
  },
);
