import type { SandboxOptions } from "../../src/sandbox/index.js";
import { createVirtualClock, type VirtualClock } from "./virtual-clock.js";
import { createTestSandbox, type TestSandbox } from "./world/index.js";

/** An AWS in this process, and the virtual clock that it goes by. */
export interface TimedSandbox {
  readonly clock: VirtualClock;
  readonly sandbox: TestSandbox;
}

/** Opens an AWS on a virtual clock; the application is `demo-dev` unless the options say otherwise. */
export function openSandbox(options: SandboxOptions = {}, clock = createVirtualClock()): TimedSandbox {
  return { clock, sandbox: createTestSandbox({ clock, ...options }) };
}
