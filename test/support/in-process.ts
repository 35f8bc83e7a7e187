import { createClients } from "../../src/aws/clients.js";
import { createPorts } from "../../src/aws/index.js";
import { createSandbox, type Sandbox } from "../../src/sandbox/index.js";
import { requestHandlerFor, type SdkRequest } from "./sandbox.js";
import { FakeShell, type Run } from "./session.js";
import type { FakeTerminal } from "./terminal.js";
import { createVirtualClock, type VirtualClock } from "./virtual-clock.js";

let current = requestHandlerFor(createSandbox());

const clients = createClients({
  region: "us-east-1",
  requestHandler: { handle: (request: SdkRequest) => current.handle(request) },
});

// Loading code, and what a client does before its first call, takes real time, in which virtual time would jump ahead.
const warm = createPorts(clients, { clock: createVirtualClock(), random: () => 0 });
await Promise.all([
  warm.parameters.get("/a"),
  warm.functions.listMappings(),
  warm.stacks.get("demo-dev"),
  import("../../src/maintenance/index.js"),
  import("../../src/terminal/plan.js"),
  import("../../src/terminal/progress.js"),
  import("../../src/terminal/question.js"),
  import("../../src/terminal/status-table.js"),
]);

/** An AWS, and the clock that it goes by. */
export interface Place {
  readonly sandbox: Sandbox;
  readonly clock: VirtualClock;
}

/**
 * Runs a command line as the binary does, but in this process and by the sandbox's own clock: however long it
 * waits, no real time passes. The application is `demo-dev`. One sandbox at a time: only the newest one answers.
 */
export function runInProcess(place: Place, ...args: readonly string[]): Promise<Run> {
  return openShell(place).jets(...args);
}

/** A person in this process, at a terminal of their own or in a pipe. */
export function openShell({ sandbox, clock }: Place, terminal?: FakeTerminal): FakeShell {
  current = requestHandlerFor(sandbox);
  // The clients serve the next run too.
  const aws = { ...createPorts(clients, { clock, random: () => 0.5 }), close: () => undefined };
  return new FakeShell({ aws, clock, ...(terminal && { terminal }) });
}
