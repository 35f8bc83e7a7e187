import { describe, expect, onTestFinished, test } from "vitest";
import type { Stage } from "../../../src/maintenance/index.js";
import { Progress } from "../../../src/terminal/progress/progress.js";
import { askMfaCode } from "../../../src/terminal/question.js";
import { answer, say } from "../../../src/terminal/terminal.js";
import { Screen } from "../../support/process/screen.js";
import { everywhere, FakeTerminal, type Devices } from "../../support/process/fake-terminal.js";
import { createVirtualClock, type VirtualClock } from "../../support/virtual-clock.js";

interface Shown {
  readonly terminal: FakeTerminal;
  readonly clock: VirtualClock;
  readonly progress: Progress;
  /** So many workers of 100 are stopped, which takes 10 seconds at the quota. */
  readonly stop: (done: number) => void;
  /** Takes a picture of the screen. */
  readonly look: () => void;
  /** The pictures, developed when virtual time need not go on any more. */
  readonly pictures: () => Promise<string[][]>;
}

function show(devices: Devices, env: Record<string, string> = {}, columns = 80): Shown {
  const terminal = new FakeTerminal(devices, { NO_COLOR: "", ...env }, "/nowhere", columns);
  const clock = createVirtualClock();
  const progress = new Progress(terminal, clock);
  onTestFinished(() => {
    progress.end();
  });
  const stop = (done: number): void => {
    progress.show({ type: "stage", stage: "Stopping workers", done, total: 100, seconds: 10 });
  };
  const written: string[] = [];
  const look = (): void => {
    written.push(terminal.stderr.text);
  };
  const develop = async (text: string): Promise<string[]> => {
    const screen = new Screen(columns);
    screen.write(text);
    return screen.lines();
  };
  const pictures = async (): Promise<string[][]> => {
    progress.end();
    return Promise.all(written.map(develop));
  };
  return { terminal, clock, progress, stop, look, pictures };
}

const reading = (done: number): Stage => ({ type: "stage", stage: "Reading the stack", done, total: 1 });

describe("progress on a terminal", () => {
  test("is a line with counts and the time left, from half a second on", async () => {
    const { clock, stop, look, pictures } = show(everywhere);
    stop(0);
    await clock.sleep(450);
    stop(15);
    look();
    await clock.sleep(150);
    look();
    await clock.sleep(1_400);
    stop(16);
    await clock.sleep(100);
    look();
    stop(90);
    await clock.sleep(100);
    look();
    expect(await pictures()).toEqual([
      [],
      ["Stopping workers 15/100, 9 s left"],
      // At the pace so far: others use the quota too.
      ["Stopping workers 16/100, 11 s left"],
      ["Stopping workers 90/100, 1 s left"],
    ]);
  });

  test("is gone before any other line, and back after half a second of silence", async () => {
    const { terminal, clock, stop, look, pictures } = show(everywhere);
    stop(0);
    await clock.sleep(750);
    say(terminal, "WARNING: Beware.");
    look();
    await clock.sleep(450);
    look();
    await clock.sleep(250);
    look();
    answer(terminal, "on");
    look();
    const warning = "WARNING: Beware.";
    const live = "Stopping workers 0/100, 10 s left";
    expect(await pictures()).toEqual([[warning], [warning], [warning, live], [warning]]);
    expect(terminal.stdout.text).toBe("on\n");
  });

  test("is not drawn over a question, and is back half a second after it", async () => {
    const { terminal, clock, stop, look, pictures } = show(everywhere);
    stop(0);
    await clock.sleep(750);
    const answered = askMfaCode("device", terminal, new AbortController().signal);
    await terminal.stderr.shows("code");
    await clock.sleep(2_000);
    look();
    terminal.stdin.write("1\r");
    expect(await answered).toBe("1");
    await clock.sleep(450);
    look();
    await clock.sleep(250);
    look();
    const question = "Enter MFA code for device:";
    const live = "Stopping workers 0/100, 10 s left";
    expect(await pictures()).toEqual([[question], [`${question} 1`], [`${question} 1`, live]]);
  });

  test("has a line for each stage that is under way, and leaves nothing behind", async () => {
    const { terminal, clock, progress, stop, look, pictures } = show(everywhere);
    stop(0);
    progress.show(reading(0));
    await clock.sleep(750);
    look();
    progress.show(reading(1));
    await clock.sleep(100);
    look();
    progress.end();
    await clock.sleep(1_000);
    look();
    const live = "Stopping workers 0/100, 10 s left";
    expect(await pictures()).toEqual([[live, "Reading the stack"], [live], []]);
    expect(terminal.stderr.text).not.toContain("\x1b[?25");
  });

  test("stays between two stages, so that it does not flicker", async () => {
    const { clock, progress, stop, look, pictures } = show(everywhere);
    progress.show(reading(0));
    await clock.sleep(750);
    progress.show(reading(1));
    await clock.sleep(300);
    look();
    stop(0);
    await clock.sleep(150);
    look();
    expect(await pictures()).toEqual([["Reading the stack"], ["Stopping workers 0/100, 10 s left"]]);
  });

  test("is drawn ten times a second at most", async () => {
    const { terminal, clock, stop } = show(everywhere);
    for (let done = 0; done < 100; done += 1) {
      stop(done);
      await clock.sleep(15);
    }
    const draws = terminal.stderr.text.split("\r").length;
    expect(draws).toBeGreaterThan(8);
    expect(draws).toBeLessThanOrEqual(11);
  });

  test("never reaches the edge, and is cut in its middle where it would", async () => {
    const { clock, progress, look, pictures } = show(everywhere, {}, 40);
    const stage = "Waiting for work that is already running";
    const until = "2026-01-01T00:03:20Z";
    progress.show({ type: "stage", stage, done: 0, total: 1, until });
    await clock.sleep(750);
    look();
    await clock.sleep(150_000);
    look();
    expect(await pictures()).toEqual([
      ["Waiting for work th…, 3:20 left at most"],
      ["Waiting for work th…, 50 s left at most"],
    ]);
  });
});

describe("where nothing is animated, progress is a line for each stage, once", () => {
  test.each([
    ["a pipe", {}, {}],
    ["a terminal with NO_COLOR", everywhere, { NO_COLOR: "1" }],
    ["a dumb terminal", everywhere, { TERM: "dumb" }],
    ["a pipe with FORCE_COLOR", {}, { FORCE_COLOR: "1" }],
  ])("%s", async (_, devices, env) => {
    const { terminal, clock, progress, stop } = show(devices, env);
    progress.show(reading(0));
    await clock.sleep(450);
    progress.show(reading(1));
    stop(0);
    for (const done of [15, 30, 100]) {
      await clock.sleep(300);
      stop(done);
    }
    const until = "2026-01-01T00:03:20Z";
    progress.show({ type: "stage", stage: "Waiting", done: 0, total: 1, until });
    await clock.sleep(10_000);
    progress.end();
    expect(terminal.stderr.text).toBe(
      "Stopping workers 0/100, 10 s left\nWaiting, until 2026-01-01T00:03:20Z at the latest\n",
    );
  });
});
