import { AsyncLocalStorage } from "node:async_hooks";

/** Those that are in use. */
const used = new Set<AsyncLocalStorage<unknown>>();

Object.defineProperty(AsyncLocalStorage.prototype, "run", {
  value: new Proxy(Reflect.get(AsyncLocalStorage.prototype, "run"), {
    apply(run, store: AsyncLocalStorage<unknown>, args): unknown {
      used.add(store);
      return Reflect.apply(run, store, args);
    },
  }),
});

/**
 * Takes what they store from all `AsyncLocalStorage`s, such as the one of the prompt's library. Until then Node before
 * version 24 follows each promise of the process, which takes a tenth of its processor time
 * (https://nodejs.org/docs/latest-v20.x/api/async_context.html#asynclocalstoragedisable).
 */
export function disableStores(): void {
  for (const store of used) store.disable();
  used.clear();
}
