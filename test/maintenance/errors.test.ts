import { expect, test } from "vitest";
import { JetsError } from "../../src/maintenance/index.js";

test.each([
  ["usage", 2],
  ["partial", 3],
  ["locked", 4],
  ["interrupted", 130],
  ["not_deployed", 1],
] as const)("an error of class %s ends the process with %i", (code, exitCode) => {
  expect(new JetsError(code, "A fact.", "A remedy.").exitCode).toBe(exitCode);
});
