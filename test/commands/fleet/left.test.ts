import { describe, expect, test } from "vitest";
import { accounts, openFleet, regions } from "../../support/fleet.js";

const worker = ["--fleet", "prod", "--role", "worker"];

/** The fleet with other stacks. */
const naming = (...stacks: readonly string[]): object => ({
  fleets: { prod: { stacks, regions, accounts: [{ id: accounts.home }] } },
});

const place = `${accounts.home} us-east-1`;
const lineFor = (stack: string, role = "worker"): string =>
  `maintenance:off --role ${role} --fleet prod --account ${accounts.home} --stack ${stack} --region us-east-1`;

describe("what a fleet has turned on, and does not name any more", () => {
  test.each(["web", "worker"])(
    "is said of the role %s with the command that turns it off, and off exits with 3 until then",
    async (role) => {
      const scene = openFleet({}, naming("shop-*"));
      const before = scene.settings();
      const asked = ["--fleet", "prod", "--role", role];
      await scene.shell().jets("maintenance:on", ...asked, "--region", "us-east-1", "--yes");
      scene.write(naming("shop-a"));
      const off = await scene.shell().jets("maintenance:off", ...asked);
      expect(off.exitCode, off.stderr).toBe(3);
      expect(off.stderr).toContain(`${place} shop-b: To turn it off, run: jets ${lineFor("shop-b", role)}\n`);
      expect(off.stderr).toMatch(/2 targets: 2 off\n$/);
      expect((await scene.shell().jets("maintenance:off", ...asked, "--dry-run")).exitCode).toBe(3);
      const typed = await scene.shell().jets(...lineFor("shop-b", role).split(" "));
      expect(typed.exitCode, typed.stderr).toBe(0);
      expect(scene.settings()).toEqual(before);
      expect((await scene.shell().jets("maintenance:off", ...asked)).exitCode).toBe(0);
    },
  );

  test("does not count where a number is expected", async () => {
    const scene = openFleet({}, naming("shop-*"));
    await scene.shell().jets("maintenance:on", ...worker, "--yes");
    scene.write(naming("shop-a"));
    const off = await scene.shell().jets("maintenance:off", ...worker, "--expect", "2");
    expect(off.exitCode, off.stderr).toBe(3);
    expect(off.stderr).toMatch(/2 targets: 2 off\n$/);
  });

  test("is a failure of the place where it cannot be found out, and is said of the others", async () => {
    const scene = openFleet({}, naming("shop-*"));
    await scene.shell().jets("maintenance:on", ...worker, "--yes");
    scene.write(naming("shop-a"));
    const action = { kind: "refuse", status: 400, code: "ValidationException", message: "no" } as const;
    const struck = { operation: "GetParametersByPath", target: "/jets", region: "eu-west-1" };
    scene.sandbox.addFault({ ...struck, times: Infinity, action });
    const off = await scene.shell().jets("maintenance:off", ...worker);
    expect(off.exitCode, off.stderr).toBe(3);
    expect(off.stderr).toContain("3 targets: 2 off, 1 failed\n");
    expect(off.stderr).toContain(
      `${place} shop-b: WARNING: Worker maintenance was turned on by a fleet prod`,
    );
  });

  test("is nothing to turn off where its stack is gone", async () => {
    const scene = openFleet({}, naming("shop-*"));
    await scene.shell().jets("maintenance:on", "--fleet", "prod", "--yes");
    scene.sandbox.at(accounts.home, "us-east-1").world.deleteStack("shop-b");
    scene.write(naming("shop-a"));
    const off = await scene.shell().jets("maintenance:off", "--fleet", "prod", "--region", "us-east-1");
    expect(off.exitCode, off.stderr).toBe(0);
    const all = await scene.shell().jets("maintenance:off", "--fleet", "prod");
    expect(all.stderr).toContain(
      `${place} shop-b: The stack is gone, and a record of its web maintenance is left`,
    );
  });
});

describe("what others have turned on", () => {
  const own = ["--stack", "other", "--region", "us-east-1", "--role", "worker"];

  test("is said and left alone, and the command that is said turns it off", async () => {
    const scene = openFleet({}, naming("shop-*"));
    await scene.shell().jets("maintenance:on", ...own, "--yes");
    const off = await scene.shell().jets("maintenance:off", ...worker);
    expect(off.exitCode).toBe(0);
    expect(off.stderr).toContain(
      `${place} other: WARNING: Worker maintenance is on, and the fleet prod does not name it.\n` +
        `${place} other: To turn it off, run: jets ${lineFor("other")}\n`,
    );
    expect((await scene.shell().jets("maintenance:status", ...own)).stdout).toBe("on\n");
    const typed = await scene.shell().jets(...lineFor("other").split(" "));
    expect(typed.exitCode, typed.stderr).toBe(0);
    expect((await scene.shell().jets("maintenance:status", ...own)).stdout).toBe("off\n");
  });

  test("is left alone where another fleet has the same name", async () => {
    const scene = openFleet({}, naming("oth*"));
    await scene.shell().jets("maintenance:on", ...worker, "--yes");
    scene.write(naming("shop-*"));
    const off = await scene.shell().jets("maintenance:off", ...worker);
    expect(off.exitCode, off.stderr).toBe(3);
    expect((await scene.shell().jets("maintenance:status", ...own)).stdout).toBe("on\n");
  });

  test("does not become the fleet's when that turns on what is on already", async () => {
    const scene = openFleet({}, naming("shop-*"));
    const web = ["--stack", "shop-b", "--region", "us-east-1"];
    await scene.shell().jets("maintenance:on", ...web, "--yes");
    await scene.shell().jets("maintenance:on", "--fleet", "prod", "--yes", "--reason", "moving");
    scene.write(naming("shop-a"));
    const off = await scene.shell().jets("maintenance:off", "--fleet", "prod", "--region", "us-east-1");
    expect(off.exitCode, off.stderr).toBe(0);
    const all = await scene.shell().jets("maintenance:off", "--fleet", "prod");
    expect(all.stderr).toContain(`${place} shop-b: WARNING: Web maintenance is on, and the fleet prod`);
  });

  test("is not said once it is off, though its settings can still be read", async () => {
    const scene = openFleet({}, naming("shop-*"));
    await scene.shell().jets("maintenance:on", ...own, "--yes");
    await scene.shell().jets("maintenance:off", ...own);
    const status = await scene.shell().jets("maintenance:status", ...worker);
    expect(status.stderr).toBe("4 targets: 4 off\n");
  });
});

test("where that look is denied, that is said, and all that is named comes back", async () => {
  const scene = openFleet({}, naming("shop-*"));
  const struck = { operation: "GetParametersByPath", target: "/jets" };
  scene.sandbox.addFault({ ...struck, action: { kind: "denied" }, times: Infinity });
  const off = await scene.shell().jets("maintenance:off", ...worker, "--quiet");
  expect(off).toMatchObject({ exitCode: 0, stdout: "" });
  expect(off.stderr).toContain(`${place}: What else is in maintenance is not known`);
});
