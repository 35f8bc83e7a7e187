import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { binary } from "../support/process/jets.js";
import { sample } from "../support/sample.js";
import { before, goalOf, openScene, type Command, type Scene } from "./application.js";

/** Runs the binary with its output where nothing can be written; resolves to its exit code. */
async function runOntoFullDisk(
  { env }: Scene,
  command: Command,
  full: "stdout" | "stderr",
  ...options: string[]
): Promise<unknown> {
  const disk = openSync("/dev/full", "w");
  const args = [binary, `maintenance:${command}`, "--yes", "--role", "worker", ...options];
  const stdio = ["ignore", full === "stdout" ? disk : "ignore", full === "stderr" ? disk : "ignore"] as const;
  const running = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: [...stdio] });
  closeSync(disk);
  const [code]: unknown[] = await once(running, "close");
  return code;
}

const disks = (["on", "off"] as const).flatMap((command) =>
  (["stderr", "stdout"] as const).map((full) => ({ command, full })),
);

describe.concurrent("a full disk", () => {
  test.for(sample(disks, 2))(
    "under $full keeps $command from nothing, but is a failure in the end where it has the answer",
    async ({ command, full }, context) => {
      const scene = await openScene(before[command], context);
      const options = full === "stdout" ? ["--json"] : [];
      expect(await runOntoFullDisk(scene, command, full, ...options)).toBe(full === "stdout" ? 1 : 0);
      expect(scene.sandbox.settings()).toEqual(goalOf(command, scene));
      expect((await scene.run("off")).exitCode).toBe(0);
    },
  );
});
