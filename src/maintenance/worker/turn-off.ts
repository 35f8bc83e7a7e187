import type { Context, TurnOptions, TurnResult } from "../roles.js";
import { forEachWorker } from "./each-worker.js";
import { closeJournal, narrowJournal } from "./endings.js";
import type { Hold } from "./hold.js";
import { readJournal } from "./journal.js";
import { workerPath } from "./names.js";
import { observe } from "./observe.js";
import { restoreWorker } from "./restore.js";
import { listWorkers } from "./selection.js";
import type { Settings } from "./settings.js";
import { withHold } from "./with-hold.js";

/** Brings back everything that the journal holds; whether a function is at zero right now plays no part. */
export async function turnOff(context: Context, options: TurnOptions): Promise<TurnResult> {
  const { stack, stacks, parameters } = context;
  const [{ id: stackId }, listed] = await Promise.all([
    stacks.get(stack),
    parameters.list(workerPath(stack)),
  ]);
  const { entries, latest } = readJournal(stack, listed.parameters);
  if (entries.size === 0 && latest?.record.state !== "running") {
    await listWorkers(context);
    return { role: "worker", state: "off", changed: false, failures: [] };
  }
  return withHold(context, { command: "off", stackId, ...options }, async (hold) => {
    const result = await restoreAll(context, hold, options.force ?? false);
    const left = new Map(result.failures.flatMap(({ name }) => entry(hold, name)));
    const ending = left.size === 0 ? closeJournal("off") : await narrowJournal(hold, "partial", left);
    return { result, ending };
  });
}

async function restoreAll(context: Context, hold: Hold, force: boolean): Promise<TurnResult> {
  const { entries } = hold.journal;
  const sights = new Map(
    [...entries].map(([name, saved]) => [name, { provisioned: saved.provisioned.size > 0 }]),
  );
  const withMappings = [...entries.values()].some(({ mappings }) => mappings.size > 0);
  const observed = await observe(context, sights, withMappings);
  const restored = await forEachWorker(observed.results, async (name, live) => {
    const saved = entries.get(name);
    if (live !== undefined && saved !== undefined) return restoreWorker(context, hold, live, saved, force);
    context.report({
      type: "warning",
      message: `${name} does not exist any more: there is nothing to restore.`,
    });
    return undefined;
  });
  const failures = [...observed.failures, ...restored.failures];
  return {
    role: "worker",
    state: failures.length === 0 ? "off" : "partial",
    changed: entries.size > 0,
    failures,
  };
}

function entry({ journal }: Hold, name: string): [string, Settings][] {
  const saved = journal.entries.get(name);
  return saved === undefined ? [] : [[name, saved]];
}
