import type { Begun } from "../begun.js";
import type { Context, TurnOptions } from "../context.js";
import { JetsError } from "../errors.js";
import { keepingLock } from "./lock/with-lock.js";
import { turnOff } from "./turn-off.js";
import { prepareToStop, settle, stopUnderLock } from "./turn-on.js";

/**
 * Stops every worker as `turnOn` does, and keeps the lock, so that nobody else ends maintenance meanwhile, until
 * {@link Begun.end} hands it on to the run that brings everything back.
 * @throws JetsError what `turnOn` throws before it has changed anything
 */
export async function begin(context: Context, options: TurnOptions): Promise<Begun> {
  const ready = await prepareToStop(context, "run", options);
  let wasOn: boolean | undefined;
  try {
    const { result, lock, release } = await keepingLock(context, ready.asked, (lock) => {
      const { opened } = lock.journal;
      wasOn = opened !== undefined && opened.command !== "run";
      return stopUnderLock(context, lock, ready, options);
    });
    if (result.refused !== undefined) {
      await release([]);
      throw result.refused.error;
    }
    if (result.result.failures.length > 0) {
      await release(result.result.failures);
      return begun(result.result, wasOn === true);
    }
    const settled = await settle(context, result, options).catch(async (error: unknown) => {
      await release([]);
      throw error;
    });
    if (wasOn === true) return { ...begun(settled, true), end: () => release([]).then(() => undefined) };
    const end: Begun["end"] = async (later, asked) =>
      turnOff(later, { ...asked, after: await lock.handOn() });
    return { result: settled, wasOn: false, end };
  } catch (error) {
    // Without the lock nothing was changed; where it was lost, what stands is another run's.
    if (wasOn === undefined || (error instanceof JetsError && error.code === "lock_lost")) throw error;
    return { error, wasOn, end: endOf(wasOn) };
  }
}

const begun = (result: Begun["result"] & object, wasOn: boolean): Begun => ({
  result,
  wasOn,
  end: endOf(wasOn),
});

/** Of one that has released its lock. */
const endOf = (wasOn: boolean): Begun["end"] =>
  wasOn ? () => Promise.resolve(undefined) : (context, options) => turnOff(context, options);
