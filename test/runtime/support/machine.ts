import type { System } from "../../../src/runtime/system.js";

/** A machine whose clock goes only when it is told to. */
export class Machine implements System {
  readonly env: Record<string, string | undefined>;
  readonly lines: string[] = [];
  /** What `random` tells. */
  chance = 0;
  private time = Date.parse("2026-11-23T12:00:00Z");
  private timers: { readonly at: number; readonly callback: () => void }[] = [];

  constructor(env: Record<string, string | undefined> = {}) {
    this.env = env;
  }

  readonly now = (): number => this.time;
  readonly random = (): number => this.chance;
  readonly log = (line: string): void => {
    this.lines.push(line);
  };

  readonly startTimer = (ms: number, callback: () => void): (() => void) => {
    const timer = { at: this.time + ms, callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  };

  /** Lets time go by, timers going off in their order. */
  pass(ms: number): void {
    const end = this.time + ms;
    for (let next = this.dueBefore(end); next !== undefined; next = this.dueBefore(end)) {
      this.time = next.at;
      this.timers = this.timers.filter((timer) => timer !== next);
      next.callback();
    }
    this.time = end;
  }

  /** The time goes by while nothing runs, as in a frozen container. */
  freeze(ms: number): void {
    this.time += ms;
  }

  private dueBefore(end: number): { readonly at: number; readonly callback: () => void } | undefined {
    return this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}
