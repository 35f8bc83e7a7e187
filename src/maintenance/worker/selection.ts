import { JetsError } from "../errors.js";
import type { StackFunction } from "../ports.js";
import type { Context } from "../roles.js";

/** Jets names the functions of jobs, events and queues so: `demo-dev-cleanup_job-_event-...`. */
const eventMark = "_event-";

/**
 * The workers of the application: the stack's functions, nested stacks included, that have `_event-` in their
 * name. The web function is never one of them.
 */
export function selectWorkers(stack: string, functions: readonly StackFunction[]): StackFunction[] {
  return functions.filter(({ name }) => name.includes(eventMark) && name !== `${stack}-controller`);
}

/** The workers that are deployed. @throws JetsError `not_deployed`, `no_workers` */
export async function listWorkers({ stack, stacks }: Context): Promise<ReadonlyMap<string, StackFunction>> {
  const workers = selectWorkers(stack, await stacks.listFunctions(stack));
  if (workers.length === 0) {
    throw new JetsError(
      "no_workers",
      "No worker functions deployed",
      `No function of ${stack} has \`${eventMark}\` in its name: deploy a job or an event first.`,
    );
  }
  return new Map(workers.map((worker) => [worker.name, worker]));
}
