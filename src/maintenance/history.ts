import type { Context, Role } from "./context.js";
import type { History } from "./history-entry.js";
import { readWebHistory } from "./web/history.js";
import { readWorkerHistory } from "./worker/history.js";

const readers = { web: readWebHistory, worker: readWorkerHistory };

/** @throws JetsError `not_deployed` */
export async function readHistory(roles: readonly Role[], context: Context): Promise<History> {
  const [histories] = await Promise.all([
    Promise.all(roles.map((role) => readers[role](context))),
    context.stacks.get(context.stack),
  ]);
  const entries = histories.flatMap((history) => history.entries);
  return {
    entries: entries.sort((a, b) => Date.parse(a.ended ?? a.since) - Date.parse(b.ended ?? b.since)),
    damages: histories.flatMap((history) => history.damages),
  };
}
