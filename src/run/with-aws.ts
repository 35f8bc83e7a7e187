import { setMaxListeners } from "node:events";
import { interrupted, JetsError } from "../maintenance/errors.js";
import type { Context } from "../maintenance/context.js";
import { heedReport } from "./heeded-report.js";
import type { AwsAccess, Machine } from "./machine.js";

/** What a terminal or a program asks of one run. */
export interface RunRequest extends Pick<
  Context,
  "stack" | "operator" | "commandLine" | "report" | "signal" | "selection" | "webFlag"
> {
  readonly access: AwsAccess;
}

/**
 * Reaches AWS, runs `use` there and closes the connections.
 * @throws JetsError `region_missing`, `interrupted`, whatever `use` throws, and before all of these what `report` throws
 */
export async function withAws<T>(
  { access, signal: outer, report: reporter, ...request }: RunRequest,
  { createAws, clock, newToken }: Pick<Machine, "createAws" | "clock" | "newToken">,
  use: (context: Context, region: string) => Promise<T>,
): Promise<T> {
  const { signal, abort, unfollow } = follow(outer);
  const { report, verify } = heedReport(reporter, abort);
  const aws = await createAws(access, signal, report);
  try {
    const region = await aws.region();
    const { stacks, functions, parameters, queues, aside } = aws;
    const ports = { stacks, functions, parameters, queues, aside };
    return await use({ ...request, ...ports, report, clock, newToken, signal }, region);
  } catch (error) {
    throw signal.aborted && !(error instanceof JetsError) ? cutShort(error) : error;
  } finally {
    unfollow();
    aws.close();
    verify();
  }
}

/**
 * A signal that is aborted when `outer` is, until `unfollow` is called. Many workers sleep on it at once: on the caller's
 * own, Node would warn of that, and listeners would stay behind.
 */
export function follow(outer: AbortSignal): {
  readonly signal: AbortSignal;
  readonly abort: () => void;
  readonly unfollow: () => void;
} {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const abort = (): void => {
    controller.abort();
  };
  if (outer.aborted) abort();
  outer.addEventListener("abort", abort);
  return {
    signal: controller.signal,
    abort,
    unfollow: () => {
      outer.removeEventListener("abort", abort);
    },
  };
}

/** The error of a wait that an abort has ended, whatever it threw. */
function cutShort(cause: unknown): JetsError {
  return new JetsError("interrupted", "Interrupted.", "Run the command again: it finishes the job.", {
    cause,
  });
}

/**
 * Resolves to what `reading` does, unless `signal` is aborted first: reading changes nothing, so it need not end.
 * @throws JetsError `interrupted`
 */
export async function untilInterrupted<T>(reading: Promise<T>, signal: AbortSignal): Promise<T> {
  let interrupt = (): void => undefined;
  const interruption = new Promise<never>((_, reject) => {
    interrupt = () => {
      reject(interrupted());
    };
  });
  if (signal.aborted) interrupt();
  signal.addEventListener("abort", interrupt);
  try {
    return await Promise.race([reading, interruption]);
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}
