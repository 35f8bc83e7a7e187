import { describe, expect, test } from "vitest";
import {
  begin,
  getStatus,
  JetsError,
  turnOff,
  turnOn,
  type Begun,
  type TurnOptions,
} from "../../../src/maintenance/index.js";
import { Gate } from "../../support/gate.js";
import type { Operator } from "../../support/operator.js";
import { setScene, type Scene } from "../../support/scene.js";

const path = "/jets/demo-dev/maintenance/web";
const flagOf = ({ sandbox }: Scene): string | undefined => sandbox.world.parameters()[path];

/** A run that begins, and what came of it. */
const run = (operator: Operator, options: TurnOptions = {}): Promise<Begun | JetsError> =>
  begin("web", operator.context, options).catch((error: unknown) => {
    if (error instanceof JetsError) return error;
    throw error;
  });

const codeOf = (outcome: Begun | JetsError): string => {
  const error = outcome instanceof JetsError ? outcome : outcome.error;
  return error instanceof JetsError ? error.code : "begun";
};

/** The run's way back, by a machine of its own. */
const end = async (scene: Scene, outcome: Begun | JetsError): Promise<void> => {
  if (!(outcome instanceof JetsError)) await outcome.end(scene.open().context, {});
};

/** Lets `act` happen right before the nth call. */
const before = ({ sandbox }: Scene, nth: number, act: () => Promise<void>): void => {
  sandbox.addFault({ nth, action: { kind: "hook", when: "before", run: act } });
};

describe("a run of the web role ends only what it began", () => {
  test("what an `on` turned on that it did not see at first stays on", async () => {
    const scene = setScene();
    const old = await scene.rewriter.snapshot();
    await turnOn("web", scene.open({ by: "ada" }).context, { reason: "moving" });
    scene.rewriter.showAsOf(old);
    const begun = await run(scene.open());
    scene.rewriter.showAsOf(await scene.rewriter.snapshot());
    expect(begun).toMatchObject({ wasOn: true, result: { changed: false, opened: { by: "ada" } } });
    await end(scene, begun);
    expect(flagOf(scene)).toBe("on");
    const { opened } = await getStatus("web", scene.open().context);
    expect(opened).toMatchObject({ by: "ada", reason: "moving" });
    expect(scene.sandbox.world.parameters()[`${path}/info`]).not.toContain('"run"');
  });

  test("what an `off` turned off that it did not see at first is its own", async () => {
    const scene = setScene();
    await turnOn("web", scene.open({ by: "ada" }).context);
    await turnOff("web", scene.open({ by: "ada" }).context);
    const begun = await run(scene.open({ by: "eve" }));
    expect(begun).toMatchObject({ wasOn: false, result: { changed: true, opened: { by: "eve" } } });
    await end(scene, begun);
    expect(flagOf(scene)).toBe("off");
  });

  test.each([1, 2, 3])("what is on is not its own where %i reads do not show it yet", async (times) => {
    const scene = setScene();
    const old = await scene.rewriter.snapshot();
    await turnOn("web", scene.open({ by: "ada" }).context);
    scene.rewriter.showAsOf(old, { times });
    const begun = await run(scene.open());
    expect(begun).toMatchObject({ wasOn: true, result: { changed: false } });
    await end(scene, begun);
    expect(flagOf(scene)).toBe("on");
  });

  test.each([1, 3])("what it began is ended, where %i reads do not show it yet", async (times) => {
    const scene = setScene();
    const old = await scene.rewriter.snapshot();
    const begun = await run(scene.open());
    scene.rewriter.showAsOf(old, { times });
    await end(scene, begun);
    expect(flagOf(scene)).toBe("off");
  });

  test("another run that has ended is in its way no longer than old reads show it", async () => {
    const scene = setScene();
    const first = await run(scene.open({ by: "ada" }));
    const old = await scene.rewriter.snapshot();
    await end(scene, first);
    scene.rewriter.showAsOf(old, { times: 3 });
    const second = await run(scene.open({ by: "bob" }));
    expect(second).toMatchObject({ wasOn: false, result: { opened: { by: "bob" } } });
    await end(scene, second);
    expect(flagOf(scene)).toBe("off");
  });

  test("what has ended by itself is no longer on: the next run begins anew and ends it", async () => {
    const scene = setScene();
    const expires = new Date(scene.clock.now().getTime() + 60_000).toISOString();
    expect(codeOf(await run(scene.open(), { expires }))).toBe("begun");
    const early = await run(scene.open());
    expect(codeOf(early)).toBe("locked");
    expect(early).toHaveProperty("message", expect.stringContaining(`, until ${expires} at the latest.`));
    scene.clock.advance(60_000);
    const late = await run(scene.open());
    expect(late).toMatchObject({ wasOn: false });
    await end(scene, late);
    expect(flagOf(scene)).toBe("off");
  });

  test("a flag that can't be written any more is no run's", async () => {
    const scene = setScene();
    scene.at("PutParameter", { kind: "denied" }, { target: path });
    const begun = await run(scene.open());
    expect(codeOf(begun)).toBe("access_denied");
    await end(scene, begun);
    expect(flagOf(scene)).toBeUndefined();
    expect(codeOf(await run(scene.open()))).toBe("begun");
  });
});

describe("a run of the web role whose maintenance is ended while it begins", () => {
  test.each([
    ["off", turnOff],
    ["on", turnOn],
  ] as const)("by an `%s` leaves it to that", async (state, turn) => {
    const scene = setScene();
    const meddle = async (): Promise<void> => {
      await turn("web", scene.open({ by: "bob" }).context, { reason: "mine" });
    };
    scene.at("PutParameter", { kind: "hook", when: "after", run: meddle }, { target: path });
    const begun = await run(scene.open());
    expect(codeOf(begun)).toBe("lock_lost");
    await end(scene, begun);
    expect(flagOf(scene)).toBe(state);
  });

  test("during its wait is found out before the command runs", async () => {
    const scene = setScene();
    const ada = scene.open();
    const waits = scene.clock.sleep(5_000).then(() => turnOff("web", scene.open({ by: "bob" }).context));
    const begun = await run(ada, { wait: true });
    await waits;
    expect(codeOf(begun)).toBe("lock_lost");
    await end(scene, begun);
    expect(flagOf(scene)).toBe("off");
  });
});

describe("two runs of the web role that begin at once", () => {
  const calls = 7;
  const pairs = Array.from({ length: calls * calls }, (_, at) => [
    1 + (at % calls),
    1 + Math.floor(at / calls),
  ]);

  test.each(pairs)(
    "do not both begin, where the second one comes at call %i of the first one, and that goes on at call %i of the second one",
    async (first = 0, second = 0) => {
      const scene = setScene();
      const [isThere, mayGoOn] = [new Gate(), new Gate()];
      before(scene, first, () => {
        before(scene, second, () => {
          mayGoOn.open();
          return Promise.resolve();
        });
        isThere.open();
        return mayGoOn.opened;
      });
      const ada = run(scene.open({ by: "ada" }));
      await Promise.race([isThere.opened, ada]);
      const bob = run(scene.open({ by: "bob" }));
      void bob.then(mayGoOn.open);
      const outcomes = await Promise.all([ada, bob]);
      expect(outcomes.map(codeOf).sort()).toEqual(["begun", "locked"]);
      for (const outcome of outcomes) await end(scene, outcome);
      expect(flagOf(scene)).toBe("off");
    },
  );

  test("three, at any moment: one begins, and it ends what it began", async () => {
    for (let pause = 0; pause < 200; pause += 10) {
      const scene = setScene();
      const begins = ["ada", "bob", "eve"].map(async (by, index) => {
        await scene.clock.sleep(index * pause);
        return run(scene.open({ by }));
      });
      const outcomes = await Promise.all(begins);
      expect(outcomes.map(codeOf).sort(), `after ${pause} ms`).toEqual(["begun", "locked", "locked"]);
      for (const outcome of outcomes) await end(scene, outcome);
      expect(flagOf(scene)).toBe("off");
    }
  });

  test("a run that waits for the lock begins however far the first one's way back is", async () => {
    for (let call = 1; call <= 8; call += 1) {
      const scene = setScene();
      const first = await run(scene.open({ by: "ada" }));
      let second: Promise<Begun | JetsError> | undefined;
      before(scene, call, async () => {
        second = run(scene.open({ by: "bob" }), { lockTimeoutMs: 60_000 });
        await scene.clock.sleep(8_000);
      });
      await end(scene, first);
      scene.sandbox.clearFaults();
      const begun = await (second ?? run(scene.open({ by: "bob" })));
      expect(begun, `at call ${call}`).toMatchObject({ wasOn: false });
      await end(scene, begun);
      expect(flagOf(scene)).toBe("off");
    }
  });
});
