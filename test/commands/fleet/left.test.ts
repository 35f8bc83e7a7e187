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

  test("the number that is expected counts it", async () => {
    const scene = openFleet({}, naming("shop-*"));
    await scene.shell().jets("maintenance:on", ...worker, "--yes");
    scene.write(naming("shop-a"));
    const refused = await scene.shell().jets("maintenance:off", ...worker, "--expect", "2");
    expect(refused.exitCode).toBe(2);
    const off = await scene.shell().jets("maintenance:off", ...worker, "--expect", "4");
    expect(off.exitCode, off.stderr).toBe(0);
    expect(off.stderr).toContain("4 targets: 4 off\n");
  });

  test("a role that a person has turned on is left alone", async () => {
    const scene = openFleet({}, naming("shop-*"));
    await scene.shell().jets("maintenance:on", "--fleet", "prod", "--yes");
    const own = ["--stack", "shop-b", "--region", "us-east-1", "--role", "worker"];
    await scene.shell().jets("maintenance:on", ...own, "--yes");
    scene.write(naming("shop-a"));
    const off = await scene.shell().jets("maintenance:off", "--fleet", "prod", "--all");
    expect(off.exitCode, off.stderr).toBe(0);
    expect((await scene.shell().jets("maintenance:status", ...own)).stdout).toBe("on\n");
    expect(
      (await scene.shell().jets("maintenance:status", "--stack", "shop-b", "--region", "us-east-1")).stdout,
    ).toBe("off\n");
  });

  test("a place where that cannot be found out is a failure, and does not hide the others", async () => {
    const scene = openFleet({}, naming("shop-*"));
    await scene.shell().jets("maintenance:on", ...worker, "--yes");
    scene.write(naming("shop-a"));
    const target = "/jets";
    const action = { kind: "refuse", status: 400, code: "ValidationException", message: "no" } as const;
    scene.sandbox.addFault({
      operation: "GetParametersByPath",
      target,
      region: "eu-west-1",
      times: Infinity,
      action,
    });
    const off = await scene.shell().jets("maintenance:off", ...worker);
    expect(off.exitCode, off.stderr).toBe(3);
    expect(off.stderr).toContain("4 targets: 3 off, 1 failed\n");
  });
});

test("what others have turned on is said and left alone, and the command that is said turns it off", async () => {
  const scene = openFleet({}, naming("shop-*"));
  const one = ["--stack", "other", "--region", "us-east-1", "--role", "worker"];
  await scene.shell().jets("maintenance:on", ...one, "--yes");
  const off = await scene.shell().jets("maintenance:off", ...worker);
  expect(off.exitCode).toBe(0);
  const line = `maintenance:off --role worker --fleet prod --account ${accounts.home} --stack other --region us-east-1`;
  expect(off.stderr).toContain(
    `${accounts.home} us-east-1 other: WARNING: Worker maintenance is on, but this is none of the targets.\n` +
      `${accounts.home} us-east-1 other: To turn it off, run: jets ${line}\n`,
  );
  expect((await scene.shell().jets("maintenance:status", ...one)).stdout).toBe("on\n");
  const typed = await scene.shell().jets(...line.split(" "));
  expect(typed.exitCode, typed.stderr).toBe(0);
  expect((await scene.shell().jets("maintenance:status", ...one)).stdout).toBe("off\n");
});

test("where that look is denied, that is said, and all that is named comes back", async () => {
  const scene = openFleet({}, naming("shop-*"));
  scene.sandbox.addFault({
    operation: "GetParametersByPath",
    target: "/jets",
    action: { kind: "denied" },
    times: Infinity,
  });
  const off = await scene.shell().jets("maintenance:off", ...worker);
  expect(off).toMatchObject({ exitCode: 0, stdout: "" });
  expect(off.stderr).toContain("What the fleet has turned on and no longer names is not known");
});
