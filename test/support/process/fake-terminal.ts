import { PassThrough, Writable } from "node:stream";
import type { Terminal } from "../../../src/terminal/terminal.js";
import { LiveLines } from "../../../src/terminal/progress/live-lines.js";
import { Screen } from "./screen.js";

/** Which of the three streams are a terminal; none unless told. */
export interface Devices {
  readonly stdin?: boolean;
  readonly stdout?: boolean;
  readonly stderr?: boolean;
}

/** A person's terminal: all three streams are one. */
export const everywhere: Devices = { stdin: true, stdout: true, stderr: true };

/** Streams in memory, and the screen that a person would look at. */
export class FakeTerminal implements Terminal {
  readonly stdin: PassThrough & { isTTY?: boolean };
  readonly stdout: FakeOutput;
  readonly stderr: FakeOutput;
  readonly live = new LiveLines();
  readonly #screen: Screen;

  constructor(
    devices: Devices = {},
    readonly env: Readonly<Record<string, string | undefined>> = {},
    readonly cwd = "/nowhere",
    columns = 80,
  ) {
    this.#screen = new Screen(columns);
    this.stdin = Object.assign(new PassThrough(), { isTTY: devices.stdin === true });
    this.stdout = new FakeOutput(devices.stdout === true, this.#screen, columns);
    this.stderr = new FakeOutput(devices.stderr === true, this.#screen, columns);
  }

  /** Presses keys, one after the other, once `text` has been written to stderr. */
  async pressAfter(text: string, ...keys: readonly string[]): Promise<void> {
    await this.stderr.shows(text);
    for (const key of keys) this.stdin.write(key);
  }

  /** What both streams wrote, in its order, with every control sequence. */
  get written(): string {
    return this.#screen.text;
  }

  /** The lines on the screen, as they look now. */
  lines(): Promise<string[]> {
    return this.#screen.lines();
  }
}

/** Keeps what was written as text. */
class FakeOutput extends Writable {
  text = "";
  /** As `process.stderr` has it: nobody who pipes into it may end it. */
  readonly _isStdio = true;
  readonly #screen: Screen;

  constructor(
    readonly isTTY: boolean,
    screen: Screen,
    readonly columns: number,
  ) {
    super({ decodeStrings: false });
    this.#screen = screen;
  }

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    const text = String(chunk);
    this.text += text;
    this.#screen.write(text);
    done();
    this.emit("text");
  }

  /** Resolves once `text` has been written. */
  async shows(text: string): Promise<void> {
    while (!this.text.includes(text)) {
      await new Promise<void>((resolve) => {
        this.once("text", resolve);
      });
    }
  }
}
