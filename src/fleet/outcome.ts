import { exitCodes, JetsError } from "../maintenance/errors.js";
import type { Role } from "../maintenance/context.js";
import type { State } from "../maintenance/result.js";
import type { Application } from "./applications.js";
import type { Trouble } from "./request.js";

/** What became of a target: a role of an application. `held`: another run has its lock. `skipped`: nothing was tried. */
export const targetStates = ["on", "off", "partial", "failed", "held", "skipped"] as const;

/** One of {@link targetStates}. */
export type TargetState = (typeof targetStates)[number];

/** One target, and what became of it. */
export interface Outcome {
  readonly application: Application;
  readonly role: Role;
  readonly state: TargetState;
  /** Whether all that was asked is done; a target without workers asks for nothing. */
  readonly isAsAsked: boolean;
  readonly error?: unknown;
}

/** How many targets are in each state; what could not be reached counts as `failed`. */
export type Summary = Readonly<Record<TargetState, number>>;

/** Counts the targets by their state. */
export function summaryOf(outcomes: readonly Outcome[], troubles: readonly Trouble[]): Summary {
  const count = (state: TargetState): number => outcomes.filter((one) => one.state === state).length;
  return {
    on: count("on"),
    off: count("off"),
    partial: count("partial"),
    failed: count("failed") + troubles.length,
    held: count("held"),
    skipped: count("skipped"),
  };
}

/** The state of a target that ended with an error. */
export function stateAfter(error: unknown): Extract<TargetState, "failed" | "held"> {
  return error instanceof JetsError && error.exitCode === exitCodes.locked ? "held" : "failed";
}

/** The state that a result says. */
export const stateOf = (state: State, failures: number): TargetState => (failures > 0 ? "partial" : state);

/**
 * The exit code of a run over many targets: 0 where all is as asked, 130 where it was interrupted before that, 4 where
 * all that is not is held by other runs, 1 where nothing is as asked, else 3.
 */
export function exitCodeOf(
  outcomes: readonly Outcome[],
  troubles: readonly Trouble[],
  signal: AbortSignal,
): number {
  const missing = outcomes.filter(({ isAsAsked }) => !isAsAsked);
  const isIdle = outcomes.every(({ state }) => state === "skipped");
  if (missing.length + troubles.length === 0) return isIdle ? exitCodes.failed : 0;
  if (signal.aborted) return exitCodes.interrupted;
  const isReached = outcomes.some(({ state }) => state === "on" || state === "off" || state === "partial");
  // Where nothing was reached, what was not tried follows from what is held.
  const counted = isReached ? missing : missing.filter(({ state }) => state !== "skipped");
  if (troubles.length === 0 && counted.length > 0 && counted.every(({ state }) => state === "held"))
    return exitCodes.locked;
  return isReached ? exitCodes.partial : exitCodes.failed;
}
