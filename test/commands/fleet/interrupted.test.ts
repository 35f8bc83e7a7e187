import { describe, expect, test } from "vitest";
import { openFleet } from "../../support/fleet.js";

const fleet = ["--fleet", "prod", "--role", "worker"];

describe("Ctrl-C", () => {
  test("on the way in stops each target at its safe point, and the same command again finishes the job", async () => {
    const ending = new AbortController();
    const scene = openFleet();
    const before = scene.settings();
    scene.sandbox.addFault({
      operation: "PutFunctionConcurrency",
      nth: 14,
      action: {
        kind: "hook",
        when: "after",
        run: () => {
          ending.abort();
        },
      },
    });
    const on = await scene.shell({}, {}, ending.signal).jets("maintenance:on", ...fleet, "--yes");
    expect(on.exitCode, on.stderr).toBe(130);
    expect(on.stderr.match(/Interrupted: stopping at the next safe point/g)).toHaveLength(1);
    expect(on.stderr).toMatch(/12 targets: \d+ on, \d+ failed\n$/);
    const again = await scene.shell().jets("maintenance:on", ...fleet, "--yes");
    expect(again.exitCode, again.stderr).toBe(0);
    expect(again.stderr).toMatch(/12 targets: 12 on\n$/);
    await scene.shell().jets("maintenance:off", ...fleet);
    expect(scene.settings()).toEqual(before);
  });

  test("before the question ends the run, and nothing was changed", async () => {
    const scene = openFleet();
    const run = await scene.shell({}, {}, AbortSignal.abort()).jets("maintenance:on", ...fleet, "--yes");
    expect(run.exitCode).toBe(130);
    expect(scene.sandbox.calls.filter(({ changing }) => changing)).toEqual([]);
  });
});
