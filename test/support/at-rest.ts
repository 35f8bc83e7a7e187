import { afterAll, beforeAll } from "vitest";
import { disableStores } from "./async-stores.js";
import { changedSince, setEnvironment } from "./environment.js";
import { verifyAtRest } from "./virtual-clock.js";

let before: typeof process.env = {};

beforeAll(() => {
  before = { ...process.env };
});

afterAll(verifyAtRest);
afterAll(disableStores);
afterAll(() => {
  const changed = changedSince(before);
  setEnvironment(before);
  if (changed.length > 0) throw new Error(`A test has left its environment behind: ${changed.join(", ")}.`);
});
