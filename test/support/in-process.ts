import type { Account } from "../../src/aws/account.js";
import { createPorts, type Aws } from "../../src/aws/index.js";
import { defined } from "../../src/defined.js";
import type { AccountAccess, AwsAccess } from "../../src/run/machine.js";
import type { SandboxOptions } from "../../src/sandbox/index.js";
import { accountIn } from "./account-in.js";
import { clientsFor } from "./shared-clients.js";
import { requestHandlerFor } from "./sdk-clients.js";
import { FakeShell, type Run } from "./process/fake-shell.js";
import type { FakeTerminal } from "./process/fake-terminal.js";
import { openSandbox, type TimedSandbox } from "./timed-sandbox.js";

// Loading code takes real time, in which virtual time would jump ahead.
await Promise.all([
  import("../../src/maintenance/index.js"),
  import("../../src/terminal/views/plan.js"),
  import("../../src/terminal/progress/progress.js"),
  import("../../src/terminal/question.js"),
  import("../../src/terminal/views/status-table.js"),
]);

/** An AWS whose changes take effect at once, for {@link runInProcess}; the application is `demo-dev`. */
export const openAws = (options?: SandboxOptions): TimedSandbox =>
  openSandbox({ mappingSettlesMs: 0, provisionedSettlesMs: 0, ...options });

/**
 * Runs a command line as the binary does, but in this process and by the sandbox's own clock: however long it
 * waits, no real time passes. The application is `demo-dev`.
 */
export function runInProcess(at: TimedSandbox, ...args: readonly string[]): Promise<Run> {
  return openShell(at).jets(...args);
}

/**
 * A person in this process, at a terminal of their own or in a pipe. `profiles` says which account the profiles are of
 * that they have; `signal` is their Ctrl-C.
 */
export function openShell(
  at: TimedSandbox,
  terminal?: FakeTerminal,
  profiles: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): FakeShell {
  const { sandbox, clock } = at;
  const clients = clientsFor(requestHandlerFor(sandbox));
  const aws = ({ trace }: AwsAccess): Aws =>
    createPorts(clients, { clock, random: () => 0.5, ...defined({ trace }) });
  const account = (access: AccountAccess, ended: AbortSignal): Account =>
    accountIn(at, { ...access, signal: ended }, profiles);
  return new FakeShell({ aws, account, clock, ...defined({ terminal, signal }) });
}
