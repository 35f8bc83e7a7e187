import { describe, expect, test } from "vitest";
import { begin, JetsError, type Begun, type TurnOptions } from "../../../src/maintenance/index.js";
import { setScene, type Scene } from "../../support/scene.js";

const run = ({ open }: Scene, options: TurnOptions = {}): Promise<Begun> =>
  begin("worker", open({ by: "ada" }).context, { program: "node", ...options });

/** Another run takes the lock of this one, and brings everything back, while a call of it is answered. */
function breakLockAt(scene: Scene, operation: string): void {
  const bob = scene.open({ by: "bob" });
  const act = async (): Promise<void> => {
    expect((await scene.off({ breakLock: true }, bob)).failures).toEqual([]);
  };
  scene.at(operation, { kind: "hook", when: "after", run: act });
}

const tookOver = (by: string): RegExp =>
  new RegExp(`^Another run took over from this one: .* by ${by} since`);

describe("a run of the workers whose lock is broken", () => {
  test.each(["UpdateEventSourceMapping", "DeleteProvisionedConcurrencyConfig"])(
    "at the first %s stops none any more, and leaves what stands to the other one",
    async (operation) => {
      const scene = setScene();
      const original = scene.settled();
      breakLockAt(scene, operation);
      const error: unknown = await run(scene).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(JetsError);
      expect(error).toMatchObject({
        code: "lock_lost",
        message: expect.stringMatching(tookOver("bob")) as string,
      });
      expect(scene.settled()).toEqual(original);
    },
  );

  test("while it waits for work in flight ends nothing of the other's", async () => {
    const scene = setScene();
    const begun = await run(scene);
    await scene.off({ breakLock: true });
    await scene.on({}, scene.open({ by: "bob" }));
    const after = scene.settled();
    await expect(begun.end(scene.open().context, {})).rejects.toMatchObject({ code: "lock_lost" });
    expect(scene.settled()).toEqual(after);
    expect(await scene.status()).toMatchObject({ state: "on", opened: { by: "bob" } });
  });

  test.each([1, 2, 3])("at look %i of its way back leaves what stands to the other one", async (nth) => {
    const scene = setScene();
    const begun = await run(scene);
    const bob = scene.open({ by: "bob" });
    const act = async (): Promise<void> => {
      await scene.off({ breakLock: true }, bob);
      await scene.on({}, bob);
    };
    scene.at("GetParametersByPath", { kind: "hook", when: "before", run: act }, { nth });
    const error: unknown = await begun.end(scene.open().context, {}).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: nth === 3 ? "locked" : "lock_lost" });
    expect(await scene.status()).toMatchObject({ state: "on", opened: { by: "bob" } });
  });

  test("where it was on before leaves that on", async () => {
    const scene = setScene();
    await scene.on({}, scene.open({ by: "eve" }));
    const stopped = scene.settled();
    const begun = await run(scene);
    expect(begun).toMatchObject({ wasOn: true, result: { state: "on" } });
    expect(await begun.end(scene.open().context, {})).toBeUndefined();
    expect(scene.settled()).toEqual(stopped);
  });
});

test("what an `on` took over from a run that died is the `on`'s: no later run ends it", async () => {
  const scene = setScene();
  const dead = scene.open({ by: "ada" });
  await begin("worker", dead.context, {});
  dead.kill();
  expect((await scene.on({ breakLock: true }, scene.open({ by: "bob" }))).failures).toEqual([]);
  const begun = await run(scene);
  expect(begun.wasOn).toBe(true);
  expect(await begun.end(scene.open().context, {})).toBeUndefined();
  expect((await scene.status()).state).toBe("on");
});

test("what a run took over from a run that died is its own, and ends with it", async () => {
  const scene = setScene();
  const original = scene.settled();
  const dead = scene.open({ by: "ada" });
  await begin("worker", dead.context, {});
  dead.kill();
  scene.clock.advance(125_000);
  const begun = await run(scene);
  expect(begun.wasOn).toBe(false);
  await begun.end(scene.open().context, {});
  expect(scene.settled()).toEqual(original);
});
