import type { Context } from "../roles.js";
import { listWorkers } from "./selection.js";

export { getStatus } from "./get-status.js";
export { turnOff } from "./turn-off.js";
export { turnOn } from "./turn-on.js";

/** @throws JetsError `not_deployed`, `no_workers` */
export async function verify(context: Context): Promise<void> {
  await listWorkers(context);
}
