import type { LambdaFunction } from "../ports.js";
import type { FunctionStatus, WorkerFailure } from "../roles.js";
import type { LiveWorker } from "./observe.js";
import type { Entries } from "./parts.js";
import { roleTagOf } from "./role-tags.js";
import type { PartialSettings } from "./settings.js";
import { noReservation } from "./stop.js";

/** Why nothing is done with a function that was deleted. */
export const gone = "it does not exist any more";

/**
 * Why maintenance has no business with a function that was selected; `undefined` where it has. What is `saved` of it
 * may tell that AWS has refused to stop it.
 */
export function whyLeftAlone(live: LambdaFunction | undefined, saved?: PartialSettings): string | undefined {
  const why = whyNeverStopped(live, saved);
  return why ?? (live !== undefined && roleTagOf(live) === "none" ? "its tag jets:role is none" : undefined);
}

/** The same of a function that may have been stopped before it was tagged. */
export function whyNeverStopped(
  live: LambdaFunction | undefined,
  saved?: PartialSettings,
): string | undefined {
  if (live === undefined) return gone;
  return live.unstoppable ?? (saved?.refused === true ? noReservation : undefined);
}

/** What became of each function: as asked unless it failed or was left alone. */
export function statusesAfter(
  state: "on" | "off",
  results: ReadonlyMap<string, LiveWorker | undefined>,
  failures: readonly WorkerFailure[],
  saved: Entries,
): FunctionStatus[] {
  const problems = new Map(failures.map(({ name, reason }) => [name, reason]));
  // What is in the journal is brought back, whatever its tag says by now.
  const whyNot = state === "on" ? whyLeftAlone : whyNeverStopped;
  const statuses = new Map(
    [...results].map(([name, live]): [string, FunctionStatus] => {
      const note = whyNot(live, saved.get(name));
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
