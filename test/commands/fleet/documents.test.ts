import { expect, test } from "vitest";
import { accounts, openFleet } from "../../support/fleet.js";
import { everywhere } from "../../support/process/fake-terminal.js";
import { documentIn } from "../../support/schema.js";

const fleet = ["--fleet", "prod", "--role", "worker", "--json"];
const denied = { roles: [{ arn: `arn:aws:iam::${accounts.one}:role/jets-maintenance` }] };

test("on, status, history and off print one document with each application", async () => {
  const scene = openFleet();
  const shell = scene.shell();
  const on = await shell.jets("maintenance:on", ...fleet, "--yes");
  const first = { account: accounts.one, stack: "shop-a", region: "eu-west-1" };
  const onRole = { worker: { state: "on", changed: true } };
  const summary = { on: 12, off: 0, partial: 0, failed: 0, held: 0, skipped: 0 };
  expect(documentIn(on.stdout)).toMatchObject({
    summary,
    targets: { length: 12, 0: { ...first, roles: onRole } },
  });
  const status = await shell.jets("maintenance:status", ...fleet);
  expect(documentIn(status.stdout)).toMatchObject({
    summary,
    targets: { 0: { ...first, roles: { worker: { state: "on" } } } },
  });
  const history = await shell.jets("maintenance:history", ...fleet);
  expect(documentIn(history.stdout)).toMatchObject({
    summary,
    targets: { 0: { ...first, history: [{ command: "on" }] } },
  });
  const off = await shell.jets("maintenance:off", ...fleet);
  expect(documentIn(off.stdout)).toMatchObject({ summary: { ...summary, on: 0, off: 12 } });
});

test("--dry-run shows the plan of each application and changes nothing", async () => {
  const scene = openFleet();
  const run = await scene.shell().jets("maintenance:on", ...fleet, "--dry-run");
  expect(run.exitCode, run.stderr).toBe(0);
  expect(documentIn(run.stdout)).toMatchObject({
    targets: { 0: { account: accounts.one, roles: { worker: { plan: { to: "on" } } } } },
  });
  expect(run.stderr).toContain(
    `${accounts.one} eu-west-1 shop-a: Would enable worker maintenance mode for shop-a\n`,
  );
  expect(run.stderr).toMatch(/12 targets: 12 on\nNothing was changed: this was a dry run\n$/);
  expect(scene.sandbox.calls.filter(({ changing }) => changing)).toEqual([]);
});

test("an account that is denied is in the document with its error", async () => {
  const run = await openFleet(denied)
    .shell()
    .jets("maintenance:status", ...fleet);
  expect(run.exitCode).toBe(3);
  expect(documentIn(run.stdout)).toMatchObject({
    targets: { 8: { account: accounts.two, error: { code: expect.any(String) } } },
    summary: { off: 8, failed: 1 },
  });
});

test("history is a line for each run in a pipe, with its place", async () => {
  const scene = openFleet();
  const shell = scene.shell();
  await shell.jets("maintenance:on", "--fleet", "prod", "--role", "worker", "--yes");
  const run = await shell.jets("maintenance:history", "--fleet", "prod", "--role", "worker");
  const lines = run.stdout.trimEnd().split("\n");
  expect(lines).toHaveLength(12);
  expect(lines[0]).toMatch(/^111122223333\teu-west-1\tshop-a\t20\S+Z\tworker\ton\ton\t/);
});

test("status is a table at a terminal, and the exit code says the state where it is asked for", async () => {
  const scene = openFleet();
  const shell = scene.shell(everywhere);
  const run = await shell.jets(
    "maintenance:status",
    "--fleet",
    "prod",
    "--region",
    "us-east-1",
    "--exit-code",
  );
  expect(run.exitCode).toBe(5);
  expect((await shell.terminal.lines()).slice(0, 3)).toEqual([
    "6 targets: 6 off",
    "account       region     stack   role  state",
    "111122223333  us-east-1  shop-a  web   off",
  ]);
});
