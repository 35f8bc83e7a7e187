import type { FunctionStatus, WorkerFailure } from "../../result.js";
import type { LiveWorker } from "./read-workers.js";
import { gone, onlyMappings, reachOf, whyLeftAlone } from "./reach.js";
import type { PartialSettings, Entries } from "../journal/settings.js";

/** What became of each function: `state`, unless it failed or was left alone. */
export function statusesAfter(
  state: "on" | "off",
  results: ReadonlyMap<string, LiveWorker | undefined>,
  failures: readonly WorkerFailure[],
  saved: Entries,
): FunctionStatus[] {
  const statuses = new Map(
    [...results].map(([name, live]) => [name, statusAfter(state, name, live, saved.get(name))]),
  );
  for (const { name, reason: problem } of failures)
    statuses.set(name, {
      name,
      state: isUntouched(state, results.get(name), saved.get(name)) ? "off" : "partial",
      problem,
    });
  return [...statuses.values()].sort(byName);
}

/** Nothing of it can be stopped, so it is not even partly on. */
const isUntouched = (state: "on" | "off", live: LiveWorker | undefined, saved?: PartialSettings): boolean =>
  state === "on" && live !== undefined && reachOf(live, saved).stops === "nothing";

function statusAfter(
  state: "on" | "off",
  name: string,
  live: LiveWorker | undefined,
  saved: PartialSettings | undefined,
): FunctionStatus {
  // What is in the journal is brought back, whatever its tag says by now.
  const note = state === "off" && live !== undefined ? undefined : whyLeftAlone(live);
  if (live === undefined || note !== undefined) return { name, state: "off", note: note ?? gone };
  const reach = reachOf(live, saved);
  if (reach.stops === "everything" || state === "off") return { name, state };
  return { name, state, note: onlyMappings(reach.why) };
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
