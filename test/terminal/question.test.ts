import { describe, expect, test } from "vitest";
import { isConfirmed } from "../../src/terminal/question.js";
import { everywhere, FakeTerminal } from "../support/process/fake-terminal.js";

const question = "Are you sure? (y/N)";
const enter = "\r";
const backspace = "\x7f";
const left = "\x1b[D";
const ctrlC = "\x03";
const ctrlD = "\x04";

async function answerWith(
  ...keys: string[]
): Promise<{ yes: boolean; lines: string[]; terminal: FakeTerminal }> {
  const terminal = new FakeTerminal(everywhere);
  const [yes] = await Promise.all([
    isConfirmed(terminal, new AbortController().signal),
    terminal.pressAfter(question, ...keys),
  ]);
  return { yes, lines: await terminal.lines(), terminal };
}

describe("the question", () => {
  test.each([
    ["y", ["y", enter]],
    ["Y", ["Y", enter]],
    ["yes", ["y", "e", "s", enter]],
    ["y", ["y", "\n"]],
    ["y", ["n", backspace, "y", enter]],
    ["yes", ["e", "s", left, left, "y", enter]],
    ["yes", [`yes${enter}`]],
  ])("takes %j for a yes and leaves it on the line", async (typed, keys) => {
    const { yes, lines } = await answerWith(...keys);
    expect({ yes, lines }).toEqual({ yes: true, lines: [`${question} ${typed}`] });
  });

  test.each([
    ["n", ["n", enter]],
    ["no", ["n", "o", enter]],
    ["yess", ["y", "e", "s", "s", enter]],
    ["ye", ["y", "e", enter]],
    ["maybe", ["maybe", enter]],
    ["y y", ["y y", enter]],
    ["YES", ["Y", "E", "S", enter]],
    ["Yes", ["Yes", enter]],
    ["ja", ["j", "a", enter]],
    ["ÿ", ["ÿ", enter]],
  ])("takes %j for a no and leaves it on the line", async (typed, keys) => {
    const { yes, lines } = await answerWith(...keys);
    expect({ yes, lines }).toEqual({ yes: false, lines: [`${question} ${typed}`] });
  });

  test.each([
    ["Enter", [enter]],
    ["Enter after a y that was taken back", ["y", backspace, enter]],
    ["Ctrl-C", [ctrlC]],
    ["Ctrl-D", [ctrlD]],
  ])("takes %s for a no and leaves the line empty", async (_, keys) => {
    const { yes, lines } = await answerWith(...keys);
    expect({ yes, lines }).toEqual({ yes: false, lines: [question] });
  });

  test("takes Ctrl-C after a y for a no", async () => {
    const { yes, lines } = await answerWith("y", ctrlC);
    expect({ yes, lines }).toEqual({ yes: false, lines: [`${question} y`] });
  });

  test("counts nothing that was typed before it was shown", async () => {
    const terminal = new FakeTerminal(everywhere);
    terminal.stdin.write("y\r");
    const answered = isConfirmed(terminal, new AbortController().signal);
    await terminal.pressAfter(question, "n", enter);
    expect(await answered).toBe(false);
    expect(await terminal.lines()).toEqual([`${question} n`]);
  });

  test("takes an input that had ended before for a no", async () => {
    const terminal = new FakeTerminal(everywhere);
    terminal.stdin.end();
    expect(await isConfirmed(terminal, new AbortController().signal)).toBe(false);
  });

  test("takes the end of input for a no, whatever was typed before it", async () => {
    const terminal = new FakeTerminal(everywhere);
    const answered = isConfirmed(terminal, new AbortController().signal);
    await terminal.pressAfter(question, "y");
    terminal.stdin.end();
    expect(await answered).toBe(false);
  });

  test("takes a signal from outside for a no", async () => {
    const terminal = new FakeTerminal(everywhere);
    const interruption = new AbortController();
    const answered = isConfirmed(terminal, interruption.signal);
    await terminal.pressAfter(question, "y");
    interruption.abort();
    expect(await answered).toBe(false);
  });

  test("is not shown to anybody but stderr, and leaves the cursor below it", async () => {
    const { terminal } = await answerWith("y", enter);
    terminal.stderr.write("next");
    expect(terminal.stdout.text).toBe("");
    expect(await terminal.lines()).toEqual([`${question} y`, "next"]);
  });

  test("leaves no listener behind on the process or on stdin", async () => {
    const before = process.listenerCount("SIGINT");
    const { terminal } = await answerWith("y", enter);
    expect(process.listenerCount("SIGINT")).toBe(before);
    expect(terminal.stdin.isPaused()).toBe(true);
  });
});
