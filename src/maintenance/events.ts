/** What a run reports while it works. The caller writes the final line, from the result. */
export type MaintenanceEvent = { readonly type: "note" | "warning"; readonly message: string } | Stage;

/** A part of a run that may take a while, and how far it has come. It is over when `done` is `total`. */
export interface Stage {
  readonly type: "stage";
  /** What is being done, as the beginning of a sentence: `Stopping workers`. */
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  /** How many seconds all of it takes at least, at AWS's quotas. */
  readonly seconds?: number;
  /** When it is over at the latest, in ISO 8601. */
  readonly until?: string;
}

/** Takes what a run reports. */
export interface Reporter {
  readonly report: (event: MaintenanceEvent) => void;
}

/** A stage before it begins. */
export type StagePlan = Pick<Stage, "stage" | "seconds" | "until">;

/** Reports that a stage has begun, with `before` of it done. Returns what to call for each of the `total` things that are done then. */
export function beginStage({ report }: Reporter, stage: StagePlan, total: number, before = 0): () => void {
  let done = before;
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
  context: Reporter,
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
