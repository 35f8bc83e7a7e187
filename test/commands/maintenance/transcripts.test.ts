import { beforeEach, describe, expect, test } from "vitest";
import { identifyOperator } from "../../../src/run/operator.js";
import { Gate } from "../../support/gate.js";
import { openAws, openShell, runInProcess } from "../../support/in-process.js";
import { runJets, withoutProgress } from "../../support/process/jets.js";
import type { Run } from "../../support/process/fake-shell.js";
import { FakeTerminal } from "../../support/process/fake-terminal.js";
import { noAws, serveSandbox } from "../../support/network/served-sandbox.js";
import type { TimedSandbox } from "../../support/timed-sandbox.js";

/** The same run with `TIME` for the one time that it may say, and `USER@HOST` for who runs it. */
function timeless(run: Run): Run {
  const stderr = run.stderr.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, "TIME").replace(identity, "USER@HOST");
  return { ...run, stderr };
}

const identity = identifyOperator({}).by;
const turnedOn = "Worker maintenance was turned on by USER@HOST at TIME";

const inFlight = "Work that is already running ends by TIME at the latest";

/** Of the demo application's workers. */
const events = [
  "WARNING: Events from EventBridge to demo-dev-cleanup_event-purge will be dropped while it is stopped: it has neither a dead-letter queue nor a failure destination.",
  "WARNING: Events from S3 to demo-dev-reports_event-render will go to arn:aws:sqs:us-east-1:123456789012:demo-dev-dead-letters while it is stopped, and are not replayed.",
];

/** A run that succeeded: what it wrote, line by line. */
const done = (stdout: readonly string[], stderr: readonly string[]): Run => ({
  exitCode: 0,
  stdout: stdout.map((line) => `${line}\n`).join(""),
  stderr: stderr.map((line) => `${line}\n`).join(""),
});

const reservedIn = ({ sandbox }: TimedSandbox, name: string): unknown => sandbox.settings()[name]?.reserved;

const turnedOnNow = done(
  [],
  [
    "Enabling worker maintenance mode for demo-dev",
    ...events,
    inFlight,
    "Worker maintenance has been turned on",
  ],
);

const turnedOffNow = done(
  [],
  ["Disabling worker maintenance mode for demo-dev", "Worker maintenance has been turned off"],
);

test("the built binary, against AWS on the wire and in a pipe, says the same, and every setting is back", async () => {
  const served = await serveSandbox();
  const before = served.sandbox.settings();
  const jets = async (...args: string[]): Promise<Run> => timeless(await runJets(args, served.env));
  const worker = ["--role", "worker"];
  expect(await jets("maintenance:on", "-y", "--reason", "new queue", ...worker)).toEqual(turnedOnNow);
  expect(await jets("maintenance", "status", ...worker)).toEqual(
    done(["on"], [`${turnedOn}: new queue`, "Worker maintenance status for demo-dev"]),
  );
  expect(await jets("maintenance:off", ...worker)).toEqual(turnedOffNow);
  expect(served.sandbox.settings()).toEqual(before);
  await served.close();
});

describe("in this process, by the sandbox's clock, jets", () => {
  let aws: TimedSandbox;

  beforeEach(() => {
    aws = openAws();
  });

  const jets = async (...args: string[]): Promise<Run> =>
    timeless(withoutProgress(await runInProcess(aws, ...args)));

  test("turns web maintenance on and off", async () => {
    expect(await jets("maintenance:status")).toEqual(done(["off"], ["Web maintenance status for demo-dev"]));
    expect(await jets("maintenance:on", "--yes")).toEqual(
      done([], ["Enabling web maintenance mode for demo-dev", "Web maintenance has been turned on"]),
    );
    expect(await jets("maintenance", "status")).toEqual(
      done(["on"], ["Web maintenance status for demo-dev"]),
    );
    expect(await jets("maintenance", "on", "-y")).toEqual(
      done([], ["Enabling web maintenance mode for demo-dev", "Web maintenance is already on"]),
    );
    expect(await jets("maintenance:off")).toEqual(
      done([], ["Disabling web maintenance mode for demo-dev", "Web maintenance has been turned off"]),
    );
    expect(await jets("maintenance:off", "-y")).toEqual(
      done([], ["Disabling web maintenance mode for demo-dev", "Web maintenance is already off"]),
    );
  });

  test("turns worker maintenance on and off, and every setting is back", async () => {
    const before = aws.sandbox.settings();
    const worker = ["--role", "worker"];
    expect(await jets("maintenance:on", "-y", "--reason", "new queue", ...worker)).toEqual(turnedOnNow);
    expect(reservedIn(aws, "demo-dev-jobs_event-perform")).toBe(0);
    expect(await jets("maintenance:on", "-y", ...worker)).toEqual(
      done(
        [],
        ["Enabling worker maintenance mode for demo-dev", inFlight, "Worker maintenance is already on"],
      ),
    );
    expect(await jets("maintenance:status", ...worker)).toEqual(
      done(["on"], [`${turnedOn}: new queue`, "Worker maintenance status for demo-dev"]),
    );
    expect(await jets("maintenance:off", ...worker)).toEqual(turnedOffNow);
    expect(aws.sandbox.settings()).toEqual(before);
    expect(await jets("maintenance:off", ...worker)).toEqual(
      done([], ["Disabling worker maintenance mode for demo-dev", "Worker maintenance is already off"]),
    );
    expect(await jets("maintenance:status", ...worker)).toEqual(
      done(["off"], ["Worker maintenance status for demo-dev"]),
    );
  });

  test("shows the status of both roles, and as an exit code", async () => {
    const stderr = ["Maintenance status for demo-dev"];
    expect(await jets("maintenance:status", "--all")).toEqual(done(["web off", "worker off"], stderr));
    expect((await jets("maintenance:status", "-a", "--exit-code")).exitCode).toBe(5);
    await jets("maintenance:on", "-y");
    expect(await jets("maintenance:status", "--all", "-r", "worker")).toEqual(
      done(["web on", "worker off"], stderr),
    );
    expect((await jets("maintenance:status", "-a", "--exit-code")).exitCode).toBe(3);
    await jets("maintenance:on", "-y", "-r", "worker");
    expect(await jets("maintenance:status", "--all")).toEqual(
      done(["web on", "worker on"], [turnedOn, ...stderr]),
    );
    expect((await jets("maintenance:status", "-a", "--exit-code")).exitCode).toBe(0);
  });

  test("names a worker that is not stopped any more, and calls the state off", async () => {
    await jets("maintenance:on", "-y", "-r", "worker");
    aws.sandbox.world.setReserved("demo-dev-jobs_event-perform", 7);
    const { exitCode, stdout, stderr } = await jets("maintenance:status", "-r", "worker", "--exit-code");
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: "off\n" });
    const [opened, partly, note, ...rest] = stderr.split("\n");
    expect(opened).toBe(turnedOn);
    expect(partly).toBe("Worker maintenance is partly on: 1 of 4 are not stopped");
    expect(note).toMatch(/^demo-dev-jobs_event-perform .*\b7\b/);
    expect(rest).toEqual([
      "To finish the job, run: jets maintenance:on --role worker --stack demo-dev",
      "To bring everything back, run: jets maintenance:off --role worker --stack demo-dev",
      "Worker maintenance status for demo-dev",
      "",
    ]);
  });

  test("names what failed and the command that finishes the job, which does", async () => {
    const target = "demo-dev-jobs_event-perform";
    aws.sandbox.addFault({ operation: "PutFunctionConcurrency", target, action: { kind: "denied" } });
    const { exitCode, stdout, stderr } = await jets("maintenance:on", "-y", "-r", "worker");
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: "" });
    const [enabling, dropped, kept, note, error, failure, finishing, ...rest] = stderr.split("\n");
    expect([enabling, dropped, kept, note, error, ...rest]).toEqual([
      "Enabling worker maintenance mode for demo-dev",
      ...events,
      inFlight,
      "ERROR: Worker maintenance is only partly on: 1 function is not in the requested state",
      "",
    ]);
    expect(failure).toMatch(/^ {2}demo-dev-jobs_event-perform: .*lambda:PutFunctionConcurrency/);
    expect(finishing).toBe(
      "To finish the job, run: jets maintenance:on --role worker --stack demo-dev --yes",
    );
    const args = finishing?.split("jets ")[1]?.split(" ") ?? [];
    expect((await jets(...args)).exitCode).toBe(0);
    expect(reservedIn(aws, target)).toBe(0);
  });

  test("says that an application is not deployed, whatever is asked of it", async () => {
    const commandLines = [["on", "-y"], ["off"], ["status"]].flatMap(([command, ...options]) =>
      ["web", "worker"].map((role) => [`maintenance:${command ?? ""}`, ...options, "-r", role]),
    );
    for (const args of commandLines) {
      const run = await jets(...args, "--stack", "shop-prod");
      expect({ exitCode: run.exitCode, stdout: run.stdout }).toEqual({ exitCode: 1, stdout: "" });
      expect(run.stderr).toMatch(/^ERROR: Project has not been deployed\n.*shop-prod.*us-east-1/m);
    }
  });

  test("calls an application without workers off, which only on refuses", async () => {
    aws.sandbox.world.addStack({ name: "shop-prod", functions: [{ name: "shop-prod-controller" }] });
    const options = ["--role", "worker", "--stack", "shop-prod"];
    const run = await jets("maintenance:status", ...options);
    expect({ exitCode: run.exitCode, stdout: run.stdout }).toEqual({ exitCode: 0, stdout: "off\n" });
    expect(run.stderr).toBe("Worker maintenance status for shop-prod\n");
    const on = await jets("maintenance:on", "-y", ...options);
    expect(on.exitCode).toBe(1);
    expect(on.stderr).toMatch(/^ERROR: No worker functions deployed\b/m);
    const off = await jets("maintenance:off", ...options);
    expect(off.exitCode).toBe(0);
    expect(off.stderr).toMatch(/\nWorker maintenance is already off\n$/);
  });

  test("names the IAM action and the resource that were denied", async () => {
    aws.sandbox.addFault({ operation: "PutParameter", action: { kind: "denied" } });
    const { exitCode, stderr } = await jets("maintenance:on", "-y");
    expect(exitCode).toBe(1);
    expect(stderr.split("\n")[1]).toMatch(/^ERROR: .*ssm:PutParameter.*\/jets\/demo-dev\/maintenance\/web/);
    expect(stderr.split("\n")).toHaveLength(4);
  });

  test("shows where an error comes from with DEBUG=jets", async () => {
    const terminal = new FakeTerminal({}, { JETS_PROJECT: "demo", DEBUG: "jets" });
    const run = await openShell(aws, terminal).jets("maintenance:status", "--stack", "shop-prod");
    // Below the calls that led there.
    expect(run.stderr).toMatch(/^ERROR: Project has not been deployed\n.*\nJetsError: .*\n {4}at /m);
  });

  test("a second run exits 4 and says who is at work", async () => {
    const [reached, released] = [new Gate(), new Gate()];
    const run = (): Promise<void> => {
      reached.open();
      return released.opened;
    };
    aws.sandbox.addFault({
      operation: "UpdateEventSourceMapping",
      action: { kind: "hook", when: "before", run },
    });
    const running = jets("maintenance:on", "-y", "-r", "worker");
    await reached.opened;
    const { exitCode, stderr } = await jets("maintenance:off", "-r", "worker");
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/^ERROR: .*@/m);
    released.open();
    expect((await running).exitCode).toBe(0);
  });
});

test("an error of AWS of no endpoint there comes after half a minute, of which is said how long it is", async () => {
  const fast = `--import=${new URL("../../support/process/fast-clock.js", import.meta.url).href}`;
  const { exitCode, stdout, stderr } = await runJets(["maintenance:status"], {
    ...noAws,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "sandbox",
    AWS_SECRET_ACCESS_KEY: "sandbox",
    JETS_PROJECT: "demo",
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    NODE_OPTIONS: fast,
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  const [waiting, fact, remedy, ...others] = stderr.split("\n");
  expect(waiting).toMatch(
    /^WARNING: AWS could not be reached for .* Waiting until \S+Z at the latest for that to pass\.$/,
  );
  expect(fact).toMatch(/^ERROR: .*could not be reached/);
  expect(remedy).toMatch(/^Check the network/);
  expect(others).toEqual([""]);
});
