import type { TimedSandbox } from "../../support/timed-sandbox.js";

/** How long each call takes, in virtual milliseconds. */
const latency = 20;

/** A machine of one run, which may die. */
export interface Machine {
  readonly at: TimedSandbox;
  /** SIGKILL: no call is answered any more, and no timer runs out. */
  readonly kill: () => void;
  /** Ctrl-C. */
  readonly interruption: AbortController;
}

/** A new machine. */
export function openMachine({ sandbox, clock }: TimedSandbox): Machine {
  let isDead = false;
  const alive = async (): Promise<void> => {
    if (isDead) await new Promise(() => undefined);
  };
  return {
    at: {
      sandbox: {
        ...sandbox,
        async handle(request) {
          await alive();
          clock.advance(latency);
          const answer = await sandbox.handle(request);
          await alive();
          return answer;
        },
      },
      clock: {
        ...clock,
        async sleep(ms, signal) {
          await clock.sleep(ms, signal);
          await alive();
        },
      },
    },
    kill: () => {
      isDead = true;
    },
    interruption: new AbortController(),
  };
}
