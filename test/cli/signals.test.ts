import { EventEmitter } from "node:events";
import { describe, expect, test, vi } from "vitest";
import { hearSignals, type Signals } from "../../src/cli/signals.js";

/** A process that hears signals at times of our own. */
function hearing(isShown = true): {
  heard: Signals;
  exit: () => void;
  send: (signal: string, at: number) => void;
  source: EventEmitter;
} {
  const source = new EventEmitter();
  const exit = vi.fn();
  let now = 0;
  const heard = hearSignals(source, { now: () => now, isShown, exit });
  const send = (signal: string, at: number): void => {
    now = at;
    source.emit(signal, signal);
  };
  return { heard, exit, send, source };
}

describe("signals", () => {
  test("the first one stops the run, those within a second are the same key", () => {
    const { heard, exit, send } = hearing();
    expect(heard.signal.aborted).toBe(false);
    send("SIGINT", 5_000);
    expect(heard.signal.aborted).toBe(true);
    send("SIGINT", 5_010);
    send("SIGTERM", 5_020);
    send("SIGHUP", 6_000);
    expect(heard.lastSignal.aborted).toBe(false);
    expect(exit).not.toHaveBeenCalled();
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"])("%s more than a second later ends the process", (signal) => {
    const { heard, exit, send } = hearing();
    send("SIGINT", 5_000);
    send("SIGINT", 5_900);
    send(signal, 6_001);
    expect(heard.lastSignal.aborted).toBe(true);
    expect(exit).toHaveBeenCalledOnce();
  });

  test("SIGHUP says nothing where no terminal shows the run", () => {
    const { heard, exit, send } = hearing(false);
    send("SIGHUP", 1_000);
    expect(heard.signal.aborted).toBe(false);
    send("SIGTERM", 2_000);
    send("SIGHUP", 9_000);
    expect(heard.signal.aborted).toBe(true);
    expect(exit).not.toHaveBeenCalled();
  });

  test.each([true, false])("are left alone once they are released", (isShown) => {
    const { heard, source } = hearing(isShown);
    expect(source.eventNames()).toEqual(["SIGINT", "SIGTERM", "SIGHUP"]);
    heard.release();
    expect(source.eventNames()).toEqual([]);
  });

  test.each([true, false])(
    "are another's until it hands them back, and interrupt what comes then",
    (isShown) => {
      const { heard, exit, send } = hearing(isShown);
      const passed: string[] = [];
      const resume = heard.pass((signal) => passed.push(signal));
      for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"]) send(signal, 5_000);
      expect(passed).toEqual(["SIGHUP", "SIGINT", "SIGTERM"]);
      expect(heard.signal.aborted).toBe(false);
      const next = resume();
      send("SIGINT", 5_900);
      expect(next.signal.aborted).toBe(false);
      send("SIGINT", 6_001);
      expect(next.signal.aborted).toBe(true);
      expect(exit).not.toHaveBeenCalled();
      send("SIGINT", 7_002);
      expect(next.lastSignal.aborted).toBe(true);
      expect(exit).toHaveBeenCalledOnce();
    },
  );

  test("that are handed back interrupt nothing for a second: the Ctrl-C that ended the other may come late", () => {
    const { heard, send } = hearing();
    const next = heard.pass(() => undefined)();
    send("SIGINT", 30);
    expect(next.signal.aborted).toBe(false);
    send("SIGINT", 1_001);
    expect(next.signal.aborted).toBe(true);
  });
});
