import { identifyOperator } from "../../src/run/operator.js";
import { type SandboxOptions } from "../../src/sandbox/index.js";
import type { TestSandbox } from "../support/world/index.js";
import { openSandbox, type TimedSandbox } from "../support/timed-sandbox.js";
import { openShell } from "../support/in-process.js";
import type { FakeShell } from "../support/process/fake-shell.js";
import { everywhere, FakeTerminal } from "../support/process/fake-terminal.js";
import { createVirtualClock } from "../support/virtual-clock.js";

/** What a terminal is like. */
export interface Mode {
  readonly columns: number;
  readonly env: Readonly<Record<string, string>>;
}

/** Somebody at a terminal with an application of their own, and all that was to be seen there. */
export class Stage {
  readonly #aws: TimedSandbox;
  readonly #mode: Mode;
  #seen = "";

  constructor(mode: Mode, options: SandboxOptions = {}) {
    const clock = createVirtualClock();
    this.#aws = openSandbox({ sleep: (ms) => clock.sleep(ms), ...options }, clock);
    this.#mode = mode;
  }

  /** Runs a command at the terminal. Where it asks, `keys` are pressed. */
  async jets(command: string, ...keys: readonly string[]): Promise<void> {
    const terminal = new FakeTerminal(
      everywhere,
      { JETS_PROJECT: "demo", TERM: "xterm", ...this.#mode.env },
      "/nowhere",
      this.#mode.columns,
    );
    const answering = keys.length === 0 ? undefined : terminal.pressAfter("(y/N)", ...keys);
    const { exitCode } = await this.#open(terminal).jets(...command.split(" "));
    await answering;
    this.#seen += `$ jets ${command}\n${legible(terminal.written)}[exit code ${exitCode}]\n`;
  }

  /** Runs a command where nobody looks. */
  async unseen(command: string): Promise<void> {
    await this.#open().jets(...command.split(" "));
  }

  #open(terminal?: FakeTerminal): FakeShell {
    return openShell(this.#aws, terminal);
  }

  get sandbox(): TestSandbox {
    return this.#aws.sandbox;
  }

  /** What was to be seen, with control sequences spelled out. */
  get seen(): string {
    return this.#seen;
  }
}

const who = identifyOperator({}).by;

/** Spelled out; what follows on the same line of the terminal after a carriage return has a line of its own. */
const legible = (text: string): string =>
  text
    .replaceAll("\x1b", String.raw`\e`)
    .replaceAll("\r", `\n${String.raw`\r`}`)
    .replaceAll(who, "ada@laptop");
