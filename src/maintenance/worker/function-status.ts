import type { FunctionStatus, WorkerFailure } from "../roles.js";
import type { LiveWorker } from "./observe.js";
import { roleTagOf } from "./role-tags.js";

/** Why maintenance has no business with a function that was selected; `undefined` where it has. */
export function whyLeftAlone(live: LiveWorker | undefined): string | undefined {
  if (live === undefined) return "it does not exist any more";
  return live.unstoppable ?? (roleTagOf(live) === "none" ? "its tag jets:role is none" : undefined);
}

/** What became of each function: as asked unless it failed or was left alone. */
export function statusesAfter(
  state: "on" | "off",
  results: ReadonlyMap<string, LiveWorker | undefined>,
  failures: readonly WorkerFailure[],
): FunctionStatus[] {
  const problems = new Map(failures.map(({ name, reason }) => [name, reason]));
  const statuses = new Map(
    [...results].map(([name, live]): [string, FunctionStatus] => {
      const note = whyLeftAlone(live);
      return [name, note === undefined ? { name, state } : { name, state: "off", note }];
    }),
  );
  for (const [name, problem] of problems) statuses.set(name, { name, state: "partial", problem });
  return [...statuses.values()].sort(byName);
}

/** A worker that maintenance has nothing to do with at present. */
export const off = (name: string): FunctionStatus => ({ name, state: "off" });

/** The same, by name, with what turned out to be wrong since. */
export function withProblems(
  functions: readonly FunctionStatus[],
  failures: readonly WorkerFailure[],
): FunctionStatus[] {
  const problems = new Map(failures.map(({ name, reason }) => [name, reason]));
  return functions
    .map((status) => {
      const problem = problems.get(status.name);
      return problem === undefined ? status : { ...status, problem };
    })
    .sort(byName);
}

/** Alphabetical, by code units: the same on every machine. */
export const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : 1;
