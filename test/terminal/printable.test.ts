import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JetsError } from "../../src/maintenance/errors.js";
import { printError } from "../../src/terminal/views/error.js";
import { sayEvent } from "../../src/terminal/views/event.js";
import { answerJson } from "../../src/terminal/views/json.js";
import { printable } from "../../src/terminal/printable.js";
import { answerTable } from "../../src/terminal/table.js";
import { answer, say } from "../../src/terminal/terminal.js";
import { FakeShell } from "../support/process/fake-shell.js";
import { everywhere, FakeTerminal } from "../support/process/fake-terminal.js";
import { anyText } from "../support/any-text.js";

const escape = String.fromCharCode(27);
const hostile = `a${escape}[2J\rb\u009b1Ac\u202ed\ne\tf\u0000g\u007f`;
const harmless = String.raw`a\u001b[2J\rb\u009b1Ac\u202ed\ne\tf\u0000g\u007f`;

/** Everything but a line's end, and the colours that are our own. */
const raw = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

describe("a text from outside is shown as it is written in JSON", () => {
  test("where it would not be seen", () => {
    expect(printable(hostile)).toBe(harmless);
    expect(printable("demo-dev\r")).toBe(String.raw`demo-dev\r`);
  });

  test("and in no other place: not in a name, a sentence, or an emoji that is put together", () => {
    for (const text of ["demo-dev_event-send", "Umzug läuft: 引越し中 …", "👩‍💻"])
      expect(printable(text)).toBe(text);
  });

  test("whatever it is and wherever it stands", () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        const terminal = new FakeTerminal(everywhere, { NO_COLOR: "1", GITHUB_ACTIONS: "true" });
        say(terminal, text);
        answer(terminal, text);
        sayEvent({ type: "warning", message: text }, terminal);
        printError(new JetsError("failed", text, text), terminal);
        printError(new Error(text), terminal);
        answerJson({ text }, terminal);
        answerTable(["name", "reason"], [["job", text]], terminal);
        expect(terminal.written.split("\n").filter((line) => raw.test(line))).toEqual([]);
      }),
    );
  });
});

test("a text from outside can't add a line, to a pipeline's log either", () => {
  const terminal = new FakeTerminal({}, {});
  sayEvent({ type: "warning", message: "job\n::error::all is lost" }, terminal);
  expect(terminal.stderr.text).toBe(String.raw`WARNING: job\n::error::all is lost` + "\n");
});

test("rows of a pipe keep their tabs, and have no others", () => {
  const terminal = new FakeTerminal();
  answerTable(["name", "reason"], [["job", "a\tb"]], terminal);
  expect(terminal.stdout.text).toBe(`job\t${String.raw`a\tb`}\n`);
});

test("JSON says what it said", () => {
  const terminal = new FakeTerminal({ stdout: true });
  answerJson({ [hostile]: [hostile] }, terminal);
  expect(JSON.parse(terminal.stdout.text)).toEqual({ [hostile]: [hostile] });
});

describe("a name with the end of a line of Windows is refused, and seen", () => {
  test.each([
    ["--stack", ["--stack", "demo-dev\r"], {}, String.raw`"demo-dev\r" (from --stack)`],
    ["JETS_PROJECT", [], { JETS_PROJECT: "demo\r" }, String.raw`"demo\r-dev" (from JETS_PROJECT`],
    [
      "JETS_ENV",
      [],
      { JETS_PROJECT: "demo", JETS_ENV: "dev\r" },
      String.raw`"demo-dev\r" (from JETS_PROJECT`,
    ],
    [
      "a colour in JETS_EXTRA",
      [],
      { JETS_PROJECT: "demo", JETS_EXTRA: `${escape}[31m` },
      String.raw`"demo-dev-\u001b[31m"`,
    ],
  ])("%s", async (_, args, env, said) => {
    const shell = new FakeShell({ terminal: new FakeTerminal({}, env) });
    const { exitCode, stderr, stdout } = await shell.jets("maintenance:status", ...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(`ERROR: ${said}`);
    expect(stderr).not.toMatch(/[^\P{Cc}\n]/u);
  });
});
