import { JetsError } from "../../errors.js";
import type { StackFunction } from "../../ports/stacks.js";
import type { Context, Selection } from "../../context.js";
import { webFunction } from "../../web/function.js";
import { createMatcher, verifySelection, type Matcher } from "./globs.js";
import { readRoleTags } from "./role-tags.js";

/** Jets names the functions of jobs, events and queues so: `demo-dev-cleanup_job-_event-...`. */
export const eventMark = "_event-";

/** Whether a function of the stack is a worker, and by what rule. */
export interface Choice {
  readonly function: StackFunction;
  readonly isWorker: boolean;
  /** Goes after the function's name in a sentence: `its name has ...`. */
  readonly why: string;
}

const calledByDeployments = "CloudFormation calls it for custom resources";

/**
 * Decides which functions of the stack are workers. A no wins: the web function, `exclude`, a tag. Then `include` alone
 * decides if it is given, else the tag, else the name. A function that deployments wait for is only a worker if
 * `include` or its tag says so.
 * @throws JetsError `usage`, and `access_denied` where tags are to be read and can't be read
 */
export async function chooseWorkers(
  context: Context,
  functions: readonly StackFunction[],
  selection: Selection = {},
): Promise<Choice[]> {
  verifySelection(selection);
  const include = await createMatcher(selection.include);
  const exclude = await createMatcher(selection.exclude);
  const open = functions.filter((fn) => !isWeb(context, fn) && exclude?.(fn) === undefined);
  const tags = selection.tags === true ? await readRoleTags(context, open) : new Map<string, string>();
  return functions.map((fn) => {
    if (isWeb(context, fn)) return no(fn, "it is the web function");
    const excluded = exclude?.(fn);
    if (excluded !== undefined) return no(fn, `it matches exclude ${excluded}`);
    return chooseOpen(fn, include, tags.get(fn.name));
  });
}

const isWeb = ({ stack }: Context, { name }: StackFunction): boolean => name === webFunction(stack);

function chooseOpen(fn: StackFunction, include: Matcher | undefined, tag: string | undefined): Choice {
  if (tag === "none") return no(fn, "its tag jets:role is none");
  if (include !== undefined) {
    const included = include(fn);
    return included === undefined
      ? no(fn, "it matches no include")
      : yes(fn, `it matches include ${included}`);
  }
  if (tag === "worker") return yes(fn, "its tag jets:role is worker");
  if (fn.servesDeployments) return no(fn, calledByDeployments);
  return fn.name.includes(eventMark)
    ? yes(fn, `its name has ${eventMark} in it`)
    : no(fn, `its name has no ${eventMark} in it`);
}

const yes = (fn: StackFunction, why: string): Choice => ({
  function: fn,
  isWorker: true,
  why: fn.servesDeployments ? `${why}, though ${calledByDeployments}` : why,
});
const no = (fn: StackFunction, why: string): Choice => ({ function: fn, isWorker: false, why });

/**
 * The functions of the stack and its nested stacks; warns of nested stacks that are not there.
 * @throws JetsError `not_deployed`, `failed`
 */
export const listDeployed = ({ stack, stacks, report }: Context): Promise<readonly StackFunction[]> =>
  stacks.listFunctions(stack, ({ name, logicalId }) => {
    const message = `The nested stack ${name} (${logicalId}) does not exist, though ${stack} still lists it: its functions are left out.`;
    report({ type: "warning", message });
  });

/** The workers that are deployed. @throws JetsError `not_deployed`, `no_workers`, `usage`, `access_denied` */
export async function listWorkers(context: Context): Promise<ReadonlyMap<string, StackFunction>> {
  const { stack, selection } = context;
  const workers = workersAmong(await chooseWorkers(context, await listDeployed(context), selection));
  if (workers.size === 0) throw noWorkers(stack, selection);
  return workers;
}

/** The workers by name. */
export const workersAmong = (choices: readonly Choice[]): ReadonlyMap<string, StackFunction> =>
  new Map(choices.flatMap((choice) => (choice.isWorker ? [[choice.function.name, choice.function]] : [])));

/** Warns of the workers that deployments wait for, which the selection includes all the same. */
export function reportServing({ report }: Context, workers: ReadonlyMap<string, StackFunction>): void {
  for (const { name, servesDeployments } of workers.values()) {
    if (!servesDeployments) continue;
    const message = `${name} is stopped, as the selection says, but ${calledByDeployments}: a deployment that needs it hangs until maintenance is over or it times out.`;
    report({ type: "warning", message });
  }
}

/** The error for an application in which there is nothing to stop. */
export function noWorkers(stack: string, { include, exclude, tags }: Selection = {}): JetsError {
  const hint =
    include === undefined && exclude === undefined && tags !== true
      ? `No function of ${stack} has \`${eventMark}\` in its name: deploy a job or an event, or choose others with --include.`
      : `No function of ${stack} matches include, exclude and tags: see them all with --dry-run.`;
  return new JetsError("no_workers", "No worker functions deployed", hint);
}
