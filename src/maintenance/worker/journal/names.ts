/** Where the worker journal of an application is kept. All names hold a number that is never used twice. */
export const workerPath = (stack: string): string => `/jets/${stack}/maintenance/worker`;

/** The record of one run: who, what, since when, and with what result. It is also the lock (rule 5). */
export const runName = (stack: string, run: number): string =>
  `${workerPath(stack)}/run/${String(run).padStart(6, "0")}`;

/** A batch of journal parts: the run that wrote it and which of that run's batches it is. */
export type BatchId = `${number}-${number}`;

/** One part of a batch: up to 4 KB of saved settings. */
export const partName = (stack: string, batch: BatchId, part: number): string =>
  `${workerPath(stack)}/journal/${batch}/${String(part).padStart(2, "0")}`;

/** A parameter without content, which the way back deletes if the account has no room for a new one. */
export const spareName = (stack: string, run: number, spare: number): string =>
  `${workerPath(stack)}/spare/${run}-${spare}`;

/** Whether {@link spareName} made the name. */
export const isSpare = (stack: string, name: string): boolean =>
  /^\/spare\/\d+-\d+$/.test(below(stack, name));

/** The run that wrote a batch. */
export const runOf = (batch: BatchId): number => Number(batch.split("-")[0]);

/** The inverse of {@link runName}; `undefined` for any other name. */
export function parseRunName(stack: string, name: string): number | undefined {
  const digits = /^\/run\/(\d+)$/.exec(below(stack, name))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The inverse of {@link partName}; `undefined` for any other name. */
export function parsePartName(stack: string, name: string): { batch: BatchId; part: number } | undefined {
  const [found, run, batch, part] = /^\/journal\/(\d+)-(\d+)\/(\d+)$/.exec(below(stack, name)) ?? [];
  if (found === undefined) return undefined;
  return { batch: `${Number(run)}-${Number(batch)}`, part: Number(part) };
}

const below = (stack: string, name: string): string => {
  const path = workerPath(stack);
  return name.startsWith(path) ? name.slice(path.length) : "";
};
