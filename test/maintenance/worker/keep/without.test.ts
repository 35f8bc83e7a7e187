import { expect, test } from "vitest";
import { getStatus } from "../../../../src/maintenance/index.js";
import { queue, setScene, smallStack, worker, type Scene } from "../../../support/scene.js";

/** How often each operation was called since the last look. */
function countsOf({ sandbox }: Scene): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { service, operation } of sandbox.calls)
    // Signs of life come with time, not with what is done.
    if (service !== "SSM") counts[operation] = (counts[operation] ?? 0) + 1;
  sandbox.clearCalls();
  return counts;
}

/** What each command calls on a stack of three workers. */
async function callsOf(scene: Scene, keepEvents: boolean): Promise<Record<string, number>[]> {
  const counts: Record<string, number>[] = [];
  await scene.on({ keepEvents });
  counts.push(countsOf(scene));
  await getStatus("worker", scene.open().context);
  counts.push(countsOf(scene));
  await scene.off();
  counts.push(countsOf(scene));
  await scene.status();
  counts.push(countsOf(scene));
  return counts;
}

const difference = (more: Record<string, number>, less: Record<string, number>): Record<string, number> =>
  Object.fromEntries(
    [...new Set([...Object.keys(more), ...Object.keys(less)])].flatMap((operation) => {
      const by = (more[operation] ?? 0) - (less[operation] ?? 0);
      return by === 0 ? [] : [[operation, by]];
    }),
  );

test("without keepEvents nothing of it is called; with it, about two more for each place that events go to", async () => {
  const functions = smallStack.map((fn) => ({ ...fn, onFailure: queue("theirs") }));
  const without = await callsOf(setScene({ functions }), false);
  for (const counts of without)
    for (const operation of Object.keys(counts))
      expect(operation).not.toMatch(/Queue|Message|EventInvokeConfig/);
  const kept = await callsOf(setScene({ functions }), true);
  const [on, status, off, after] = kept.map((counts, at) => difference(counts, without[at] ?? {}));
  // The alias and both versions of a: what has a failure destination of its own is left alone.
  expect(on).toEqual({
    ListFunctionEventInvokeConfigs: 3,
    ListAliases: 1,
    GetQueueUrl: 1,
    CreateQueue: 1,
    PutFunctionEventInvokeConfig: 3,
  });
  expect(status).toEqual({ ListFunctionEventInvokeConfigs: 1, GetQueueUrl: 1, GetQueueAttributes: 1 });
  expect(off).toEqual({
    ListFunctionEventInvokeConfigs: 1,
    DeleteFunctionEventInvokeConfig: 3,
    GetQueueUrl: 1,
    GetQueueAttributes: 2,
    ReceiveMessage: 2,
  });
  // An event may have come late.
  expect(after).toEqual({ GetQueueUrl: 1, GetQueueAttributes: 1 });
});

test("what is off already asks for no queue, and neither does a policy that is not asked to", async () => {
  const scene = setScene({ functions: [worker("job")] });
  await scene.off();
  expect(Object.keys(countsOf(scene)).filter((operation) => operation.includes("Queue"))).toEqual([]);
});
