import { expect, test } from "vitest";
import { accounts, openFleet } from "../../support/fleet.js";

const fleet = ["--fleet", "prod", "--role", "worker", "--yes"];

test("a command runs once all targets are in maintenance, and all come back", async () => {
  const scene = openFleet();
  const before = scene.settings();
  const run = await scene
    .shell()
    .jets("maintenance:run", ...fleet, "--", process.execPath, "-e", "process.exitCode = 7");
  expect({ exitCode: run.exitCode, stdout: run.stdout }, run.stderr).toEqual({ exitCode: 7, stdout: "" });
  expect(run.stderr.match(/Worker maintenance has been turned on\n/g)).toHaveLength(12);
  expect(run.stderr.match(/Worker maintenance has been turned off\n/g)).toHaveLength(12);
  expect(scene.settings()).toEqual(before);
});

test("the command is not run where one target fails, and those that went in come back", async () => {
  const scene = openFleet();
  const before = scene.settings();
  const { world } = scene.sandbox.at(accounts.one, "us-east-1");
  world.setStackStatus("shop-b", "UPDATE_IN_PROGRESS");
  const args = ["--no-preflight", "--", "jets-no-such-command"];
  const run = await scene.shell().jets("maintenance:run", ...fleet, ...args);
  expect(run.exitCode).toBe(1);
  expect(run.stderr).not.toContain("jets-no-such-command");
  expect(run.stderr.match(/maintenance has been turned on\n/g)?.length).toEqual(
    run.stderr.match(/maintenance has been turned off\n/g)?.length,
  );
  expect(scene.settings()).toEqual(before);
});

test("what was on before stays on", async () => {
  const scene = openFleet();
  const shell = scene.shell();
  const one = ["--fleet", "prod", "--account", accounts.home, "--stack", "shop-a", "--role", "worker"];
  await shell.jets("maintenance:on", ...one, "--yes");
  const run = await shell.jets("maintenance:run", ...fleet, "--", process.execPath, "-e", "");
  expect(run.exitCode, run.stderr).toBe(0);
  const status = await shell.jets("maintenance:status", "--fleet", "prod", "--role", "worker");
  expect(status.stderr).toContain("12 targets: 2 on, 10 off\n");
});
