import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { binary } from "../support/process/jets.js";
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

describe.concurrent("a full disk", () => {
  for (const command of ["on", "off"] as const) {
    test(`under stderr keeps ${command} from nothing`, async (context) => {
      const scene = await openScene(before[command], context);
      expect(await runOntoFullDisk(scene, command, "stderr")).toBe(0);
      expect(scene.sandbox.settings()).toEqual(goalOf(command, scene));
      expect((await scene.run("off")).exitCode).toBe(0);
    });

    test(`under stdout keeps ${command} from nothing, but is a failure in the end`, async (context) => {
      const scene = await openScene(before[command], context);
      expect(await runOntoFullDisk(scene, command, "stdout", "--json")).toBe(1);
      expect(scene.sandbox.settings()).toEqual(goalOf(command, scene));
      expect((await scene.run("off")).exitCode).toBe(0);
    });
  }
});
