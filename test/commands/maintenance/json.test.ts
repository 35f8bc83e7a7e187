import * as v from "valibot";
import { beforeEach, describe, expect, test } from "vitest";
import schema from "../../../schema/v1.json" with { type: "json" };
import { exitCodes } from "../../../src/maintenance/index.js";
import type { TimedSandbox } from "../../support/timed-sandbox.js";
import { openAws, runInProcess } from "../../support/in-process.js";
import { runJets } from "../../support/process/jets.js";
import { documentIn } from "../../support/schema.js";
import { noAws, serveSandbox } from "../../support/network/served-sandbox.js";
import { FakeShell, type Run } from "../../support/process/fake-shell.js";
import { everywhere, FakeTerminal } from "../../support/process/fake-terminal.js";

let aws: TimedSandbox;

beforeEach(() => {
  aws = openAws();
});

interface Told {
  readonly exitCode: number;
  readonly document: unknown;
  readonly stderr: string;
}

/** Runs a command with `--json`; what is on stdout must be what the schema says. */
async function jets(...args: string[]): Promise<Told> {
  return documentOf(await runInProcess(aws, ...args, "--json"));
}

const documentOf = ({ exitCode, stdout, stderr }: Run): Told => ({
  exitCode,
  document: documentIn(stdout),
  stderr,
});

const errorDocument = v.object({ error: v.object({ message: v.string(), hint: v.string() }) });

const place = { stack: "demo-dev", region: "us-east-1" };
const time: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
const who: unknown = expect.stringMatching(/^\S+@\S+$/);
const workers = [
  "demo-dev-cleanup_event-legacy",
  "demo-dev-cleanup_event-purge",
  "demo-dev-jobs_event-perform",
  "demo-dev-reports_event-render",
];

test("on, status and off of the web role, the first with the built binary", async (context) => {
  const { clock } = aws;
  const served = await serveSandbox({ clock });
  context.onTestFinished(() => served.close());
  const { sandbox } = served;
  const here = async (...args: string[]): Promise<Told> =>
    documentOf(await runInProcess({ sandbox, clock }, ...args, "--json"));
  const opened = { since: time, by: who, reason: "new database" };
  const first = ["maintenance:on", "-y", "--reason", "new database", "--json"];
  expect(documentOf(await runJets(first, served.env))).toEqual({
    exitCode: 0,
    document: { ...place, roles: { web: { state: "on", changed: true, ...opened } } },
    stderr: "Enabling web maintenance mode for demo-dev\nWeb maintenance has been turned on\n",
  });
  expect((await here("maintenance:on", "-y")).document).toEqual({
    ...place,
    roles: { web: { state: "on", changed: false, ...opened } },
  });
  expect((await here("maintenance:status")).document).toEqual({
    ...place,
    roles: { web: { state: "on", ...opened } },
  });
  expect((await here("maintenance:off")).document).toEqual({
    ...place,
    roles: { web: { state: "off", changed: true } },
  });
});

test("on, status and off of the worker role name each function, what it had and what it has", async () => {
  expect((await jets("maintenance:on", "-y", "-r", "worker")).document).toEqual({
    ...place,
    roles: {
      worker: {
        state: "on",
        changed: true,
        since: time,
        by: who,
        functions: workers.map((name) => ({ name, state: "on" })),
      },
    },
  });
  aws.sandbox.world.setReserved("demo-dev-reports_event-render", 7);
  const { exitCode, document, stderr } = await jets("maintenance:status", "--all", "--exit-code");
  expect(exitCode).toBe(3);
  const present = { reserved: 0, provisioned: {} };
  const uuid = Object.keys(aws.sandbox.settings()["demo-dev-jobs_event-perform"]?.mappings ?? {})[0] ?? "";
  const problem = "is not stopped: its reserved concurrency is 7.";
  expect(document).toEqual({
    ...place,
    roles: {
      web: { state: "off" },
      worker: {
        state: "partial",
        since: time,
        by: who,
        functions: [
          {
            name: workers[0],
            state: "on",
            saved: { reserved: 0, provisioned: {}, mappings: {} },
            present: { ...present, mappings: {} },
          },
          {
            name: workers[1],
            state: "on",
            saved: { reserved: null, provisioned: {}, mappings: {} },
            present: { ...present, mappings: {} },
          },
          {
            name: workers[2],
            state: "on",
            saved: { reserved: 20, provisioned: {}, mappings: { [uuid]: "enabled" } },
            present: { ...present, mappings: { [uuid]: "disabled" } },
          },
          {
            name: workers[3],
            state: "partial",
            problem,
            saved: { reserved: 10, provisioned: { canary: 1, live: 4 }, mappings: {} },
            present: { reserved: 7, provisioned: {}, mappings: {} },
          },
        ],
      },
    },
  });
  expect(stderr).toContain(`${workers[3] ?? ""} ${problem}\n`);
  aws.sandbox.world.setReserved("demo-dev-reports_event-render", 0);
  expect((await jets("maintenance:off", "-r", "worker")).document).toEqual({
    ...place,
    roles: {
      worker: { state: "off", changed: true, functions: workers.map((name) => ({ name, state: "off" })) },
    },
  });
});

test("a run that is partly done names what failed, with exit code 3", async () => {
  aws.sandbox.addFault({
    operation: "PutFunctionConcurrency",
    target: "demo-dev-cleanup_event-purge",
    action: { kind: "refuse", status: 403, code: "AccessDeniedException", message: "no" },
  });
  const { exitCode, document } = await jets("maintenance:on", "-y", "-r", "worker");
  expect(exitCode).toBe(3);
  expect(document).toMatchObject({
    roles: {
      worker: {
        state: "partial",
        by: who,
        functions: [
          {},
          { name: workers[1], state: "partial", problem: expect.stringContaining("denied") as unknown },
          {},
          {},
        ],
      },
    },
  });
});

describe("an error is on stdout with the text that is on stderr", () => {
  test.each([
    [["maintenance:status", "--stack", "shop-prod"], 1, "not_deployed"],
    [["maintenance:on"], 2, "usage"],
    [["maintenance:off", "--rol", "x"], 2, "usage"],
    [["maintenance", "of"], 2, "usage"],
  ])("jets %j", async (args, exitCode, code) => {
    const run = await jets(...args);
    expect(run).toMatchObject({ exitCode, document: { error: { code } } });
    const { error } = v.parse(errorDocument, run.document);
    expect(run.stderr).toBe(`ERROR: ${error.message}\n${error.hint}\n`);
  });

  test("a region that is missing is one", async () => {
    const { stdout, exitCode } = await runJets(["maintenance:status", "--json", "--stack", "x"], noAws);
    expect(exitCode).toBe(2);
    expect(documentIn(stdout)).toMatchObject({ error: { code: "region_missing" } });
  });

  test("and so is a question that was answered with no", async () => {
    const shell = new FakeShell({ terminal: new FakeTerminal(everywhere, { JETS_PROJECT: "demo" }) });
    const [{ exitCode, stdout }] = await Promise.all([
      shell.jets("maintenance:on", "--json"),
      shell.terminal.pressAfter("(y/N)", "n", "\r"),
    ]);
    expect(exitCode).toBe(130);
    expect(documentIn(stdout)).toMatchObject({
      error: { code: "declined", message: "Cancelled: nothing was changed" },
    });
  });

  test("a command in the sandbox may have a --json of its own", async () => {
    const { stdout, exitCode } = await new FakeShell().jets("sandbox", "--latency", "x", "--", "a", "--json");
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 2 });
  });
});

test("the schema knows every code that there is", () => {
  expect([...schema.$defs.error.properties.error.properties.code.enum].sort()).toEqual(
    Object.keys(exitCodes).sort(),
  );
});
