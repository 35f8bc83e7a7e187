import { setEnvironment } from "../environment.js";
import { createAccount } from "../../../src/aws/account.js";
import { createAws } from "../../../src/aws/index.js";
import { systemClock } from "../../../src/run/clock.js";
import { FakeShell, type Run } from "../process/fake-shell.js";
import { FakeTerminal } from "../process/fake-terminal.js";
import { withoutProgress } from "../process/jets.js";

/**
 * Runs a command line in this process, with AWS on the wire and by the real clock, in a pipe unless `terminalIn` makes
 * another one. `env` is all of its environment, and of this process meanwhile. The SDK reads a file of its configuration
 * once in a process: each test needs a path of its own.
 */
export async function runHere(
  args: readonly string[],
  env: Record<string, string> = {},
  terminalIn = (here: Record<string, string | undefined>): FakeTerminal => new FakeTerminal({}, here),
): Promise<Run> {
  const before = { ...process.env };
  const here = { PATH: before.PATH, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true", ...env };
  const shell = new FakeShell({
    terminal: terminalIn(here),
    aws: (access) => createAws({ ...access, clock: systemClock, random: Math.random }),
    account: (access, signal) =>
      createAccount({ ...access, clock: systemClock, random: Math.random, signal }),
    clock: systemClock,
  });
  setEnvironment(here);
  try {
    return withoutProgress(await shell.jets(...args));
  } finally {
    setEnvironment(before);
  }
}
