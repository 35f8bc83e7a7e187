import { describe, expect, test } from "vitest";
import { sayFinding } from "../../../src/terminal/views/finding.js";
import { FakeTerminal } from "../../support/process/fake-terminal.js";

const plain = "WARNING: 100 % of it\\r fails\nDo this.\n";

function write(env: Record<string, string>): string {
  const terminal = new FakeTerminal({}, env);
  sayFinding("warning", ["100 % of it\r fails", "Do this."], terminal);
  expect(terminal.stdout.text).toBe("");
  return terminal.stderr.text;
}

describe("a warning or an error, which a pipeline also gets in its own form, as one line before it", () => {
  test.each([
    ["GitHub Actions", { GITHUB_ACTIONS: "true" }, "::warning title=jets::100 %25 of it%0D fails%0ADo this."],
    [
      "Azure Pipelines",
      { TF_BUILD: "True" },
      "##vso[task.logissue type=warning]100 %AZP25 of it%0D fails%0ADo this.",
    ],
  ])("in %s", (_, env, line) => {
    expect(write(env)).toBe(`${line}\n${plain}`);
  });

  test.each([{}, { CI: "true" }, { GITLAB_CI: "true" }, { GITHUB_ACTIONS: "" }])(
    "not with the environment %j",
    (env) => {
      expect(write(env)).toBe(plain);
    },
  );

  test("is red or yellow in colour", () => {
    const terminal = new FakeTerminal({ stderr: true }, { TERM: "xterm" });
    sayFinding("error", ["Broken"], terminal);
    sayFinding("warning", ["Beware"], terminal);
    expect(terminal.stderr.text).toBe("\x1b[31mERROR:\x1b[39m Broken\n\x1b[33mWARNING:\x1b[39m Beware\n");
  });
});
