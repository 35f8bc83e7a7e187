import type { Clock, Stage } from "../../maintenance/index.js";
import { sleepUntil } from "../../maintenance/sleep.js";
import { colourFor, isAnimated } from "../colour.js";
import { printable } from "../printable.js";
import { drawnLine, saidLine, type UnderWay } from "./stage-line.js";
import { makeWay, say, widthOf, type Terminal } from "../terminal.js";

/** A run must have written nothing for this long before its progress is shown. */
const silenceMs = 500;

/** The time between two looks at how far the stages have come. */
const lookEveryMs = 100;

/** How many stages are drawn: lines that do not fit on the screen could not be erased. */
const mostLines = 10;

/**
 * Shows the stages that are under way on stderr, once a run has written nothing for half a second: as live lines on a
 * terminal, as one line per stage elsewhere.
 */
export class Progress {
  readonly #terminal: Terminal;
  readonly #clock: Clock;
  readonly #underWay = new Map<string, UnderWay>();
  readonly #said = new Set<string>();
  readonly #ending = new AbortController();
  #isLooking = false;
  #erasures: number;
  #silentSince: number;
  #drawn = "";

  constructor(terminal: Terminal, clock: Clock) {
    this.#terminal = terminal;
    this.#clock = clock;
    this.#erasures = terminal.live.erasures;
    this.#silentSince = this.#now();
  }

  /** Notes how far a stage has come. */
  show(stage: Stage): void {
    const name = stage.stage;
    if (stage.done < stage.total) {
      this.#underWay.set(name, { stage, since: this.#underWay.get(name)?.since ?? this.#now() });
    } else {
      this.#underWay.delete(name);
      this.#said.delete(name);
    }
    this.#listen();
    if (!this.#isLooking) void this.#look();
  }

  /** Takes away what is shown, and shows nothing more. */
  end(): void {
    this.#ending.abort();
    this.#underWay.clear();
    makeWay(this.#terminal);
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    const { signal } = this.#ending;
    while (this.#underWay.size > 0) {
      if (!(await sleepUntil({ clock: this.#clock, signal }, new Date(this.#now() + lookEveryMs)))) break;
      this.#listen();
      if (this.#now() - this.#silentSince >= silenceMs) this.#showAll([...this.#underWay.values()]);
    }
    this.#isLooking = false;
  }

  /** Notices whether the run itself has written something since. */
  #listen(): void {
    const { erasures } = this.#terminal.live;
    if (erasures === this.#erasures) return;
    this.#erasures = erasures;
    this.#silentSince = this.#now();
    this.#drawn = "";
  }

  #showAll(stages: readonly UnderWay[]): void {
    if (stages.length === 0 || this.#terminal.live.isPaused) return;
    if (isAnimated(this.#terminal.stderr, this.#terminal)) this.#draw(stages);
    else for (const one of stages) this.#sayOnce(one);
  }

  #draw(stages: readonly UnderWay[]): void {
    const { stderr, live } = this.#terminal;
    const { dim } = colourFor(stderr, this.#terminal);
    const shown = stages.slice(0, mostLines).map((one) => drawnLine(one, this.#now(), widthOf(stderr) - 1));
    const more = stages.length > mostLines ? [`and ${stages.length - mostLines} more`] : [];
    const lines = [...shown, ...more].map((line) => dim(printable(line)));
    if (lines.join("\n") === this.#drawn) return;
    this.#drawn = lines.join("\n");
    stderr.write(live.draw(lines));
  }

  #sayOnce(one: UnderWay): void {
    const name = one.stage.stage;
    if (this.#said.has(name)) return;
    this.#said.add(name);
    say(this.#terminal, saidLine(one, this.#now()));
    this.#erasures = this.#terminal.live.erasures;
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
