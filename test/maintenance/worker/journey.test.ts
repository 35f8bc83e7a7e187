import { expect, test } from "vitest";
import { getStatus, turnOff, turnOn } from "../../../src/maintenance/index.js";
import { openSandbox, type TimedSandbox } from "../../support/timed-sandbox.js";
import { createOperator, type Operator } from "../../support/operator.js";

interface Demo extends TimedSandbox {
  readonly operator: (by?: string) => Operator;
}

function demo(): Demo {
  const { clock, sandbox } = openSandbox();
  return { clock, sandbox, operator: (by = "ada@laptop") => createOperator(sandbox, clock, { by }) };
}

test("on stops every worker of the demo application and off brings everything back", async () => {
  const { sandbox, operator, clock } = demo();
  const before = sandbox.settings();
  const done = { role: "worker", failures: [], changed: true };

  expect(await turnOn("worker", operator("ada").context)).toMatchObject({ ...done, state: "on" });
  const reserved = Object.entries(sandbox.settings()).map(([name, settings]) => [name, settings.reserved]);
  expect(Object.fromEntries(reserved)).toEqual({
    "demo-dev-controller": null,
    "demo-dev-cleanup_event-legacy": 0,
    "demo-dev-cleanup_event-purge": 0,
    "demo-dev-jobs_event-perform": 0,
    "demo-dev-reports_event-render": 0,
  });
  expect(await getStatus("worker", operator().context)).toMatchObject({
    state: "on",
    opened: { by: "ada" },
    notes: [],
  });

  expect(await turnOff("worker", operator("bob").context)).toMatchObject({ ...done, state: "off" });
  clock.advance(1_000);
  expect(sandbox.settings()).toEqual(before);
  expect(await getStatus("worker", operator().context)).toMatchObject({
    state: "off",
    notes: [],
  });
});

test("both commands are no work the second time", async () => {
  const { sandbox, operator } = demo();
  await turnOn("worker", operator().context);
  expect(await turnOn("worker", operator().context)).toMatchObject({ state: "on", changed: false });
  await turnOff("worker", operator().context);
  const after = sandbox.world.parameters();
  expect(await turnOff("worker", operator().context)).toMatchObject({ state: "off", changed: false });
  // The record that proves it is all that is new.
  const proof = "/jets/demo-dev/maintenance/worker/run/000004";
  expect(sandbox.world.parameters()).toEqual({
    ...after,
    [proof]: expect.stringContaining('"state":"released"'),
  });
});
