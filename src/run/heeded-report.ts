import type { MaintenanceEvent } from "../maintenance/events.js";

/** A reporter that is not ours, made harmless for the run that calls it. */
interface HeededReport {
  /** Never throws; calls the reporter no more once that has failed. */
  readonly report: (event: MaintenanceEvent) => void;
  /** @throws what the reporter has thrown, or what a promise of its own was rejected with */
  readonly verify: () => void;
}

/**
 * Calls `report` for a run. Events come from the middle of calls that go on side by side, where an error would leave
 * some of them unattended; so the first one calls `stop`, and the run ends at its next safe point. A promise that the
 * reporter returns is not waited for: one that is never settled must not keep the lock.
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
