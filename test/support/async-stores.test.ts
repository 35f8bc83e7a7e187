import { AsyncLocalStorage } from "node:async_hooks";
import { expect, test } from "vitest";
import { disableStores } from "./async-stores.js";
import { Gate } from "./gate.js";

test("a store has nothing any more once it is disabled, until it is used again", async () => {
  const store = new AsyncLocalStorage<string>();
  const gate = new Gate();
  const look = async (): Promise<string | undefined> => {
    await gate.opened;
    return store.getStore();
  };
  const seen = store.run("first", look);
  disableStores();
  gate.open();
  expect(await seen).toBeUndefined();
  expect(store.run("second", () => store.getStore())).toBe("second");
});
