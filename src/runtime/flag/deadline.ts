import type { System } from "../system.js";

/** When a request stops waiting for the flag. */
interface Deadline {
  readonly over: Promise<void>;
  isOver(): boolean;
  cancel(): void;
}

/** Starts the clock. It keeps the process awake, which a read of the flag does not. */
export function startDeadline(system: System, ms: number): Deadline {
  const end = new AbortController();
  const over = new Promise<void>((resolve) => {
    end.signal.addEventListener("abort", () => {
      resolve();
    });
  });
  const cancel = system.startTimer(ms, () => {
    end.abort();
  });
  return { over, isOver: () => end.signal.aborted, cancel };
}
