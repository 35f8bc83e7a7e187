import { JetsError } from "../errors.js";
import type { Context } from "../roles.js";
import type { Hold } from "./hold.js";
import { awaitState } from "./mapping-states.js";
import type { LiveWorker } from "./observe.js";
import { merge, stopped, toSave, type PartialSettings, type Settings } from "./settings.js";

/** How often provisioned concurrency may come back between its deletion and the reservation of 0. */
const attempts = 5;

/**
 * Stops one worker in the only order AWS takes: mappings off, provisioned concurrency deleted, reserved 0
 * (rule 7 of `docs/safety.md`). Its settings must have been saved before.
 */
export async function stopWorker(context: Context, hold: Hold, live: LiveWorker): Promise<void> {
  await disableMappings(context, hold, live);
  await deleteProvisioned(context, hold, live.name, live.provisioned.keys());
  if (live.reserved !== stopped.reserved) await stopReserved(context, hold, live);
}

async function disableMappings(context: Context, hold: Hold, live: LiveWorker): Promise<void> {
  const enabled = [...live.mappings].filter(([, on]) => on).map(([uuid]) => uuid);
  for (const uuid of enabled) await hold.change(() => context.functions.setMapping(uuid, stopped.mapping));
  for (const uuid of enabled) await awaitDisabled(context, uuid);
}

// A disable that is repeated, because the first answer was lost, shows as an update.
const notYetDisabled: ReadonlySet<string> = new Set(["Disabling", "Updating"]);

/** A poller that is still running when its function stops would only use up its messages' receive counts. */
async function awaitDisabled(context: Context, uuid: string): Promise<void> {
  const mapping = await awaitState(context, { uuid }, notYetDisabled);
  if (mapping === undefined || !notYetDisabled.has(mapping.state)) return;
  const message = `The event source mapping ${uuid} is still ${mapping.state} after two minutes; its function is stopped all the same.`;
  context.report({ type: "warning", message });
}

async function deleteProvisioned(
  { functions }: Context,
  hold: Hold,
  name: string,
  qualifiers: Iterable<string>,
): Promise<void> {
  for (const qualifier of qualifiers) await hold.change(() => functions.deleteProvisioned(name, qualifier));
}

/** AWS refuses a reservation of 0 while there is provisioned concurrency, for example where auto scaling put it back. */
async function stopReserved(context: Context, hold: Hold, live: LiveWorker): Promise<void> {
  const { functions, report } = context;
  const { name } = live;
  let saved: Settings = live;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const outcome = await hold.change(() => functions.stop(name));
    if (outcome !== "has provisioned concurrency") return;
    const provisioned = new Map(
      (await functions.listProvisioned(name)).map((c) => [c.qualifier, c.requested]),
    );
    report({
      type: "note",
      message: `${name} has provisioned concurrency again or unannounced: ${list(provisioned)}.`,
    });
    saved = await save(hold, name, saved, provisioned);
    await deleteProvisioned(context, hold, name, provisioned.keys());
  }
  throw new JetsError(
    "aws_refused",
    `Provisioned concurrency of ${name} came back ${attempts} times.`,
    "Suspend its scaling in Application Auto Scaling, then repeat the command.",
  );
}

async function save(
  hold: Hold,
  name: string,
  saved: Settings,
  provisioned: ReadonlyMap<string, number>,
): Promise<Settings> {
  const fresh: PartialSettings | undefined = toSave({ ...saved, provisioned }, saved);
  if (fresh === undefined) return saved;
  await hold.writer.save(new Map([[name, fresh]]));
  return { ...saved, ...merge(saved, fresh) };
}

const list = (provisioned: ReadonlyMap<string, number>): string =>
  [...provisioned].map(([qualifier, n]) => `${n} on ${qualifier}`).join(", ");
