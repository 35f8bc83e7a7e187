import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { serveRegistry, type Registry } from "./registry.js";
import { ReadersShell } from "./shell.js";
import { shop } from "./stacks.js";

/** A job of a CI system, in front of the application `shop-prod`. */
export interface Job {
  /** What its steps run in. */
  readonly shell: ReadersShell;
  readonly registry: Registry;
  /** The folder of the runner: what one test has installed, the next one finds there, as the next step of a job does. */
  readonly runner: string;
}

/** Opens a job for each test of the file, and closes it. */
export function useJob(): Job {
  let registry: Registry;
  let shell: ReadersShell;
  let runner = "";
  beforeAll(() => {
    runner = mkdtempSync(join(tmpdir(), "runner-"));
  });
  afterAll(() => {
    rmSync(runner, { recursive: true });
  });
  beforeEach(async () => {
    registry = await serveRegistry();
    shell = await ReadersShell.open([shop], {
      JETS_PROJECT: "",
      npm_config_registry: registry.url,
      RUNNER_TEMP: runner,
    });
  });
  afterEach(async () => {
    await shell.close();
    registry.close();
  });
  return {
    get shell() {
      return shell;
    },
    get registry() {
      return registry;
    },
    get runner() {
      return runner;
    },
  };
}
