import { describe, expect, test } from "vitest";
import { accounts, openFleet, regions, shops } from "../../support/fleet.js";
import type { Run } from "../../support/process/fake-shell.js";
import { everywhere } from "../../support/process/fake-terminal.js";

const fleet = ["--fleet", "prod", "--role", "worker"];
const places = Object.values(accounts).flatMap((account) => regions.map((region) => `${account} ${region}`));
const targets = places.flatMap((place) => [`${place} shop-a`, `${place} shop-b`]).sort();

describe("many applications in one command", () => {
  test("go into maintenance and come back exactly as they were, and nothing else is touched", async () => {
    const scene = openFleet();
    const before = scene.settings();
    const shell = scene.shell();
    const on = await shell.jets("maintenance:on", ...fleet, "--yes", "--expect", "12");
    expect({ ...on, stderr: on.stderr.split("\n").at(-2) }, on.stderr).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: "12 targets: 12 on",
    });
    for (const target of targets)
      expect(on.stderr).toContain(`${target}: Worker maintenance has been turned on\n`);
    const status = await shell.jets("maintenance:status", ...fleet);
    expect(status).toEqual({
      exitCode: 0,
      stdout: targets.map((target) => `${target.replaceAll(" ", "\t")}\tworker\ton\n`).join(""),
      stderr: "12 targets: 12 on\n",
    });
    const off = await shell.jets("maintenance:off", ...fleet);
    expect({ ...off, stderr: off.stderr.split("\n").at(-2) }).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: "12 targets: 12 off",
    });
    expect(scene.settings()).toEqual(before);
    const touched = scene.sandbox.calls.filter(
      ({ changing, target }) => changing && target.includes("other"),
    );
    expect(touched).toEqual([]);
  });

  test("go on and off in both roles: visitors are shut out first and let in last", async () => {
    const scene = openFleet();
    const shell = scene.shell();
    await shell.jets("maintenance:on", "--fleet", "prod", "--all", "--yes", "--expect", "24");
    const writes = scene.sandbox.calls.filter(
      ({ changing, account, region, target }) =>
        changing && account === accounts.one && region === "eu-west-1" && target.includes("shop-a"),
    );
    expect(writes[0]?.target).toContain("/maintenance/web");
    scene.sandbox.clearCalls();
    const off = await shell.jets("maintenance:off", "--fleet", "prod", "--all");
    expect(off.exitCode, off.stderr).toBe(0);
    expect(off.stderr).toContain("24 targets: 24 off\n");
    const last = scene.sandbox.calls.findLast(
      ({ changing, account, region, target }) =>
        changing && account === accounts.one && region === "eu-west-1" && target.includes("shop-a"),
    );
    expect(last?.target).toContain("/maintenance/web");
  });

  test("ask with the table of targets, and change nothing unless the answer is yes", async () => {
    const scene = openFleet();
    const shell = scene.shell(everywhere);
    const asked = shell.jets("maintenance:on", ...fleet, "--region", "us-east-1");
    await shell.terminal.pressAfter("Are you sure? (y/N)", "n", "\r");
    expect((await asked).exitCode).toBe(130);
    const lines = await shell.terminal.lines();
    const at = lines.findIndex((line) => line.startsWith("account "));
    expect(lines.slice(at, at + 3)).toEqual([
      "account       region     stack   roles",
      "111122223333  us-east-1  shop-a  worker",
      "111122223333  us-east-1  shop-b  worker",
    ]);
    expect(lines).toContain(
      "Will enable maintenance mode for 6 targets: 6 applications in 3 accounts and 1 region",
    );
    expect(scene.sandbox.calls.filter(({ changing }) => changing)).toEqual([]);
  });

  test("change nothing where there are not as many targets as expected", async () => {
    const scene = openFleet();
    for (const command of ["maintenance:on", "maintenance:off"]) {
      const run = await scene.shell().jets(command, ...fleet, "--yes", "--expect", "11");
      expect(run.exitCode).toBe(2);
      expect(run.stderr).toContain("ERROR: Found 12 targets, but --expect says 11.\n");
    }
    expect(scene.sandbox.calls.filter(({ changing }) => changing)).toEqual([]);
  });

  test("need --yes in a pipe", async () => {
    const run = await openFleet()
      .shell()
      .jets("maintenance:on", ...fleet);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain("--yes is required when not running interactively");
  });
});

describe("targets", () => {
  test("are neither nested stacks nor those that only a change set has made", async () => {
    const nested = [{ logicalId: "shopNested", name: "shop-a-nested" }];
    const scene = openFleet({
      stacks: [
        { name: "shop-a", functions: [{ name: "shop-a-mail_event-send" }], nested },
        { name: "shop-review", status: "REVIEW_IN_PROGRESS" },
      ],
    });
    const run = await scene.shell().jets("maintenance:status", "--stack", "shop-*", "--role", "worker");
    expect(run.stdout).toBe(`${accounts.home}\tus-east-1\tshop-a\tworker\toff\n`);
  });

  test("are none where an account is another one than the file says: exit 2, and nothing is changed", async () => {
    const stacks = ["shop-*"];
    const wrong = { fleets: { prod: { stacks, regions, accounts: [{ id: accounts.one }] } } };
    const scene = openFleet({}, wrong);
    const run = await scene.shell().jets("maintenance:on", ...fleet, "--yes");
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(
      `reaches account ${accounts.home}, but the fleet says that it is ${accounts.one}.`,
    );
    expect(scene.sandbox.calls.filter(({ changing }) => changing)).toEqual([]);
  });

  test("have one line of progress for each account and region, and one look at what else is in maintenance", async () => {
    const scene = openFleet();
    await scene.shell().jets("maintenance:on", ...fleet, "--yes");
    scene.sandbox.clearCalls();
    const run = await scene.shell().jets("maintenance:off", ...fleet);
    expect(run.stderr.match(/^Turning off \d{12} \S+ 0\/2$/gm)?.toSorted()).toEqual(
      places.map((place) => `Turning off ${place} 0/2`).sort(),
    );
    const looks = scene.sandbox.calls.filter(
      ({ operation, target }) => operation === "GetParametersByPath" && target === "/jets",
    );
    expect(new Set(looks.map(({ account, region }) => `${account} ${region}`))).toEqual(new Set(places));
  });
});

describe("without a fleet", () => {
  test("a glob, regions and profiles name the applications", async () => {
    const scene = openFleet();
    const asked = [
      "--stack",
      "shop-{a,b}",
      "--region",
      "eu-west-1,us-east-1",
      "--profile",
      "prod-one,prod-two",
    ];
    const run = await scene.shell().jets("maintenance:on", ...asked, "--yes", "--expect", "8");
    expect(run.exitCode, run.stderr).toBe(0);
    expect(
      new Set(scene.sandbox.calls.flatMap(({ changing, account }) => (changing ? account : []))),
    ).toEqual(new Set([accounts.one, accounts.two]));
  });

  test("two profiles of one account are one account, and that is said", async () => {
    const run = await openFleet()
      .shell()
      .jets(
        "maintenance:status",
        "--stack",
        "shop-*",
        "--region",
        "us-east-1",
        "--profile",
        "prod-one,prod-again",
      );
    expect(run.stdout.split("\n")).toHaveLength(3);
    expect(run.stderr).toContain(
      "The profile prod-again reaches account 111122223333, as the profile prod-one does: us-east-1 counts once\n",
    );
  });

  test("a name that is missing in some of the regions is said, and the others are turned on", async () => {
    const scene = openFleet({
      stacks: shops.filter(({ name, region }) => name !== "shop-b" || region === "us-east-1"),
    });
    const asked = ["--stack", "shop-b", "--region", "eu-west-1,us-east-1"];
    const run = await scene.shell().jets("maintenance:on", ...asked, "--yes", "--expect", "1");
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toContain(`There is no stack shop-b in ${accounts.home} eu-west-1\n`);
  });

  test("a glob that matches nothing is exit 2", async () => {
    const run = await openFleet().shell().jets("maintenance:status", "--stack", "cart-*");
    expect(run).toMatchObject({ exitCode: 2, stdout: "" });
    expect(run.stderr).toContain("No stack that is meant matches cart-* in any of the accounts and regions.");
  });
});

describe("where something is in the way", () => {
  const denied = {
    roles: [{ arn: `arn:aws:iam::${accounts.one}:role/jets-maintenance` }],
  };

  test("an account that is denied keeps all others from being changed", async () => {
    const scene = openFleet(denied);
    const run = await scene.shell().jets("maintenance:on", ...fleet, "--yes");
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain(`${accounts.two}: ERROR: `);
    expect(run.stderr).toContain("Nothing was changed: not every target can be turned on.");
    expect(scene.sandbox.calls.filter(({ changing, service }) => changing && service !== "STS")).toEqual([]);
  });

  test("accounts that are all denied are no targets without workers", async () => {
    const scene = openFleet({ roles: [] });
    const args = ["--account", `${accounts.one},${accounts.two}`, "--yes"];
    const run = await scene.shell().jets("maintenance:on", ...fleet, ...args);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain("Nothing was changed: not every target can be turned on.");
  });

  test("with --no-preflight and --max-failures 1 the others go in, and all that can be brought back is", async () => {
    const scene = openFleet(denied);
    const before = scene.settings();
    const shell = scene.shell();
    const on = await shell.jets("maintenance:on", ...fleet, "--yes", "--no-preflight", "--max-failures", "1");
    expect(on.exitCode).toBe(3);
    expect(on.stderr).toContain("9 targets: 8 on, 1 failed\n");
    const status = await shell.jets("maintenance:status", ...fleet, "--json");
    expect(status.exitCode).toBe(3);
    expect(JSON.parse(status.stdout)).toMatchObject({ summary: { on: 8, failed: 1 } });
    const off = await shell.jets("maintenance:off", ...fleet);
    expect(off.exitCode).toBe(3);
    expect(scene.settings()).toEqual(before);
  });

  test("after a failure no new target is started, and how to bring back those that went in is said", async () => {
    const scene = openFleet();
    const { world } = scene.sandbox.at(accounts.one, "eu-west-1");
    world.setStackStatus("shop-a", "UPDATE_IN_PROGRESS");
    const args = ["--yes", "--no-preflight", "--concurrency", "1"];
    const run = await scene.shell().jets("maintenance:on", ...fleet, ...args);
    expect(run.exitCode).toBe(3);
    expect(run.stderr).toMatch(/12 targets: 1 on, 1 failed, 10 skipped\n$/);
    expect(run.stderr).toContain(
      `${accounts.one} eu-west-1 shop-b: WARNING: Worker maintenance stays on. To turn it off, run: ` +
        `jets maintenance:off --role worker --fleet prod --account ${accounts.one} --stack shop-b --region eu-west-1\n`,
    );
  });

  test("what another run holds is exit 4, and the others come back", async () => {
    const scene = openFleet();
    const before = scene.settings();
    const shell = scene.shell();
    await shell.jets("maintenance:on", ...fleet, "--yes");
    const during: Run[] = [];
    scene.sandbox.addFault({
      operation: "PutFunctionConcurrency",
      action: {
        kind: "hook",
        when: "before",
        run: async () => {
          during.push(await scene.shell().jets("maintenance:off", ...fleet));
        },
      },
    });
    const one = ["--fleet", "prod", "--account", accounts.two, "--region", "us-east-1", "--stack", "shop-a"];
    const own = await shell.jets("maintenance:off", "--role", "worker", ...one);
    expect(own.exitCode, own.stderr).toBe(0);
    expect(during.map(({ exitCode }) => exitCode)).toEqual([4]);
    expect(during[0]?.stderr).toMatch(/12 targets: 11 off, 1 held\n$/);
    expect(scene.settings()).toEqual(before);
  });

  test("targets without workers are left out, and said", async () => {
    const idle = shops.map((stack) => (stack.name === "shop-b" ? { ...stack, functions: [] } : stack));
    const scene = openFleet({ stacks: idle });
    const run = await scene.shell().jets("maintenance:on", ...fleet, "--yes", "--expect", "12");
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toContain(
      `${accounts.one} eu-west-1 shop-b: No worker functions deployed: left out\n`,
    );
    expect(run.stderr).toMatch(/12 targets: 6 on, 6 skipped\n$/);
  });
});
