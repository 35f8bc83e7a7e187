import { expect, test } from "vitest";
import { accounts, openFleet } from "../../support/fleet.js";
import type { Run } from "../../support/process/fake-shell.js";

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
  expect(run.stderr).toMatch(/All is as it was before: 12 targets\n$/);
  expect(scene.settings()).toEqual(before);
});

test("the command is not run where one target fails, and those that went in come back", async () => {
  const scene = openFleet();
  const before = scene.settings();
  const { world } = scene.sandbox.at(accounts.one, "us-east-1");
  world.setStackStatus("shop-b", "UPDATE_IN_PROGRESS");
  const args = ["--no-preflight", "--", "jets-no-such-command"];
  const run = await scene.shell().jets("maintenance:run", ...fleet, ...args);
  expect(run.exitCode).toBe(3);
  expect(run.stderr).toContain("ERROR: jets-no-such-command was not run.\n");
  expect(run.stderr).not.toContain("command not found");
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

test("what another run holds is exit 4, and the command is not run", async () => {
  const scene = openFleet();
  const during: Run[] = [];
  const args = ["maintenance:run", ...fleet, "--no-wait", "--no-preflight", "--", "jets-no-such-command"];
  scene.sandbox.addFault({
    operation: "PutFunctionConcurrency",
    action: {
      kind: "hook",
      when: "before",
      run: async () => {
        during.push(await scene.shell().jets(...args));
      },
    },
  });
  const one = ["--fleet", "prod", "--account", accounts.two, "--region", "us-east-1", "--stack", "shop-a"];
  await scene.shell().jets("maintenance:on", "--role", "worker", "--yes", ...one);
  expect(during.map(({ exitCode }) => exitCode)).toEqual([4]);
  expect(during[0]?.stderr).toContain("jets-no-such-command was not run.");
});

test("more applications of one region than can keep their locks are refused before anything is changed", async () => {
  const stacks = Array.from({ length: 41 }, (_, index) => ({
    name: `shop-${index}`,
    functions: [{ name: `shop-${index}-mail_event-send` }],
  }));
  const scene = openFleet({ stacks });
  const args = ["--stack", "shop-*", "--role", "worker", "--yes", "--no-preflight", "--", "true"];
  const run = await scene.shell().jets("maintenance:run", ...args);
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toContain(
    "There are 41 applications in 123456789012 us-east-1, but run takes at most 40",
  );
  expect(scene.sandbox.calls.filter(({ changing }) => changing)).toEqual([]);
});

test("what cannot be brought back after the command is named and counted, and the exit code says so", async () => {
  const scene = openFleet();
  // The first four stop the two workers of each application.
  const denied = { operation: "PutFunctionConcurrency", account: accounts.two, region: "us-east-1", nth: 5 };
  scene.sandbox.addFault({ ...denied, times: Infinity, action: { kind: "denied" } });
  const run = await scene.shell().jets("maintenance:run", ...fleet, "--", process.execPath, "-e", "");
  expect(run.exitCode, run.stderr).toBe(3);
  expect(run.stderr).toMatch(/\n2 of 12 targets could not be brought back\n$/);
  expect(run.stderr).toContain(
    `${accounts.two} us-east-1 shop-a: ERROR: Worker maintenance is only partly off`,
  );
});
