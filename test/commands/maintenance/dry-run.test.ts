import { beforeEach, describe, expect, test } from "vitest";
import type { TimedSandbox } from "../../support/timed-sandbox.js";
import { openAws, runInProcess } from "../../support/in-process.js";
import { documentIn } from "../../support/schema.js";
import type { Run } from "../../support/process/fake-shell.js";

let aws: TimedSandbox;

beforeEach(() => {
  aws = openAws();
});

const jets = (...args: string[]): Promise<Run> => runInProcess(aws, ...args);

/** Runs `jets ... --dry-run`, which must not even try to change anything. */
async function rehearse(...args: string[]): Promise<Run> {
  aws.sandbox.clearCalls();
  const before = [aws.sandbox.settings(), aws.sandbox.world.parameters()];
  const run = await jets(...args, "--dry-run");
  expect(aws.sandbox.calls.filter(({ changing }) => changing)).toEqual([]);
  expect([aws.sandbox.settings(), aws.sandbox.world.parameters()]).toEqual(before);
  return run;
}

/** How many calls that change something have been made since, per service. */
function changingCalls(): { lambda: number; ssm: number } {
  const changing = aws.sandbox.calls.filter((call) => call.changing);
  const of = (service: string): number => changing.filter((call) => call.service === service).length;
  return { lambda: of("Lambda"), ssm: of("SSM") };
}

const worker = ["--role", "worker"];

describe("--dry-run changes nothing, asks nothing, and says", () => {
  test("what on would do with each worker, and why", async () => {
    const { exitCode, stdout, stderr } = await rehearse("maintenance:on", ...worker);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    expect(stderr).toBe(`Would enable worker maintenance mode for demo-dev
demo-dev-cleanup_event-legacy
  note  nothing to change
  why   its name has _event- in it
demo-dev-cleanup_event-purge
  reserved  unreserved -> 0
  events    from EventBridge: dropped
  why       its name has _event- in it
demo-dev-jobs_event-perform
  reserved  20 -> 0
  mappings  ${mapping().split("-", 1)[0] ?? ""} enabled -> disabled
  why       its name has _event- in it
demo-dev-reports_event-render
  reserved     10 -> 0
  provisioned  canary 1 -> none, live 4 -> none
  events       from S3: to arn:aws:sqs:us-east-1:123456789012:demo-dev-dead-letters
  why          its name has _event- in it
Left alone:
function             why
demo-dev-controller  it is the web function
Write calls: 6 to Lambda, 5 to Parameter Store, at least 2 seconds at AWS's quotas
Nothing was changed: this was a dry run
`);
  });

  test("what off would bring back, and what it would leave", async () => {
    await jets("maintenance:on", "-y", ...worker);
    aws.sandbox.world.setReserved("demo-dev-cleanup_event-purge", 7);
    aws.sandbox.world.deleteFunction("demo-dev-reports_event-render");
    const { exitCode, stderr } = await rehearse("maintenance:off", ...worker);
    expect(exitCode).toBe(0);
    expect(stderr).toBe(`Would disable worker maintenance mode for demo-dev
demo-dev-cleanup_event-legacy
  note  nothing to change
  why   its settings are in the journal
demo-dev-cleanup_event-purge
  note  Reserved concurrency stays 7, saved is unreserved
  why   its settings are in the journal
demo-dev-jobs_event-perform
  reserved  0 -> 20
  mappings  ${mapping().split("-", 1)[0] ?? ""} disabled -> enabled
  why       its settings are in the journal
demo-dev-reports_event-render
  note  it does not exist any more
  why   its settings are in the journal
Write calls: 2 to Lambda, 2 to Parameter Store, at least 1 second at AWS's quotas
Nothing was changed: this was a dry run
`);
    expect((await rehearse("maintenance:off", "--force", ...worker)).stderr).toContain("7 -> unreserved");
  });

  test("that there is nothing to do", async () => {
    const nothing = "Nothing to change\nNothing was changed: this was a dry run\n";
    expect((await rehearse("maintenance:off", ...worker)).stderr).toContain(nothing);
    expect((await rehearse("maintenance:off")).stderr).toContain(nothing);
    await jets("maintenance:on", "-y");
    expect((await rehearse("maintenance:on")).stderr).toContain(nothing);
  });

  test("what visitors would be told from then on, also where it is on already", async () => {
    const asked = ["--message", "Two\nlines", "--retry-after", "60", "--reason", "moving", "--with-secret"];
    expect((await rehearse("maintenance:on", ...asked)).stderr)
      .toBe(`Would enable web maintenance mode for demo-dev
/jets/demo-dev/maintenance/web: off -> on
reason: none -> moving
message: none -> Two lines
retryAfter: none -> 60
bypass: none -> a new secret
Write calls: 0 to Lambda, 2 to Parameter Store, at least 1 second at AWS's quotas
Nothing was changed: this was a dry run
`);
    await jets("maintenance:on", "-y", ...asked);
    expect((await rehearse("maintenance:on", "--message", "Soon", "--with-secret")).stderr)
      .toBe(`Would enable web maintenance mode for demo-dev
message: Two lines -> Soon
bypass: a secret -> a new secret
Write calls: 0 to Lambda, 2 to Parameter Store, at least 1 second at AWS's quotas
Nothing was changed: this was a dry run
`);
  });

  test("which parameter the web role would write", async () => {
    expect((await rehearse("maintenance:on")).stderr).toBe(`Would enable web maintenance mode for demo-dev
/jets/demo-dev/maintenance/web: off -> on
Write calls: 0 to Lambda, 2 to Parameter Store, at least 1 second at AWS's quotas
Nothing was changed: this was a dry run
`);
  });
});

test("the run then makes as many changing calls as the plan says", async () => {
  for (const [args, role] of [
    [["maintenance:on", ...worker], "worker"],
    [["maintenance:off", ...worker], "worker"],
    [["maintenance:on"], "web"],
    [["maintenance:on", "--message", "Soon", "--with-secret"], "web"],
    [["maintenance:off"], "web"],
  ] as const) {
    const planned = documentIn((await rehearse(...args, "--json")).stdout);
    aws.sandbox.clearCalls();
    await jets(...args, ...(args[0] === "maintenance:on" ? ["-y"] : []));
    expect(planned).toMatchObject({ roles: { [role]: { plan: { calls: changingCalls() } } } });
  }
});

describe("--dry-run --json", () => {
  test("is a document of its own kind", async () => {
    const { stdout } = await rehearse("maintenance:on", "--json", ...worker, "--include", "*perform");
    const why = "it matches no include";
    expect(documentIn(stdout)).toEqual({
      stack: "demo-dev",
      region: "us-east-1",
      roles: {
        worker: {
          state: "off",
          plan: {
            to: "on",
            calls: { lambda: 2, ssm: 5 },
            seconds: 2,
            functions: [
              { name: "demo-dev-cleanup_event-legacy", worker: false, why, changes: [] },
              { name: "demo-dev-cleanup_event-purge", worker: false, why, changes: [] },
              { name: "demo-dev-controller", worker: false, why: "it is the web function", changes: [] },
              {
                name: "demo-dev-jobs_event-perform",
                worker: true,
                why: "it matches include *perform",
                changes: [
                  { setting: "mapping", of: mapping(), from: "enabled", to: "disabled" },
                  { setting: "reserved", from: 20, to: 0 },
                ],
              },
              { name: "demo-dev-reports_event-render", worker: false, why, changes: [] },
            ],
          },
        },
      },
    });
  });

  test("says the present state", async () => {
    await jets("maintenance:on", "-y", ...worker);
    const on = documentIn((await rehearse("maintenance:off", "--json", ...worker)).stdout);
    expect(on).toMatchObject({ roles: { worker: { state: "on" } } });
    aws.sandbox.world.setReserved("demo-dev-cleanup_event-purge", 7);
    for (const to of ["on", "off"]) {
      const partial = documentIn((await rehearse(`maintenance:${to}`, "--json", ...worker)).stdout);
      expect(partial).toMatchObject({ roles: { worker: { state: "partial" } } });
    }
  });
});

describe("what the run would be refused with ends the dry run too, after the plan where there is one", () => {
  test("no workers", async () => {
    const { exitCode, stderr } = await rehearse("maintenance:on", ...worker, "--include", "x");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^demo-dev-jobs_event-perform +it matches no include$/m);
    expect(stderr).toMatch(/^ERROR: No worker functions deployed$/m);
    expect(stderr).not.toMatch(/Write calls|Nothing was changed/);
  });

  test("events that would be lost", async () => {
    const { exitCode, stderr, stdout } = await rehearse(
      "maintenance:on",
      "--json",
      ...worker,
      "--on-event-loss",
      "fail",
    );
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^ERROR: Events would be lost .*purge/m);
    expect(documentIn(stdout)).toMatchObject({ error: { code: "events_at_risk" } });
  });

  test("a worker that can't be read: exit code 3, as of the run", async () => {
    const target = "demo-dev-jobs_event-perform";
    for (const operation of ["GetFunction", "GetFunctionConfiguration"])
      aws.sandbox.addFault({ operation, target, times: 9, action: { kind: "denied" } });
    const { exitCode, stderr } = await rehearse("maintenance:on", ...worker);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(
      `ERROR: The run would be only partly done: 1 function would not be in the requested state\n  ${target}: `,
    );
    expect(stderr).toMatch(/Nothing was changed: this was a dry run\n$/);
  });

  test("a deployment that is running", async () => {
    aws.sandbox.world.setStackStatus("demo-dev", "UPDATE_IN_PROGRESS");
    expect((await rehearse("maintenance:on", ...worker)).exitCode).toBe(1);
    expect((await rehearse("maintenance:on", "--during-deployment", ...worker)).exitCode).toBe(0);
  });
});

const mapping = (): string =>
  Object.keys(aws.sandbox.settings()["demo-dev-jobs_event-perform"]?.mappings ?? {})[0] ?? "";
