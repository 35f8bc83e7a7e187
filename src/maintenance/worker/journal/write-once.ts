import type { ParameterCalls } from "../../ports/parameters.js";
import type { Context } from "../../context.js";

const retries = { attempts: 10, pauseMs: 200 };

/** Creates a parameter as {@link writeOnce} does, even after Ctrl-C. */
export type Create = (name: string, value: string) => Promise<boolean>;

/**
 * Creates a parameter that no other run may have written. `false` when the name is taken by another
 * value; the same value under that name is an earlier attempt whose answer was lost.
 */
export async function writeOnce(
  { clock }: Context,
  parameters: ParameterCalls,
  name: string,
  value: string,
): Promise<boolean> {
  if (await parameters.create(name, value)) return true;
  // SSM is eventually consistent: a name that is taken may not be readable yet.
  for (let attempt = 1; attempt <= retries.attempts; attempt += 1) {
    const [taken] = await parameters.get(name);
    if (taken !== undefined) return taken.value === value;
    await clock.sleep(retries.pauseMs);
  }
  return false;
}
