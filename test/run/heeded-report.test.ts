import { describe, expect, test } from "vitest";
import { createPorts } from "../../src/aws/index.js";
import { withAws } from "../../src/run/with-aws.js";
import { turnOff, turnOn, type MaintenanceEvent, type Role } from "../../src/maintenance/index.js";
import { openSandbox, type TimedSandbox } from "../support/timed-sandbox.js";
import { clientsFor } from "../support/shared-clients.js";
import { requestHandlerFor } from "../support/sdk-clients.js";
import { application } from "../processes/application.js";
import { sample } from "../support/sample.js";

function open(): TimedSandbox {
  return openSandbox({ stacks: [application] });
}

const calls = { on: turnOn, off: turnOff };

type Report = (event: MaintenanceEvent) => unknown;

/** Runs a call of the library in this process, by the sandbox's clock. */
function run(
  role: Role,
  to: "on" | "off",
  { clock, sandbox }: TimedSandbox,
  report: Report = () => undefined,
): Promise<unknown> {
  const signal = new AbortController().signal;
  const told = { stack: "demo-dev", access: {}, operator: { by: "ada" }, commandLine: () => "jets", signal };
  const machine = {
    loadUseCases: () => Promise.reject(new Error("They are loaded.")),
    createAws: (_: object, ended: AbortSignal) =>
      Promise.resolve(
        createPorts(clientsFor(requestHandlerFor(sandbox)), { clock, random: () => 0.5, signal: ended }),
      ),
    clock,
    newToken: () => crypto.randomUUID(),
  };
  return withAws({ ...told, report }, machine, (context) =>
    calls[to](role, context, {
      wait: true,
      ...(role === "worker" && to === "on" ? { onEventLoss: "warn" } : {}),
    }),
  );
}

function throwIt(error: unknown): never {
  throw error;
}

/** How a reporter fails. */
const failures = {
  throws: throwIt,
  "returns a rejected promise": (error: unknown) => Promise.resolve(error).then(throwIt),
};

const runs = (["web", "worker"] as const).flatMap((role) =>
  (["on", "off"] as const).map((to) => [role, to] as const),
);

/** The application before `to`. */
async function before(role: Role, to: "on" | "off"): Promise<TimedSandbox> {
  const place = open();
  if (to === "off") await run(role, "on", place);
  return place;
}

describe.each(Object.entries(failures))("a reporter that %s", (how, failWith) => {
  test.each(runs)("at any event ends %s %s at a safe point, with its own error", async (role, to) => {
    const events: MaintenanceEvent[] = [];
    await run(role, to, await before(role, to), (event) => events.push(event));
    expect(events.length).toBeGreaterThan(0);

    for (const nth of sample([...events.keys()], 4)) {
      const place = await before(role, to);
      const own = new Error(`the disk is full at event ${nth}`);
      let seen = 0;
      const report: Report = () => (seen++ === nth ? failWith(own) : undefined);
      await expect(run(role, to, place, report)).rejects.toBe(own);
      // A promise tells only once what runs already has come to its next pause.
      if (how === "throws") expect(seen, "events after it").toBe(nth + 1);
      // Whatever it had come to, the lock is released, and all comes back.
      await run(role, "off", place);
      expect(place.sandbox.settings()).toEqual(open().sandbox.settings());
    }
  });

  test("may fail with anything", async () => {
    await expect(run("worker", "on", open(), () => failWith(undefined))).rejects.toBeUndefined();
  });
});

test("a promise that is never settled keeps nothing from ending", async () => {
  const place = open();
  await run("worker", "on", place, () => new Promise(() => undefined));
  expect(Object.values(place.sandbox.settings()).filter(({ reserved }) => reserved === 0)).toHaveLength(5);
});
