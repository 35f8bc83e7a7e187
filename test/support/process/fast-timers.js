// Loaded into a process with --import, beside fast-clock.js: the SDK's own timeouts run out twenty times as fast.
const speed = 20;

const { setTimeout: schedule } = globalThis;
Object.assign(globalThis, {
  /** @type {(...args: Parameters<typeof setTimeout>) => NodeJS.Timeout} */
  setTimeout: (callback, ms = 0, ...args) => schedule(callback, ms / speed, ...args),
});
