import type { Context } from "../../context.js";
import { readSettledJournal } from "../journal/read.js";
import { findQueue } from "../keep/queue.js";
import { lockedBy } from "../lock/stale.js";
import { verifyOff } from "./verify-off.js";

/** @throws JetsError `failed` during maintenance, `locked` while another run is at work */
export async function verifyMayPurge(context: Context): Promise<void> {
  const journal = await readSettledJournal(context);
  const locked = lockedBy(context, journal.latest, journal.asOf, { command: "events" });
  if (locked !== undefined) throw locked;
  verifyOff(context, journal);
}

/** Deletes all events that wait. @throws JetsError `failed` where there is no queue, `not_deployed`, `locked` */
export async function purgeWaiting(context: Context): Promise<void> {
  await Promise.all([verifyMayPurge(context), context.stacks.get(context.stack)]);
  await context.queues.purge(await findQueue(context));
}
