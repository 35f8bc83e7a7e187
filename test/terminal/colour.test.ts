import { expect, test } from "vitest";
import { JetsError } from "../../src/maintenance/index.js";
import { printError } from "../../src/terminal/views/error.js";
import { sayEvent } from "../../src/terminal/views/event.js";
import { FakeTerminal, type Devices } from "../support/process/fake-terminal.js";

const red = (text: string): string => `\x1b[31m${text}\x1b[39m`;
const yellow = (text: string): string => `\x1b[33m${text}\x1b[39m`;

function write(devices: Devices, env: Record<string, string>): string {
  const terminal = new FakeTerminal(devices, env);
  sayEvent({ type: "warning", message: "Beware." }, terminal);
  printError(new JetsError("failed", "Broken", "Mend it."), terminal);
  return terminal.stderr.text;
}

const plain = "WARNING: Beware.\nERROR: Broken\nMend it.\n";
const coloured = `${yellow("WARNING:")} Beware.\n${red("ERROR:")} Broken\nMend it.\n`;

test.each([
  [{ stderr: true }, {}, coloured],
  [{ stderr: true }, { NO_COLOR: "" }, coloured],
  [{ stderr: true }, { NO_COLOR: "1" }, plain],
  [{ stderr: true }, { TERM: "dumb" }, plain],
  [{ stderr: true }, { FORCE_COLOR: "0" }, plain],
  [{ stderr: true }, { FORCE_COLOR: "1", TERM: "dumb" }, coloured],
  [{ stderr: true }, { FORCE_COLOR: "1", NO_COLOR: "1" }, plain],
  [{ stderr: false }, {}, plain],
  [{ stderr: false }, { FORCE_COLOR: "" }, plain],
  [{ stderr: false }, { FORCE_COLOR: "1" }, coloured],
  [{ stderr: false }, { FORCE_COLOR: "false" }, plain],
  [{ stdin: true, stdout: true }, {}, plain],
])("colour on stderr, where the terminals are %j and the environment %j", (devices, env, text) => {
  expect(write(devices, env)).toBe(text);
});
