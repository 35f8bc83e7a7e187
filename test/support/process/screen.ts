import xterm from "@xterm/headless";

/** What a person would look at: 24 lines, every control sequence obeyed. */
export class Screen {
  readonly #terminal: xterm.Terminal;
  /** Everything that was written, as it was. */
  text = "";

  constructor(cols = 80) {
    this.#terminal = new xterm.Terminal({ cols, rows: 24, convertEol: true, allowProposedApi: true });
  }

  write(text: string): void {
    this.text += text;
    this.#terminal.write(text);
  }

  /** The lines as they look now, blanks at their ends left out. */
  async lines(): Promise<string[]> {
    await new Promise<void>((resolve) => {
      this.#terminal.write("", resolve);
    });
    const buffer = this.#terminal.buffer.active;
    const lines = Array.from(
      { length: buffer.length },
      (_, row) => buffer.getLine(row)?.translateToString(true) ?? "",
    );
    return lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
  }

  /** The same as they were written: what the terminal broke at its edge is one line. */
  async unbrokenLines(): Promise<string[]> {
    const {
      buffer: { active: buffer },
      cols,
    } = this.#terminal;
    const unbroken: string[] = [];
    for (const [row, line] of (await this.lines()).entries()) {
      const last = unbroken.at(-1);
      if (buffer.getLine(row)?.isWrapped !== true || last === undefined) unbroken.push(line);
      else unbroken[unbroken.length - 1] = last.padEnd(Math.ceil(last.length / cols) * cols) + line;
    }
    return unbroken;
  }
}
