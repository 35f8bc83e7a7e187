import { JetsError } from "../errors.js";
import type { Context, WorkerFailure } from "../roles.js";
import { forEachWorker } from "./each-worker.js";
import { sleepUntil } from "./sleep.js";

/** AWS prepares for a minute or two, then allocates; there is no use in asking often. Milliseconds. */
const polling = { every: 10_000, limit: 900_000 };

/**
 * Waits until restored provisioned concurrency is `READY` and restored mappings have settled.
 * `FAILED` and a wait of 15 minutes are failures of that worker.
 * @throws JetsError `interrupted`
 */
export async function awaitReady(
  context: Context,
  restored: ReadonlyMap<
    string,
    { provisioned: ReadonlyMap<string, number>; mappings: ReadonlyMap<string, boolean> }
  >,
): Promise<readonly WorkerFailure[]> {
  const { failures } = await forEachWorker(context, restored, async (name, { provisioned, mappings }) => {
    if (provisioned.size > 0) await poll(context, name, () => isProvisioned(context, name, provisioned));
    for (const uuid of mappings.keys()) await poll(context, name, () => isSettled(context, uuid));
  });
  return failures;
}

async function poll(context: Context, name: string, isDone: () => Promise<boolean>): Promise<void> {
  const end = context.clock.now().getTime() + polling.limit;
  while (!(await isDone())) {
    const now = context.clock.now().getTime();
    if (now >= end) {
      throw new JetsError(
        "aws_refused",
        `${name} is restored but was not ready after 15 minutes.`,
        "Look at it in the Lambda console.",
      );
    }
    if (!(await sleepUntil(context, new Date(now + polling.every)))) {
      throw new JetsError(
        "interrupted",
        "Interrupted while waiting: everything is restored, and gets ready by itself.",
        "Look with `jets maintenance:status --role worker`.",
      );
    }
  }
}

async function isProvisioned(
  { functions }: Context,
  name: string,
  provisioned: ReadonlyMap<string, number>,
): Promise<boolean> {
  const configs = (await functions.listProvisioned(name)).filter(({ qualifier }) =>
    provisioned.has(qualifier),
  );
  const failed = configs.find(({ status }) => status === "FAILED");
  if (failed !== undefined) {
    throw new JetsError(
      "aws_refused",
      `Provisioned concurrency of ${name} on ${failed.qualifier} FAILED to start.`,
      "Its setting is back; look at the function's start-up errors in its log.",
    );
  }
  return configs.every(({ status }) => status === "READY");
}

async function isSettled({ functions }: Context, uuid: string): Promise<boolean> {
  const mapping = await functions.getMapping(uuid);
  return mapping === undefined || mapping.state === "Enabled" || mapping.state === "Disabled";
}
