import { JetsError } from "../errors.js";
import type { StopOutcome } from "../ports.js";
import type { Context } from "../roles.js";
import { doAll } from "./do-all.js";
import type { Hold } from "./hold.js";
import { awaitState, unsettled } from "./mapping-states.js";
import type { LiveWorker } from "./observe.js";
import { merge, stopped, toSave, type PartialSettings, type Settings } from "./settings.js";

/** Why a worker whose reservation AWS refused for good cannot be stopped. */
export const noReservation = "AWS has no reserved concurrency for it";

/** How often provisioned concurrency may come back between its deletion and the reservation of 0. */
const attempts = 5;

/**
 * Stops one worker in the only order AWS takes: mappings off, provisioned concurrency deleted, reserved 0
 * (rule 7 of `docs/safety.md`). Its settings must have been saved before.
 */
export async function stopWorker(context: Context, hold: Hold, live: LiveWorker): Promise<StopOutcome> {
  await disableMappings(context, hold, live);
  await deleteProvisioned(hold, live.name, live.provisioned.keys());
  if (live.reserved === stopped.reserved) return "stopped";
  const outcome = await stopReserved(context, hold, live);
  if (outcome === "missing") reportMissing(context, live.name);
  if (outcome === "not supported") await leaveAlone(context, hold, live);
  return outcome;
}

/** Says that a worker of the stack was deleted. */
export function reportMissing({ report }: Context, name: string): void {
  const message = `${name} is in the stack but does not exist any more; it was left out.`;
  report({ type: "warning", message });
}

/** Says that a worker goes on, because nothing here can stop it. */
export function reportUnstoppable({ report }: Context, name: string, why: string): void {
  report({ type: "warning", message: `${name} cannot be stopped and was left alone: ${why}.` });
}

const enabledOf = ({ mappings }: Pick<Settings, "mappings">): string[] =>
  [...mappings].filter(([, enabled]) => enabled).map(([uuid]) => uuid);

async function disableMappings(context: Context, hold: Hold, live: LiveWorker): Promise<void> {
  const enabled = enabledOf(live);
  for (const uuid of enabled) await hold.change((functions) => functions.setMapping(uuid, stopped.mapping));
  for (const uuid of [...enabled, ...live.disabling]) await awaitDisabled(context, uuid);
}

/** A poller that is still running when its function stops would only use up its messages' receive counts. */
async function awaitDisabled(context: Context, uuid: string): Promise<void> {
  const mapping = await awaitState(context, { uuid }, new Set(["Disabled"]));
  if (mapping === undefined || mapping.state === "Disabled") return;
  if (mapping.state !== "Disabling") throw unsettled(mapping);
  const message = `The event source mapping ${uuid} is still Disabling after two minutes; its function is stopped all the same.`;
  context.report({ type: "warning", message });
}

async function deleteProvisioned(hold: Hold, name: string, qualifiers: Iterable<string>): Promise<void> {
  for (const qualifier of qualifiers)
    await hold.change((functions) => functions.deleteProvisioned(name, qualifier));
}

/** AWS refuses a reservation of 0 while there is provisioned concurrency, for example where auto scaling put it back. */
async function stopReserved(context: Context, hold: Hold, live: LiveWorker): Promise<StopOutcome> {
  const { functions, report } = context;
  const { name } = live;
  let saved: Settings = live;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const outcome = await hold.change((checked) => checked.stop(name));
    if (outcome !== "has provisioned concurrency") return outcome;
    const provisioned = new Map(
      (await functions.listProvisioned(name)).map((c) => [c.qualifier, c.requested]),
    );
    report({
      type: "note",
      message: `${name} has provisioned concurrency again or unannounced: ${list(provisioned)}.`,
    });
    saved = await save(hold, name, saved, provisioned);
    await deleteProvisioned(hold, name, provisioned.keys());
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

/** AWS has no reserved concurrency for some kinds of function, which only its refusal tells. */
async function leaveAlone(context: Context, hold: Hold, { name }: LiveWorker): Promise<void> {
  // All that is saved, so that what an earlier run took away and could not put back comes back, too.
  const [before, added] = [hold.journal.entries.get(name), hold.writer.saved.get(name)];
  const { provisioned = new Map<string, number>(), mappings = new Map<string, boolean>() } = merge(
    before ?? {},
    added ?? {},
  );
  // Before it is written down: whoever reads that it was refused leaves it as it is.
  await doAll([
    ...[...provisioned].map(([qualifier, n]) => async (): Promise<void> => {
      await hold.change((functions) => functions.putProvisioned(name, qualifier, n));
    }),
    ...enabledOf({ mappings }).map((uuid) => async (): Promise<void> => {
      await hold.change((functions) => functions.setMapping(uuid, true));
    }),
  ]);
  await hold.writer.save(new Map([[name, { refused: true }]]));
  reportUnstoppable(context, name, noReservation);
}

const list = (provisioned: ReadonlyMap<string, number>): string =>
  [...provisioned].map(([qualifier, n]) => `${n} on ${qualifier}`).join(", ");
