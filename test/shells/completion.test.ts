import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { completeIn } from "../support/process/shell.js";

// bash, which every machine has, is in test/commands/completion/completion.test.ts.

const lines: readonly (readonly [string, readonly string[]])[] = [
  ["jets maintenance:hi", ["jets", "maintenance:history"]],
  ["jets maintenance st", ["jets", "maintenance", "status"]],
  ["jets maintenance:on --role wo", ["jets", "maintenance:on", "--role", "worker"]],
  ["jets maintenance:on --role=wo", ["jets", "maintenance:on", "--role=worker"]],
  [
    "jets maintenance:on --reason 'a; b' --wi",
    ["jets", "maintenance:on", "--reason", "a; b", "--with-secret"],
  ],
];

test.each(lines)("zsh completes %j", async (line, words) => {
  expect(await completeIn("zsh", line)).toEqual(words);
});

test.each(["zsh", "fish"] as const)("%s runs nothing of a line that is only being typed", async (shell) => {
  const folder = await mkdtemp(join(tmpdir(), "jets-completion-"));
  const substituted = `$(touch ${folder}/here)`;
  // After the tab the line is taken back, and another one is typed.
  const line = `jets config --stack "${substituted}" --js\t\u0015: taken back `;
  expect(await completeIn(shell, line)).toEqual([":", "taken", "back"]);
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});

test.each(lines)("fish completes %j", async (line, words) => {
  expect(await completeIn("fish", line)).toEqual(words);
});
