import { describe, expect, test } from "vitest";
import type { Run } from "../support/process/fake-shell.js";
import {
  accounts,
  openFleet,
  outsider,
  places,
  regions,
  roles,
  stacks,
  stopped,
  type FleetScene,
} from "./fleet-scene.js";

// By this machine's clock and at AWS's pace of three parameters a second in each region of each account.
const timeout = 180_000;

const [own, , third] = accounts;
const worker = ["--role", "worker", "--yes"];
/** Two of the five stacks: twelve applications, where thirty would show no more. */
const some = ["--stack", "shop-{a,b}", ...worker];
const isSome = (key: string): boolean => / shop-[ab]-/.test(key);

/** What a run came to, and the count that it ends with. */
const outline = ({ exitCode, stderr }: Run): { exitCode: number; last: string | undefined } => ({
  exitCode,
  last: stderr.trimEnd().split("\n").at(-1),
});

/** What `status` prints of the roles in each application of the fleet. */
const table = (names: readonly string[], state: "on" | "off"): string =>
  places
    .map(({ account, region }) => `${account}\t${region}`)
    .sort()
    .flatMap((place) =>
      stacks.flatMap((stack) => names.map((role) => `${place}\t${stack}\t${role}\t${state}\n`)),
    )
    .join("");

/** What was changed, by its account, region and name. */
const changes = ({ sandbox }: FleetScene): string[] =>
  sandbox.calls.flatMap(({ changing, account, region, target }) =>
    changing ? [`${account} ${region} ${target}`] : [],
  );

/** Is at work until SIGTERM. */
const atWork = [
  process.execPath,
  "-e",
  `const server = require("node:net").createServer().listen(0, "127.0.0.1", () => process.stdout.write("at work"));
   process.on("SIGTERM", () => { server.close(); });`,
];

describe("thirty applications in two regions of three accounts", { timeout }, () => {
  test("go into maintenance in both roles and come back exactly as they were; nothing else is touched", async (context) => {
    const scene = await openFleet(context);
    const names = ["web", "worker"];
    expect(await scene.run("status", "--all")).toEqual({
      exitCode: 0,
      stdout: table(names, "off"),
      stderr: "60 targets: 60 off\n",
    });
    const on = await scene.run("on", "--all", "--yes", "--expect", "60");
    expect(outline(on), on.stderr).toEqual({ exitCode: 0, last: "60 targets: 60 on" });
    expect(on.stdout).toBe("");
    expect(scene.settings()).toEqual(stopped(scene.original));
    expect(await scene.run("status", "--all")).toEqual({
      exitCode: 0,
      stdout: table(names, "on"),
      stderr: "60 targets: 60 on\n",
    });
    const off = await scene.run("off", "--all");
    expect(outline(off), off.stderr).toEqual({ exitCode: 0, last: "60 targets: 60 off" });
    expect(off.stdout).toBe("");
    expect(scene.settings()).toEqual(scene.original);
    expect(changes(scene).filter((change) => change.includes(outsider))).toEqual([]);
  });

  test.for(["on", "off"])("are as asked once a killed run is repeated: %s", async (command, context) => {
    const scene = await openFleet(context);
    if (command === "off") await scene.run("on", ...worker);
    const run = (): Promise<void> => running.kill();
    scene.sandbox.addFault({ changing: true, nth: 60, action: { kind: "kill", when: "after", run } });
    const running = scene.start(command, ...worker);
    await expect(running.end).rejects.toThrow("SIGKILL");

    // By then AWS's clock says that nobody is at work any more.
    scene.clock.advance(121_000);
    const again = await scene.run(command, ...worker);
    expect(outline(again), again.stderr).toEqual({ exitCode: 0, last: `30 targets: 30 ${command}` });
    expect(scene.settings()).toEqual(command === "on" ? stopped(scene.original) : scene.original);
    await scene.run("off", ...worker);
    expect(scene.settings()).toEqual(scene.original);
  });
});

describe("an account that is denied", { timeout }, () => {
  test("keeps the others from going into maintenance, and from nothing else", async (context) => {
    const scene = await openFleet(context, { roles: roles.slice(0, 1) });
    const on = await scene.run("on", ...worker);
    expect(outline(on)).toEqual({ exitCode: 1, last: "21 targets: 1 failed, 20 skipped" });
    expect(on.stderr).toContain(`${third}: ERROR: `);
    expect(on.stderr).toContain("sts:AssumeRole");
    expect(changes(scene)).toEqual([]);

    const status = await scene.run("status", "--role", "worker");
    expect(outline(status)).toEqual({ exitCode: 3, last: "21 targets: 20 off, 1 failed" });
    const others = table(["worker"], "off")
      .split("\n")
      .filter((line) => !line.startsWith(third));
    expect(status.stdout).toBe(others.join("\n"));
  });

  test("on the way back keeps no other in maintenance; the same command again brings it back too", async (context) => {
    const scene = await openFleet(context);
    await scene.run("on", ...some);
    const target = roles[1]?.arn ?? "";
    scene.sandbox.addFault({ operation: "AssumeRole", target, action: { kind: "denied" } });
    const off = await scene.run("off", ...some);
    expect(outline(off), off.stderr).toEqual({ exitCode: 3, last: "9 targets: 8 off, 1 failed" });
    const isLeft = (key: string): boolean => isSome(key) && key.startsWith(third);
    expect(scene.settings()).toEqual(stopped(scene.original, isLeft));

    const again = await scene.run("off", ...some);
    expect(outline(again), again.stderr).toEqual({ exitCode: 0, last: "12 targets: 12 off" });
    expect(scene.settings()).toEqual(scene.original);
  });
});

describe("a region that an account has not enabled", { timeout }, () => {
  test("keeps the others from going into maintenance unless that is said to be no matter", async (context) => {
    const [region] = regions;
    const scene = await openFleet(context, { disabledRegions: { [third]: [region] } });
    const on = await scene.run("on", ...some);
    expect(outline(on)).toEqual({ exitCode: 1, last: "11 targets: 1 failed, 10 skipped" });
    expect(on.stderr).toContain(`${third} ${region}: ERROR: `);
    expect(changes(scene)).toEqual([]);

    const anyway = await scene.run("on", ...some, "--no-preflight", "--max-failures", "1");
    expect(outline(anyway), anyway.stderr).toEqual({ exitCode: 3, last: "11 targets: 10 on, 1 failed" });
    const isReached = (key: string): boolean => isSome(key) && !key.startsWith(`${third} ${region} `);
    expect(scene.settings()).toEqual(stopped(scene.original, isReached));
    expect(outline(await scene.run("off", ...some))).toEqual({
      exitCode: 3,
      last: "11 targets: 10 off, 1 failed",
    });
    expect(scene.settings()).toEqual(scene.original);
  });
});

describe("a target that another run holds", { timeout }, () => {
  test("is exit 4 both ways; all others are as asked", async (context) => {
    const scene = await openFleet(context);
    const [region] = regions;
    const one = ["--account", own, "--region", region, "--stack", "shop-a", ...worker];
    const holder = scene.start("run", ...one, "--no-wait", "--", ...atWork);
    await holder.says("at work");

    const on = await scene.run("on", ...some, "--no-preflight", "--max-failures", "1");
    expect(outline(on), on.stderr).toEqual({ exitCode: 4, last: "12 targets: 11 on, 1 held" });
    expect(scene.settings()).toEqual(stopped(scene.original, isSome));
    const off = await scene.run("off", ...some);
    expect(outline(off), off.stderr).toEqual({ exitCode: 4, last: "12 targets: 11 off, 1 held" });
    expect(off.stderr).toContain(`${own} ${region} shop-a worker: ERROR: `);
    const isHeld = (key: string): boolean => key.startsWith(`${own} ${region} shop-a-`);
    expect(scene.settings()).toEqual(stopped(scene.original, isHeld));

    holder.child.kill("SIGTERM");
    expect((await holder.end).exitCode).toBe(0);
    expect(scene.settings()).toEqual(scene.original);
  });
});

describe("credentials that end in the middle", { timeout }, () => {
  test("are replaced before they do, and all goes on", async (context) => {
    const scene = await openFleet(context);
    // The SDK asks for new ones from five minutes before the end on: here at each call.
    scene.shortenSessions(300);
    for (const command of ["on", "off"]) {
      const run = await scene.run(command, ...some);
      expect(outline(run), run.stderr).toEqual({ exitCode: 0, last: `12 targets: 12 ${command}` });
    }
    expect(scene.settings()).toEqual(scene.original);
    const keys = scene.callers.flatMap(({ account, changing, accessKey }) =>
      account === third && changing ? [accessKey] : [],
    );
    expect(new Set(keys).size).toBeGreaterThan(2);
  });

  test("and are not replaced leave their accounts' targets; the same command again brings all back", async (context) => {
    const scene = await openFleet(context);
    await scene.run("on", ...some);
    const run = (): void => {
      scene.sandbox.expireSessions();
    };
    scene.sandbox.addFault({
      account: third,
      operation: "PutFunctionConcurrency",
      action: { kind: "hook", when: "after", run },
    });
    const off = await scene.run("off", ...some);
    expect(off.exitCode, off.stderr).toBe(3);
    expect(off.stderr).toMatch(/expired/);
    const isOwn = ([key]: [string, unknown]): boolean => key.startsWith(own);
    const [left, original] = [scene.settings(), scene.original];
    expect(Object.entries(left).filter(isOwn)).toEqual(Object.entries(original).filter(isOwn));
    expect(left).not.toEqual(original);

    scene.clock.advance(121_000);
    const again = await scene.run("off", ...some);
    expect(outline(again), again.stderr).toEqual({ exitCode: 0, last: "12 targets: 12 off" });
    expect(scene.settings()).toEqual(original);
  });
});
