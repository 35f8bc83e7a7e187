import type { MaintenanceEvent } from "../maintenance/events.js";

/** A caller's reporter, made safe for the run that calls it. */
interface HeededReport {
  /** Never throws; calls the reporter no more once that has failed. */
  readonly report: (event: MaintenanceEvent) => void;
  /** @throws what the reporter has thrown, or what a promise of its own was rejected with */
  readonly verify: () => void;
}

/**
 * Calls `report` for a run. Events come from the middle of parallel calls, where an error would leave the other calls
 * unattended; so the first error calls `stop`, and the run ends at its next safe point. It does not wait for a promise
 * that the reporter returns: one that never settles must not keep the lock.
 */
export function heedReport(report: (event: MaintenanceEvent) => unknown, stop: () => void): HeededReport {
  const failures: unknown[] = [];
  const fail = (error: unknown): void => {
    failures.push(error);
    stop();
  };
  return {
    report(event) {
      if (failures.length > 0) return;
      try {
        void Promise.resolve(report(event)).catch(fail);
      } catch (error) {
        fail(error);
      }
    },
    verify() {
      if (failures.length > 0) throw failures[0];
    },
  };
}
