import { interrupted, JetsError, throwIfInterrupted } from "../../errors.js";
import type { StackFunction } from "../../ports/stacks.js";
import type { Context } from "../../context.js";
import type { WorkerFailure } from "../../result.js";
import { isoTime, sleepUntil } from "../../sleep.js";
import { forEachWorker } from "../for-each.js";
import { readWorkers } from "./read-workers.js";
import type { Settings } from "../journal/settings.js";

/** AWS prepares for a minute or two, then allocates: asking often does not help. */
const polling = { everyMs: 10_000, limitMs: 900_000 };

type Awaited = Pick<Settings, "provisioned" | "mappings">;

/** What has become of the workers that are waited for. */
type Done = "stopped" | "restored";

/**
 * Waits until provisioned concurrency is `READY` and mappings have settled. `FAILED` and a wait of 15 minutes are
 * failures of that worker.
 * @throws JetsError `interrupted`
 */
export async function awaitReady(
  context: Context,
  done: Done,
  workers: ReadonlyMap<string, Awaited>,
): Promise<readonly WorkerFailure[]> {
  const end = context.clock.now().getTime() + polling.limitMs;
  const stage = { stage: "Waiting for provisioned concurrency and mappings", until: isoTime(new Date(end)) };
  const waiting = forEachWorker(context, stage, workers, async (name, { provisioned, mappings }) => {
    const what = `${name} is ${done}`;
    if (provisioned.size > 0) await poll(context, what, end, () => isProvisioned(context, name, provisioned));
    for (const uuid of mappings.keys()) await poll(context, what, end, () => isSettled(context, uuid));
  });
  try {
    return (await waiting).failures;
  } catch (cause) {
    throw context.signal.aborted ? interruption(context, done, cause) : cause;
  }
}

function interruption({ stack, commandLine }: Context, done: Done, cause: unknown): JetsError {
  const next = commandLine(done === "stopped" ? "on" : "off");
  return interrupted(
    `Interrupted while waiting: the workers of ${stack} are ${done}, and settle by themselves.`,
    `Wait again with \`${next}\`.`,
    { cause },
  );
}

/** The same for workers that an earlier run has restored, and whose journal is closed. */
export async function awaitAllReady(
  context: Context,
  workers: ReadonlyMap<string, StackFunction>,
): Promise<readonly WorkerFailure[]> {
  const toRead = new Map([...workers].map(([name, { published }]) => [name, { provisioned: published }]));
  const { results, failures } = await readWorkers(context, toRead, true);
  const there = new Map<string, Awaited>();
  for (const [name, live] of results) if (live !== undefined) there.set(name, live);
  return [...failures, ...(await awaitReady(context, "restored", there))];
}

async function poll(
  context: Context,
  what: string,
  end: number,
  isDone: () => Promise<boolean>,
): Promise<void> {
  while (!(await isDone())) {
    const now = context.clock.now().getTime();
    if (now >= end) {
      throw new JetsError(
        "aws_refused",
        `${what} but had not settled after 15 minutes.`,
        "See it in the Lambda console.",
      );
    }
    if (!(await sleepUntil(context, new Date(now + polling.everyMs)))) throwIfInterrupted(context.signal);
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
