import { describe, expect, test } from "vitest";
import { getStatus, turnOff, turnOn, type MaintenanceEvent } from "../../../src/maintenance/index.js";
import { type SandboxOptions } from "../../../src/sandbox/index.js";
import { openSandbox, type TimedSandbox } from "../../support/timed-sandbox.js";
import { createOperator, type Operator } from "../../support/operator.js";

interface Scene extends TimedSandbox {
  readonly ada: Operator;
  /** How long `work` takes, in seconds. */
  readonly timed: (work: () => Promise<unknown>) => Promise<number>;
}

function createScene(options: SandboxOptions = {}): Scene {
  const { clock, sandbox } = openSandbox(options);
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const start = clock.now().getTime();
    await work();
    return Math.round((clock.now().getTime() - start) / 1_000);
  };
  return { sandbox, clock, ada: createOperator(sandbox, clock), timed };
}

describe("web maintenance with --wait", () => {
  test.each([
    ["on", turnOn],
    ["off", turnOff],
  ] as const)("is %s for every web function when it returns", async (state, turn) => {
    const { ada, timed } = createScene();
    if (state === "off") await turnOn("web", ada.context);
    expect(await timed(() => turn("web", ada.context, { wait: true }))).toBe(10);
    expect(ada.events.map(textOf)).toEqual([
      expect.stringMatching(/^Waiting until 2026-01-01T00:00:1\dZ, when every web function has seen it$/),
    ]);
  });

  test("waits again when it was turned on by a run just before, and no more minutes later", async () => {
    const { ada, clock, timed } = createScene();
    await turnOn("web", ada.context);
    expect(await timed(() => turnOn("web", ada.context, { wait: true }))).toBe(10);
    clock.advance(311_000);
    expect(await timed(() => turnOn("web", ada.context, { wait: true }))).toBe(0);
    expect(ada.events).toHaveLength(1);
  });

  test("does not wait for a flag that was never set", async () => {
    const { ada, timed } = createScene();
    expect(await timed(() => turnOff("web", ada.context, { wait: true }))).toBe(0);
    expect(ada.events).toEqual([]);
  });

  test("returns at once without it, and says nothing", async () => {
    const { ada, timed } = createScene();
    expect(await timed(() => turnOn("web", ada.context))).toBe(0);
    expect(ada.events).toEqual([]);
  });

  test("leaves maintenance as it is at Ctrl-C, and says so", async () => {
    const { ada, sandbox, clock } = createScene();
    const { context } = ada;
    const report = (event: MaintenanceEvent): void => {
      if (event.type === "note") ada.interrupt();
    };
    await expect(turnOn("web", { ...context, report }, { wait: true })).rejects.toMatchObject({
      code: "interrupted",
      message: `Interrupted while waiting: web maintenance of demo-dev is on and stays so; every web function has seen it by 2026-01-01T00:00:10Z.`,
      hint: "Turn it off again with `jets maintenance:off --role worker --stack demo-dev`.",
    });
    expect(await getStatus("web", createOperator(sandbox, clock).context)).toMatchObject({ state: "on" });
  });
});

describe("Ctrl-C", () => {
  test.each([
    ["on", turnOn],
    ["off", turnOff],
  ] as const)("before the flag is written leaves it as it was: %s", async (state, turn) => {
    for (const operation of ["GetParameters", "DescribeStacks"]) {
      const { ada, sandbox, clock } = createScene();
      if (state === "off") await turnOn("web", createOperator(sandbox, clock).context);
      sandbox.addFault({ operation, action: { kind: "hook", when: "after", run: ada.interrupt } });
      await expect(turn("web", ada.context)).rejects.toMatchObject({ code: "interrupted" });
      const { state: left } = await getStatus("web", createOperator(sandbox, clock).context);
      expect(left).toBe(state === "on" ? "off" : "on");
    }
  });

  test.each([
    ["on", turnOn],
    ["off", turnOff],
  ] as const)(
    "once what stands beside the flag is written does not stop %s half-way",
    async (state, turn) => {
      const { ada, sandbox, clock } = createScene();
      const { context: eve } = createOperator(sandbox, clock);
      if (state === "off") await turnOn("web", eve, { bypassHash: "a".repeat(64) });
      const target = "/jets/demo-dev/maintenance/web/info";
      const action = { kind: "hook", when: "before", run: ada.interrupt } as const;
      sandbox.addFault({ operation: "PutParameter", target, action });
      expect(await turn("web", ada.context)).toMatchObject({ state, changed: true });
      expect((await getStatus("web", eve)).state).toBe(state);
      expect(sandbox.world.parameters()[target]).not.toContain("bypass");
    },
  );

  test("while the flag is being written is answered with what came of it", async () => {
    const { ada, sandbox } = createScene();
    const target = "/jets/demo-dev/maintenance/web";
    sandbox.addFault({
      operation: "PutParameter",
      target,
      action: { kind: "hook", when: "before", run: ada.interrupt },
    });
    expect(await turnOn("web", ada.context)).toMatchObject({ state: "on", changed: true });
  });
});

const textOf = (event: MaintenanceEvent): string => ("message" in event ? event.message : event.stage);

describe("web maintenance where others have used up all the parameters that AWS allows", () => {
  const fill = ({ sandbox }: Scene): void => {
    for (let index = 0; index < 9; index += 1) sandbox.world.setParameter(`/others/${index}`, "x");
  };
  const full = { parameterLimit: 9 };

  test("is turned off: that takes no room", async () => {
    const scene = createScene(full);
    await turnOn("web", scene.ada.context, { reason: "Database" });
    fill(scene);
    expect(await turnOff("web", scene.ada.context)).toMatchObject({ state: "off", changed: true });
    expect(scene.sandbox.world.parameters()["/jets/demo-dev/maintenance/web"]).toBe("off");
  });

  test("is off for certain where there is no flag", async () => {
    const scene = createScene(full);
    fill(scene);
    expect(await turnOff("web", scene.ada.context)).toMatchObject({ state: "off", changed: false });
  });

  test("is off for certain where the flag was deleted and its info was not", async () => {
    const scene = createScene({ parameterLimit: 10 });
    await turnOn("web", scene.ada.context);
    scene.sandbox.world.deleteParameter("/jets/demo-dev/maintenance/web");
    fill(scene);
    expect(await turnOff("web", scene.ada.context)).toMatchObject({ state: "off" });
  });

  test("is not turned on, and says why", async () => {
    const scene = createScene(full);
    fill(scene);
    await expect(turnOn("web", scene.ada.context)).rejects.toMatchObject({
      code: "aws_refused",
      message: expect.stringContaining("10,000 standard parameters") as string,
    });
    expect((await getStatus("web", scene.ada.context)).state).toBe("off");
  });
});
