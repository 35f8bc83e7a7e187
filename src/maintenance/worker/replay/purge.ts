import type { Context } from "../../context.js";
import { findQueue } from "../keep/queue.js";

/** Deletes all events that wait. @throws JetsError `failed` where there is no queue, `not_deployed` */
export async function purgeWaiting(context: Context): Promise<void> {
  await context.stacks.get(context.stack);
  await context.queues.purge(await findQueue(context));
}
