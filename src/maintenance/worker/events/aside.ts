import { JetsError } from "../../errors.js";
import type { Context } from "../../context.js";

/** How long AWS may give no answer before the wait ends. */
const patienceMs = 3_000;

/** A lookup that is not part of the job. */
interface Aside {
  readonly context: Context;
  /** The answer. Once no call ends any more, all are given up, and the answer is incomplete. */
  readonly await: <Answer>(answer: Promise<Answer>) => Promise<Answer>;
}

/** Opens lookups that do not use the patience of the run. */
export function openAside(run: Context): Aside {
  const givingUp = new AbortController();
  let count = 0;
  const onEnd = (): void => {
    count += 1;
  };
  const watch = async (done: AbortSignal): Promise<void> => {
    for (let seen = -1; seen !== count;) {
      seen = count;
      await run.clock.sleep(patienceMs, done);
    }
    givingUp.abort(notTold());
  };
  return {
    context: { ...run, ...run.aside({ givenUp: givingUp.signal, onEnd }), report: () => undefined },
    async await(answer) {
      const done = new AbortController();
      // Rejects when it is done.
      watch(done.signal).catch(() => undefined);
      return answer.finally(() => {
        done.abort();
      });
    },
  };
}

const notTold = (): JetsError =>
  new JetsError(
    "unreachable",
    `AWS has not answered for ${patienceMs / 1_000} seconds, and the workers are stopped already.`,
    "It is not known whether events are lost meanwhile; `aws lambda get-policy --function-name NAME` shows who sends them.",
  );
