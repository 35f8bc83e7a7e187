import { JetsError } from "../../errors.js";
import type { StopOutcome } from "../../ports/functions.js";
import type { Context } from "../../context.js";
import { switchLine } from "../by-hand.js";
import { doAll, orByHand } from "../do-all.js";
import { isOfOneWorker } from "../for-each.js";
import type { Lock } from "../lock/lock.js";
import { awaitState, unsettled } from "../live/mapping-states.js";
import type { LiveWorker } from "../live/read-workers.js";
import { reachOf } from "../live/reach.js";
import { merge, stopped, toSave, type PartialSettings, type Settings } from "../journal/settings.js";

/** How often provisioned concurrency may come back between its deletion and the reservation of 0. */
const attempts = 5;

/**
 * Stops one worker in the only order AWS takes: mappings off, provisioned concurrency deleted, reserved 0
 * (rule 7 of `docs/safety.md`), each of them though AWS refuses another (rule 6). Its settings must have been saved before.
 * @throws JetsError with what every step that failed says
 */
export async function stopWorker(context: Context, lock: Lock, live: LiveWorker): Promise<StopOutcome> {
  const { stops } = reachOf(live, lock.journal.entries.get(live.name));
  if (stops !== "everything") {
    await doAll(disablingMappings(context, lock, live));
    return "not supported";
  }
  let outcome: StopOutcome = "stopped";
  await doAll([
    ...disablingMappings(context, lock, live),
    ...[...live.provisioned.keys()].map((qualifier) => () => deleteProvisioned(lock, live.name, [qualifier])),
    async () => {
      if (live.reserved !== stopped.reserved) outcome = await stopReserved(context, lock, live);
      if (outcome === "missing") reportMissing(context, live.name);
      if (outcome === "not supported") await letGo(lock, live);
    },
  ]);
  return outcome;
}

/** Says that a worker of the stack was deleted. */
export function reportMissing({ report }: Context, name: string): void {
  const message = `${name} is in the stack but does not exist any more; it was left out.`;
  report({ type: "warning", message });
}

/** Says that a worker is only stopped in part. */
export function reportPartlyStopped({ report }: Context, name: string, why: string): void {
  const message = `${name} cannot be stopped completely, since ${why}: its event source mappings are disabled, but other calls still reach it.`;
  report({ type: "warning", message });
}

function disablingMappings(context: Context, lock: Lock, live: LiveWorker): (() => Promise<void>)[] {
  const pending = [...live.disabling];
  const enabled = [...live.mappings].filter(([, isEnabled]) => isEnabled).map(([uuid]) => uuid);
  return [
    ...enabled.map((uuid) => async (): Promise<void> => {
      await disableMapping(context, lock, live.name, uuid);
      pending.push(uuid);
    }),
    () => doAll(pending.map((uuid) => () => awaitDisabled(context, uuid))),
  ];
}

async function disableMapping(context: Context, lock: Lock, name: string, uuid: string): Promise<void> {
  try {
    await lock.change((functions) => functions.setMapping(uuid, stopped.mapping));
  } catch (error) {
    if (!isOfOneWorker(error)) throw error;
    const message = `The event source mapping ${uuid} of ${name} could not be disabled and goes on polling: what it takes while ${name} is stopped may end in a dead-letter queue.`;
    context.report({ type: "warning", message });
    throw orByHand(error, switchLine(uuid, stopped.mapping));
  }
}

/** A poller that still runs when its function is stopped would only use up its messages' receive counts. */
async function awaitDisabled(context: Context, uuid: string): Promise<void> {
  const mapping = await awaitState(context, { uuid }, new Set(["Disabled"]));
  if (mapping === undefined || mapping.state === "Disabled") return;
  if (mapping.state !== "Disabling") throw unsettled(mapping);
  const message = `The event source mapping ${uuid} is still Disabling after two minutes; its function is stopped anyway.`;
  context.report({ type: "warning", message });
}

async function deleteProvisioned(lock: Lock, name: string, qualifiers: Iterable<string>): Promise<void> {
  for (const qualifier of qualifiers)
    await lock.change((functions) => functions.deleteProvisioned(name, qualifier));
}

/** AWS refuses a reservation of 0 while there is provisioned concurrency, for example where auto scaling put it back. */
async function stopReserved(context: Context, lock: Lock, live: LiveWorker): Promise<StopOutcome> {
  const { functions, report } = context;
  const { name } = live;
  let saved: Settings = live;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const outcome = await lock.change((checked) => checked.stop(name));
    if (outcome !== "has provisioned concurrency") return outcome;
    const provisioned = new Map(
      (await functions.listProvisioned(name)).map((c) => [c.qualifier, c.requested]),
    );
    report({
      type: "note",
      message: `${name} has provisioned concurrency again, or some that was not listed: ${list(provisioned)}.`,
    });
    saved = await save(lock, name, saved, provisioned);
    await deleteProvisioned(lock, name, provisioned.keys());
  }
  throw new JetsError(
    "aws_refused",
    `Provisioned concurrency of ${name} came back ${attempts} times.`,
    "Suspend its scaling in Application Auto Scaling, then repeat the command.",
  );
}

async function save(
  lock: Lock,
  name: string,
  saved: Settings,
  provisioned: ReadonlyMap<string, number>,
): Promise<Settings> {
  const fresh: PartialSettings | undefined = toSave({ ...saved, provisioned }, saved);
  if (fresh === undefined) return saved;
  await lock.writer.save(new Map([[name, fresh]]));
  return { ...saved, ...merge(saved, fresh) };
}

/** AWS has no reserved concurrency for some kinds of function, which only its refusal tells: the mappings stay disabled. */
async function letGo(lock: Lock, { name }: LiveWorker): Promise<void> {
  // All that is saved, so that what an earlier run took away and could not put back comes back, too.
  const [before, added] = [lock.journal.entries.get(name), lock.writer.saved.get(name)];
  const { provisioned = new Map<string, number>() } = merge(before ?? {}, added ?? {});
  // Before writing down the refusal: a later run that reads it leaves the function as it is.
  await doAll(
    [...provisioned].map(([qualifier, n]) => async (): Promise<void> => {
      await lock.change((functions) => functions.putProvisioned(name, qualifier, n));
    }),
  );
  await lock.writer.save(new Map([[name, { refused: true }]]));
}

const list = (provisioned: ReadonlyMap<string, number>): string =>
  [...provisioned].map(([qualifier, n]) => `${n} on ${qualifier}`).join(", ");
