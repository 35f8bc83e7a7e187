import { createClients } from "../../src/aws/clients.js";
import { createPorts } from "../../src/aws/index.js";
import type { Sandbox } from "../../src/sandbox/index.js";
import { requestHandlerFor } from "./sandbox.js";
import { FakeShell, type Run } from "./session.js";
import type { VirtualClock } from "./virtual-clock.js";

// Loading code takes real time, in which virtual time would jump ahead.
await Promise.all([
  import("../../src/maintenance/index.js"),
  import("../../src/aws/sdk/cloudformation.js"),
  import("../../src/aws/sdk/lambda.js"),
  import("../../src/aws/sdk/ssm.js"),
]);

/** An AWS, and the clock that it goes by. */
export interface Place {
  readonly sandbox: Sandbox;
  readonly clock: VirtualClock;
}

/**
 * Runs a command line as the binary does, but in this process and by the sandbox's own clock: however long it
 * waits, no real time passes. The application is `demo-dev`.
 */
export function runInProcess({ sandbox, clock }: Place, ...args: readonly string[]): Promise<Run> {
  const clients = createClients({ region: sandbox.region, requestHandler: requestHandlerFor(sandbox) });
  const aws = createPorts(clients, { clock, random: () => 0.5 });
  return new FakeShell({ aws, clock }).jets(...args);
}
