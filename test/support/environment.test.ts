import { expect, test } from "vitest";
import { changedSince, setEnvironment } from "./environment.js";

test("an environment that is set is that of all that have it already, and can be put back", () => {
  const held = process.env;
  const before = { ...held };
  setEnvironment({ ...before, JETS_TEST: "1", PATH: undefined });
  expect([held.JETS_TEST, held.PATH]).toEqual(["1", undefined]);
  expect(changedSince(before).sort()).toEqual(["JETS_TEST", "PATH"]);
  setEnvironment(before);
  expect(changedSince(before)).toEqual([]);
});
