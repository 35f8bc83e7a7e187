import { expect, test } from "vitest";
import { getStatus, plan, turnOff, turnOn, type MaintenanceEvent } from "../../../src/maintenance/index.js";
import type { Operator } from "../../support/operator.js";
import { queue, setScene, worker } from "../../support/scene.js";

const workers = Array.from({ length: 40 }, (_, index) =>
  worker(`job${index}`, { reserved: 1, mappings: [{ source: queue(`q${index}`) }] }),
);

/** The stages in the order in which they began, each with how far it came and how long it takes at least. */
function stagesOf({ events }: Operator): string[] {
  const last = new Map<string, MaintenanceEvent & { type: "stage" }>();
  for (const event of events) if (event.type === "stage") last.set(event.stage, event);
  return [...last.values()].map(({ stage, done, total, seconds }) => {
    const least = seconds === undefined ? "" : ` in ${seconds} s`;
    return `${stage} ${done}/${total}${least}`;
  });
}

test("on, status and off of the worker role report each stage to its end, with the quota's time", async () => {
  const { open } = setScene({ functions: workers });
  const runs = [open(), open(), open()] as const;
  await turnOn("worker", runs[0].context, { onEventLoss: "warn" });
  await getStatus("worker", runs[1].context);
  await turnOff("worker", runs[2].context);
  expect(runs.map(stagesOf)).toEqual([
    [
      "Reading the stack 1/1",
      "Reading workers 40/40 in 0 s",
      "Saving settings 2/2 in 1 s",
      "Stopping workers 40/40 in 6 s",
      "Reading event sources 1/1",
    ],
    [
      "Reading the journal 1/1",
      "Reading the stack 1/1",
      "Reading workers 40/40 in 0 s",
      "Reading provisioned concurrency 40/40",
    ],
    ["Reading the journal 1/1", "Reading workers 40/40 in 0 s", "Restoring workers 40/40 in 6 s"],
  ]);
});

test("a worker that fails counts as one that was dealt with", async () => {
  const { open, at } = setScene({ functions: workers });
  at("PutFunctionConcurrency", { kind: "denied" }, { target: workers[7]?.name ?? "" });
  const ada = open();
  expect((await turnOn("worker", ada.context)).failures).toHaveLength(1);
  expect(stagesOf(ada)).toContain("Stopping workers 40/40 in 6 s");
});

test("an interrupted stage is never reported as done", async () => {
  const { open, at } = setScene({ functions: workers });
  const ada = open();
  at("PutFunctionConcurrency", { kind: "hook", when: "before", run: ada.interrupt }, { nth: 3 });
  await expect(turnOn("worker", ada.context)).rejects.toMatchObject({ code: "interrupted" });
  expect(stagesOf(ada).at(-1)).not.toContain("40/40");
});

test("tags that are read function by function are a stage too, and a dry run has its own", async () => {
  const { open } = setScene({ functions: workers });
  const ada = open();
  await plan("worker", "on", { ...ada.context, selection: { tags: true } });
  expect(stagesOf(ada)).toEqual([
    "Reading the stack 1/1",
    "Reading tags 40/40",
    "Reading workers 40/40 in 0 s",
    "Reading event sources 40/40 in 3 s",
  ]);
});

test("the web role has no stages", async () => {
  const { open } = setScene();
  const ada = open();
  await turnOn("web", ada.context);
  await getStatus("web", ada.context);
  await turnOff("web", ada.context);
  expect(ada.events).toEqual([]);
});
