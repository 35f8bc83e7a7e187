import type { Context, TurnOptions } from "./context.js";
import type { TurnResult } from "./result.js";

/** One role of an application that was put into maintenance for as long as something else takes. */
export interface Begun {
  /** What came of it. */
  readonly result?: TurnResult;
  /** Why it could not be done, though something may have been changed. */
  readonly error?: unknown;
  /** Whether it was on before, by an `on`: then it stays on. */
  readonly wasOn: boolean;
  /**
   * Turns it off, unless it was on before; `undefined` then. Given a context of its own, since the first one's signal
   * may be aborted.
   * @throws JetsError `lock_lost` where somebody else has ended it meanwhile, and whatever `turnOff` throws
   */
  readonly end: (context: Context, options: TurnOptions) => Promise<TurnResult | undefined>;
}
