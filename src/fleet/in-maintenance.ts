import type { Aws } from "../aws/index.js";
import type { Role } from "../maintenance/context.js";
import type { Parameter } from "../maintenance/ports/parameters.js";
import { flagName, infoName } from "../maintenance/web/flag.js";
import { parseInfo } from "../maintenance/web/info.js";
import { salvageJournal } from "../maintenance/worker/journal/journal.js";
import { workerPath } from "../maintenance/worker/journal/names.js";
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
  const { parameters, asOf } = await reach(at).parameters.list("/jets");
  return [...byStack(parameters)].flatMap(([stack, own]) =>
    [...webOf(stack, own, asOf), ...workerOf(stack, own)].map((found) => ({ at, stack, ...found })),
  );
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

function webOf(stack: string, own: readonly Parameter[], now: Date): Found[] {
  const valueOf = (name: string): string | undefined => own.find((one) => one.name === name)?.value;
  const info = parseInfo(valueOf(infoName(stack)));
  const isOver = info?.expires !== undefined && Date.parse(info.expires) <= now.getTime();
  return valueOf(flagName(stack)) !== "on" || isOver ? [] : [{ role: "web", fleet: info?.fleet }];
}

/** What is damaged of a journal does not say which fleet it was. */
function workerOf(stack: string, own: readonly Parameter[]): Found[] {
  const { entries, opened } = salvageJournal(
    stack,
    own.filter(({ name }) => name.startsWith(`${workerPath(stack)}/`)),
  );
  return entries.size === 0 ? [] : [{ role: "worker", fleet: opened?.fleet }];
}
