import { describe, expect, test } from "vitest";
import { accounts, openFleet, regions } from "../../support/fleet.js";

const worker = ["--fleet", "prod", "--role", "worker"];

/** The fleet with other stacks. */
const naming = (...stacks: readonly string[]): object => ({
  fleets: { prod: { stacks, regions, accounts: [{ id: accounts.home }] } },
});

describe("what a fleet has turned on, and no longer names", () => {
  test("off brings it back, too", async () => {
    const scene = openFleet({}, naming("shop-*"));
    const before = scene.settings();
    await scene.shell().jets("maintenance:on", ...worker, "--yes");
    scene.write(naming("shop-a"));
    const status = await scene.shell().jets("maintenance:status", ...worker);
    expect(status.stdout.match(/\tshop-b\tworker\ton\n/g)).toHaveLength(2);
    const off = await scene.shell().jets("maintenance:off", ...worker);
    expect(off.exitCode, off.stderr).toBe(0);
    expect(off.stderr).toContain("4 targets: 4 off\n");
    expect(scene.settings()).toEqual(before);
  });

  test("of the web role, as well", async () => {
    const scene = openFleet({}, naming("shop-*"));
    await scene.shell().jets("maintenance:on", "--fleet", "prod", "--yes");
    scene.write(naming("shop-a"));
    const off = await scene.shell().jets("maintenance:off", "--fleet", "prod");
    expect(off.stderr).toContain("4 targets: 4 off\n");
  });

  test("one region that cannot be looked at keeps it in maintenance in no other", async () => {
    const scene = openFleet({}, naming("shop-*"));
    await scene.shell().jets("maintenance:on", ...worker, "--yes");
    scene.write(naming("shop-a"));
    scene.sandbox.addFault({
      operation: "GetParametersByPath",
      target: "/jets",
      region: "us-east-1",
      action: { kind: "refuse", status: 400, code: "Broken", message: "Broken" },
      times: Infinity,
    });
    const off = await scene.shell().jets("maintenance:off", ...worker);
    expect(off.stderr).toContain("3 targets: 3 off\n");
    expect(off.stderr).toContain(
      `${accounts.home} us-east-1: WARNING: What else is in maintenance was not found out. `,
    );
  });

  test("the number that is expected does not count it", async () => {
    const scene = openFleet({}, naming("shop-*"));
    await scene.shell().jets("maintenance:on", ...worker, "--yes");
    scene.write(naming("shop-a"));
    const off = await scene.shell().jets("maintenance:off", ...worker, "--expect", "2");
    expect(off.exitCode, off.stderr).toBe(0);
  });
});

test("what others have turned on is said, and left alone", async () => {
  const scene = openFleet({}, naming("shop-*"));
  const one = ["--stack", "other", "--region", "us-east-1", "--role", "worker"];
  await scene.shell().jets("maintenance:on", ...one, "--yes");
  const off = await scene.shell().jets("maintenance:off", ...worker);
  expect(off.exitCode).toBe(0);
  expect(off.stderr).toContain(
    `${accounts.home} us-east-1 other: WARNING: Worker maintenance is on, but this is none of the targets.\n` +
      `${accounts.home} us-east-1 other: To turn it off, run: jets maintenance:off --role worker --stack other --region us-east-1\n`,
  );
  const status = await scene.shell().jets("maintenance:status", ...one);
  expect(status.stdout).toBe("on\n");
});

test("where that look is denied, nothing is said of it", async () => {
  const scene = openFleet({}, naming("shop-*"));
  scene.sandbox.addFault({
    operation: "GetParametersByPath",
    target: "/jets",
    action: { kind: "denied" },
    times: Infinity,
  });
  const off = await scene.shell().jets("maintenance:off", ...worker);
  expect(off).toMatchObject({ exitCode: 0, stdout: "" });
  expect(off.stderr).not.toContain("WARNING");
});
