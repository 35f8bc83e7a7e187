import type { Aws } from "../aws/index.js";
import { JetsError } from "../maintenance/errors.js";
import type { Role } from "../maintenance/context.js";
import type { Parameter } from "../maintenance/ports/parameters.js";
import { flagName, infoName } from "../maintenance/web/flag.js";
import { parseInfo } from "../maintenance/web/info.js";
import { parseRunName, workerPath } from "../maintenance/worker/journal/names.js";
import { unsealRun, type RunRecord } from "../maintenance/worker/lock/run-record.js";
import type { AccountRegion } from "./accounts.js";

/** A role of an application that is in maintenance. */
export interface InMaintenance {
  readonly at: AccountRegion;
  readonly stack: string;
  readonly role: Role;
  /** The name of the fleet that it was turned on by. */
  readonly fleet?: string | undefined;
}

/**
 * What is in maintenance in one place, whatever is meant there: one look at everything below `/jets`.
 * @throws JetsError `access_denied` where AWS does not allow that look, which only a fleet needs
 */
export async function listInMaintenance(
  at: AccountRegion,
  reach: (at: AccountRegion) => Pick<Aws, "parameters">,
): Promise<readonly InMaintenance[]> {
  const { parameters } = await reach(at).parameters.list("/jets");
  return [...byStack(parameters)].flatMap(([stack, own]) => [
    ...webOf(stack, own).map((found) => ({ at, stack, ...found })),
    ...workerOf(stack, own).map((found) => ({ at, stack, ...found })),
  ]);
}

/** `/jets/<stack>/maintenance/...` */
function byStack(parameters: readonly Parameter[]): ReadonlyMap<string, readonly Parameter[]> {
  const found = new Map<string, Parameter[]>();
  for (const parameter of parameters) {
    const stack = /^\/jets\/([^/]+)\/maintenance\//.exec(parameter.name)?.[1];
    if (stack !== undefined) found.set(stack, [...(found.get(stack) ?? []), parameter]);
  }
  return found;
}

type Found = Pick<InMaintenance, "role" | "fleet">;

function webOf(stack: string, own: readonly Parameter[]): Found[] {
  const valueOf = (name: string): string | undefined => own.find((one) => one.name === name)?.value;
  if (valueOf(flagName(stack)) !== "on") return [];
  return [{ role: "web", fleet: parseInfo(valueOf(infoName(stack)))?.fleet }];
}

/** Settings are saved as long as workers may be stopped. */
function workerOf(stack: string, own: readonly Parameter[]): Found[] {
  if (!own.some(({ name }) => name.startsWith(`${workerPath(stack)}/journal/`))) return [];
  const records = own.flatMap((one) => recordOf(stack, one) ?? []).sort((one, other) => other.run - one.run);
  const [latest] = records;
  // A run that has not ended does not say who opened the journal: the last one that has ended does, if it left it open.
  const opened = records.find(({ state }) => state === "released")?.opened;
  return [{ role: "worker", fleet: opened === undefined ? latest?.fleet : opened.fleet }];
}

/** A damaged record does not say which fleet it was. */
function recordOf(stack: string, parameter: Parameter): RunRecord | undefined {
  if (parseRunName(stack, parameter.name) === undefined) return undefined;
  try {
    return unsealRun(stack, parameter).record;
  } catch (error) {
    if (error instanceof JetsError) return undefined;
    throw error;
  }
}
