import type { Clock, MaintenanceEvent } from "../maintenance/index.js";
import { sayEvent } from "./views/event.js";
import type { Progress } from "./progress/progress.js";
import type { Terminal } from "./terminal.js";

/** Prints what a run reports while it works. */
interface Reporter {
  readonly report: (event: MaintenanceEvent) => void;
  /** Takes away the progress that is shown. */
  readonly end: () => Promise<void>;
}

/** A reporter on stderr; with `quiet` it prints warnings alone. */
export function createReporter(terminal: Terminal, clock: Clock, quiet = false): Reporter {
  let progress: Promise<Progress> | undefined;
  // The web role has no stages, and nearly all runs are about it.
  const load = async (): Promise<Progress> => {
    const { Progress } = await import("./progress/progress.js");
    return new Progress(terminal, clock);
  };
  return {
    report(event) {
      if (quiet && event.type !== "warning") return;
      if (event.type !== "stage") {
        sayEvent(event, terminal);
        return;
      }
      progress ??= load();
      void progress.then((shown) => {
        shown.show(event);
      });
    },
    async end() {
      (await progress)?.end();
    },
  };
}
