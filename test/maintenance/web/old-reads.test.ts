import { describe, expect, test } from "vitest";
import { turnOff, turnOn, type TurnOptions, type TurnResult } from "../../../src/maintenance/index.js";
import { setScene, type Scene } from "../../support/scene.js";

const path = "/jets/demo-dev/maintenance/web";

const flagOf = ({ sandbox }: Scene): string | undefined => sandbox.world.parameters()[path];
const infoOf = ({ sandbox }: Scene): unknown =>
  JSON.parse(sandbox.world.parameters()[`${path}/info`] ?? "{}");

const on = ({ open }: Scene, by: string, options?: TurnOptions): Promise<TurnResult> =>
  turnOn("web", open({ by }).context, options);
const off = ({ open }: Scene, options?: TurnOptions): Promise<TurnResult> =>
  turnOff("web", open({ by: "bob" }).context, options);

describe("rule 11: the flag is written, also where it reads as asked", () => {
  test("`on` that reads an `on` from before an `off` turns it on, with who and why", async () => {
    const scene = setScene();
    await on(scene, "ada", { reason: "moving", bypassHash: "a".repeat(64) });
    const old = await scene.rewriter.snapshot();
    await off(scene);
    scene.rewriter.showAsOf(old);
    expect(await on(scene, "eve", { reason: "again" })).toMatchObject({ state: "on", changed: true });
    expect(flagOf(scene)).toBe("on");
    expect(infoOf(scene)).toMatchObject({ by: "eve", reason: "again" });
    expect(infoOf(scene)).not.toHaveProperty("bypass");
  });

  test("`on` without a reason that reads an `on` from before an `off` turns it on", async () => {
    const scene = setScene();
    await on(scene, "ada", { reason: "moving" });
    const old = await scene.rewriter.snapshot();
    await off(scene);
    scene.rewriter.showAsOf(old);
    expect(await on(scene, "eve")).toMatchObject({ state: "on", changed: true });
    expect([flagOf(scene), infoOf(scene)]).toMatchObject(["on", { by: "eve" }]);
    expect(infoOf(scene)).not.toHaveProperty("reason");
  });

  test("`on` that reads nothing, though it is on, is `already on` and keeps who turned it on", async () => {
    const scene = setScene();
    const old = await scene.rewriter.snapshot();
    await on(scene, "ada", { reason: "moving" });
    const before = infoOf(scene);
    scene.rewriter.showAsOf(old);
    expect(await on(scene, "eve", { message: "Back soon" })).toMatchObject({ state: "on", changed: false });
    expect(infoOf(scene)).toEqual({ ...Object(before), message: "Back soon" });
  });

  test("`off` that reads nothing, though it is on, turns it off", async () => {
    const scene = setScene();
    const old = await scene.rewriter.snapshot();
    await on(scene, "ada", { bypassHash: "a".repeat(64) });
    scene.rewriter.showAsOf(old);
    expect(await off(scene)).toMatchObject({ state: "off", changed: true });
    expect(flagOf(scene)).toBe("off");
    expect(infoOf(scene)).not.toHaveProperty("bypass");
  });

  test("`off` that reads an `on` from before an `off` is `already off`", async () => {
    const scene = setScene();
    await on(scene, "ada");
    const old = await scene.rewriter.snapshot();
    await off(scene);
    scene.rewriter.showAsOf(old);
    expect(await off(scene)).toMatchObject({ state: "off", changed: false });
  });

  test("a write whose answer is lost is not taken for somebody else's", async () => {
    const scene = setScene();
    scene.at("PutParameter", { kind: "drop", when: "after" }, { target: path });
    expect(await on(scene, "ada")).toMatchObject({ state: "on", changed: true });
    expect(await on(scene, "ada")).toMatchObject({ state: "on", changed: false });
  });
});
