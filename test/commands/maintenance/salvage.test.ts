import { beforeEach, expect, test } from "vitest";
import type { TimedSandbox } from "../../support/timed-sandbox.js";
import { openAws, runInProcess } from "../../support/in-process.js";
import type { Run } from "../../support/process/fake-shell.js";

const [kept, durable] = ["demo-dev-a_event-run", "demo-dev-b_event-run"];
const part = "/jets/demo-dev/maintenance/worker/journal/1-1/01";

let aws: TimedSandbox;

beforeEach(() => {
  const functions = [
    { name: kept, reserved: 3 },
    { name: durable, durableSeconds: 60 },
  ];
  aws = openAws({ stacks: [{ name: "demo-dev", functions }] });
});

const jets = (...args: string[]): Promise<Run> => runInProcess(aws, ...args);

test("a worker of which nothing can be stopped makes `on` end with 3, its dry run too, and status name it", async () => {
  const worker = ["--role", "worker"];
  expect((await jets("maintenance:on", ...worker, "--dry-run")).exitCode).toBe(3);
  const on = await jets("maintenance:on", ...worker, "--yes");
  expect(on.exitCode).toBe(3);
  expect(on.stderr).toContain(`${durable}: It cannot be stopped: it is a durable function`);
  const status = await jets("maintenance:status", ...worker, "--exit-code");
  expect(status).toMatchObject({ exitCode: 3, stdout: "off\n" });
  expect(status.stderr).toContain(`${durable} cannot be stopped`);
  expect((await jets("maintenance:on", ...worker, "--yes", "--exclude", durable)).exitCode).toBe(0);
});

test("`off --salvage` ends with 3 over a damaged journal, names what is not known, and its dry run agrees", async () => {
  const worker = ["--role", "worker", "--json"];
  await jets("maintenance:on", ...worker, "--yes");
  aws.sandbox.world.setParameter(part, "{");
  const off = await jets("maintenance:off", ...worker);
  expect(off.exitCode).toBe(1);
  expect(off.stderr).toContain("--stack demo-dev --salvage` restores what is intact");
  expect((await jets("maintenance:off", ...worker, "--salvage", "--dry-run")).exitCode).toBe(3);
  const salvage = await jets("maintenance:off", ...worker, "--salvage");
  expect(salvage.exitCode).toBe(3);
  expect(salvage.stdout).toContain('"state":"partial"');
  expect(salvage.stderr).toContain(
    `${kept}: No intact part of the journal says what it had before maintenance`,
  );
});

test("--salvage is for workers and for off", async () => {
  const web = await jets("maintenance:off", "--salvage");
  expect(web.exitCode).toBe(2);
  expect(web.stderr).toContain("--salvage is for the worker role only");
  expect((await jets("maintenance:on", "--role", "worker", "--yes", "--salvage")).exitCode).toBe(2);
  expect((await jets("maintenance:off", "--help")).stdout).toContain("--salvage");
});
