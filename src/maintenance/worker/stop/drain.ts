import { interrupted } from "../../errors.js";
import type { Context, TurnOptions } from "../../context.js";
import { isoTime, sleepDuring } from "../../sleep.js";

/** Work in flight when a worker is stopped goes on, for as long as its function's timeout allows. */
export interface InFlight {
  /** When the last worker was stopped, by this machine's clock. */
  readonly stoppedAt: Date;
  /** The longest timeout among the workers, in seconds. */
  readonly timeoutSeconds: number;
}

/**
 * Says by when the last work in flight ends, or with `wait` returns only then.
 * @throws JetsError `interrupted` on Ctrl-C, which leaves maintenance on
 */
export async function awaitDrained(
  context: Context,
  inFlight: InFlight,
  { wait }: TurnOptions,
): Promise<void> {
  const { clock, report, stack, commandLine } = context;
  const endsAt = new Date(inFlight.stoppedAt.getTime() + inFlight.timeoutSeconds * 1_000);
  if (endsAt <= clock.now()) return;
  const until = isoTime(endsAt);
  if (wait !== true) {
    report({ type: "note", message: `Work that is already running ends by ${until} at the latest` });
    return;
  }
  if (await sleepDuring(context, "Waiting for work that is already running", endsAt)) return;
  throw interrupted(
    `Interrupted while waiting: the workers of ${stack} are stopped and stay so; work in flight ends by ${until}.`,
    `Bring them back with \`${commandLine("off")}\`.`,
  );
}
