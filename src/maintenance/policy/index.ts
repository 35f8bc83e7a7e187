import type { Context, Role, TurnOptions } from "../context.js";
import { chooseWorkers, listDeployed, noWorkers, workersAmong } from "../worker/selection/selection.js";
import { allow, arnsBeside, documentOf, sizeLimit, sizeOf, type PolicyDocument } from "./document.js";
import { patternsOf, wordsAtMost } from "./patterns.js";
import { webStatements } from "./web.js";
import { workerStatements, type Concerned } from "./worker.js";

/**
 * The least that these roles of the application need. Workers are named as long as the policy is small enough for
 * IAM, and matched by patterns where it would not be. With `keepEvents`, what keeping and replaying events needs, too.
 * @throws JetsError `not_deployed`, `usage`, `access_denied`, and `no_workers` for a policy of the worker role alone
 */
export async function readPolicy(
  roles: readonly Role[],
  context: Context,
  { keepEvents = false }: Pick<TurnOptions, "keepEvents"> = {},
): Promise<PolicyDocument> {
  const { stack, stacks, selection, report } = context;
  const arnOf = arnsBeside((await stacks.get(stack)).id);
  const withoutWorkers = [
    allow("Stack", ["cloudformation:DescribeStacks"], [arnOf("cloudformation", `stack/${stack}/*`)]),
    ...(roles.includes("web") ? webStatements(context, arnOf) : []),
  ];
  if (!roles.includes("worker")) return documentOf(withoutWorkers);
  const concerned = await listConcerned(context);
  if (concerned.workers.length > 0) {
    return smallEnough(concerned, (some) =>
      documentOf([...withoutWorkers, ...workerStatements(stack, arnOf, some, keepEvents)]),
    );
  }
  if (!roles.includes("web")) throw noWorkers(stack, selection);
  report({ type: "note", message: "No worker functions deployed: the policy is for the web role alone" });
  return documentOf(withoutWorkers);
}

async function listConcerned(context: Context): Promise<Concerned> {
  const { selection } = context;
  const choices = await chooseWorkers(context, await listDeployed(context), selection);
  const workers = [...workersAmong(choices).keys()].sort();
  if (selection?.tags !== true) return { workers, tagged: workers };
  return { workers, tagged: choices.map((choice) => choice.function.name).sort() };
}

/** The first that IAM takes, from the names themselves down to one pattern for all. */
function smallEnough(
  { workers, tagged }: Concerned,
  build: (concerned: Concerned) => PolicyDocument,
): PolicyDocument {
  let kept = wordsAtMost(tagged);
  for (;;) {
    const policy = build({ workers: patternsOf(workers, kept), tagged: patternsOf(tagged, kept) });
    if (kept === 0 || sizeOf(policy) <= sizeLimit) return policy;
    kept -= 1;
  }
}
