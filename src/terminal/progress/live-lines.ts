/**
 * Lines at the end of stderr that are drawn anew in their place, and are gone before any other line is written. The
 * cursor is never hidden: a process that is killed can't bring it back.
 */
export class LiveLines {
  #drawn = 0;
  #erasures = 0;
  #isPaused = false;

  /** Whether a question is shown, which these lines must not overwrite. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** How often other lines have taken their place. */
  get erasures(): number {
    return this.#erasures;
  }

  /** What to write so that these lines are there instead of those before. None may reach the terminal's edge. */
  draw(lines: readonly string[]): string {
    const removal = this.#removal();
    this.#drawn = lines.length;
    return removal + lines.join("\n");
  }

  /** What to write before any other line. */
  erase(): string {
    const removal = this.#removal();
    this.#drawn = 0;
    this.#erasures += 1;
    return removal;
  }

  /** Says that something else stands there from now on. */
  pause(): void {
    this.#isPaused = true;
  }

  /** Says that it is answered: what was written then counts as other lines. */
  resume(): void {
    this.#isPaused = false;
    this.#erasures += 1;
  }

  /** The cursor is at the end of the last line. */
  #removal(): string {
    if (this.#drawn === 0) return "";
    return `\r${this.#drawn > 1 ? `\x1b[${this.#drawn - 1}A` : ""}\x1b[J`;
  }
}
