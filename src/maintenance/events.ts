import type { Context, Stage } from "./context.js";

/** A stage before it begins. */
export type StagePlan = Pick<Stage, "stage" | "seconds" | "until">;

/** Reports that a stage has begun. Returns what to call for each of the `total` things that are done then. */
export function beginStage({ report }: Pick<Context, "report">, stage: StagePlan, total: number): () => void {
  let done = 0;
  const tell = (): void => {
    if (total > 0) report({ type: "stage", ...stage, done, total });
  };
  tell();
  return () => {
    done += 1;
    tell();
  };
}

/** Reports a stage for as long as `work` takes, and returns what it resolves to. */
export async function duringStage<Answer>(
  context: Pick<Context, "report">,
  stage: StagePlan,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const end = beginStage(context, stage, 1);
  try {
    return await work();
  } finally {
    end();
  }
}
