import { afterEach, beforeAll, afterAll, beforeEach, describe, expect, test } from "vitest";
import { Project } from "../support/process/project.js";
import { serveSandbox, type ServedSandbox } from "../support/network/served-sandbox.js";
import { LongProgram, opening } from "./long-program.js";

let program: LongProgram;
let served: ServedSandbox;
beforeAll(async () => {
  program = await LongProgram.start();
});
afterAll(async () => {
  expect(await program.end()).toEqual({ exitCode: 0, stderr: "" });
});
beforeEach(async () => {
  served = await serveSandbox();
});
afterEach(() => served.close());

/** What the command line would go by is there, to be left alone. */
const surroundings = (): Record<string, string> => ({
  ...served.env,
  JETS_PROJECT: "other",
  CI_JOB_URL: "https://ci.example/other",
});

/** Each line that a part of a program that uses the package told. */
const told = (part: string): Promise<unknown[]> => program.told(part, surroundings());

describe("a program turns", () => {
  test("the variable of a Ruby on Jets controller on and off", async () => {
    const states = await told(`
      const application = { stack: "demo-dev", role: "web", webFlag: "env" };
      for (const call of [turnOn, getStatus, turnOff]) tell((await call(application)).functions[0].state);`);
    expect(states).toEqual(["on", "on", "off"]);
  });

  test("web maintenance on and off, and asks for it", async () => {
    const [on, again, status, off] = await told(`
      const application = { stack: "demo-dev", role: "web" };
      const until = new Date(Date.now() + 60_000);
      const secret = "0123456789abcdefghij";
      const operator = { by: "deployer", url: "https://ci.example/1" };
      tell(await turnOn({ ...application, operator, reason: "moving", message: "Back\\nsoon", until, retryAfter: 9, secret }));
      tell(await turnOn({ ...application, reason: undefined }));
      tell(await getStatus(application));
      tell(await turnOff(application));`);
    const opened = {
      since: expect.any(String) as string,
      by: "deployer",
      url: "https://ci.example/1",
      reason: "moving",
    };
    const done = { role: "web", failures: [], functions: [] };
    expect(on).toEqual({ ...done, state: "on", changed: true, opened });
    expect(again).toEqual({ ...done, state: "on", changed: false, opened });
    expect(status).toEqual({ role: "web", state: "on", opened, functions: [], notes: [] });
    expect(off).toEqual({ ...done, state: "off", changed: true });
  });

  test("worker maintenance on and off, watched by a reporter", async () => {
    const before = served.sandbox.settings();
    const [on, status] = await told(`
      const application = { stack: "demo-dev", role: "worker" };
      const events = [];
      const report = (event) => events.push(event);
      const workers = { exclude: ["*-purge"] };
      const result = await turnOn({ ...application, workers, reason: "moving", onEventLoss: "warn", report });
      tell({ ...result, events });
      tell(await getStatus(application));`);
    const stopped = ["cleanup_event-legacy", "jobs_event-perform", "reports_event-render"].map(
      (name) => `demo-dev-${name}`,
    );
    expect(on).toMatchObject({
      role: "worker",
      state: "on",
      changed: true,
      failures: [],
      opened: {
        since: expect.any(String) as string,
        by: expect.stringMatching(/.@./) as string,
        reason: "moving",
      },
      functions: stopped.map((name) => ({ name, state: "on" })),
    });
    const { events } = on as { events: readonly { type: string }[] };
    expect(events.filter(({ type }) => type !== "stage")).toEqual([
      { type: "warning", message: expect.stringContaining("demo-dev-reports_event-render") as string },
      { type: "note", message: expect.stringContaining("Not visible from here") as string },
      { type: "note", message: expect.stringContaining("ends by") as string },
    ]);
    expect(events.filter(({ type }) => type === "stage").at(-1)).toMatchObject({
      stage: "Reading event sources",
      done: 1,
      total: 1,
    });
    expect(events).toContainEqual({
      type: "stage",
      seconds: expect.any(Number) as number,
      stage: "Stopping workers",
      done: stopped.length,
      total: stopped.length,
    });
    expect(status).toMatchObject({ state: "on", functions: stopped.map((name) => ({ name, state: "on" })) });
    expect(served.sandbox.settings()).not.toEqual(before);

    const [off] = await told('tell(await turnOff({ stack: "demo-dev", role: "worker" }));');
    expect(off).toMatchObject({ role: "worker", state: "off", changed: true, failures: [] });
    expect(served.sandbox.settings()).toEqual(before);
  });

  test("maintenance of many workers that all wait for AWS, without a warning of Node's", async () => {
    const functions = Array.from({ length: 30 }, (_, n) => ({ name: `demo-dev-n${n}_event-run` }));
    await served.close();
    served = await serveSandbox({ stacks: [{ name: "demo-dev", functions }] });
    served.sandbox.addFault({
      operation: "PutFunctionConcurrency",
      times: 30,
      action: { kind: "internal" },
    });
    const fastClock = new URL("../support/process/fast-clock.js", import.meta.url).href;
    const project = await Project.create();
    const on = `${opening} tell(await turnOn({ stack: "demo-dev", role: "worker" }));`;
    const env = { ...surroundings(), NODE_OPTIONS: `--import=${fastClock}` };
    const { exitCode, stdout, stderr } = await (await project.start("use.mjs", on, env)).end;
    await project.remove();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ state: "on", failures: [] });
  });
});

describe("a program that aborts", () => {
  /** Lets a part of the program abort while the call is on its way. */
  const abortAt = async (operation: string, call: string): Promise<unknown[]> => {
    const run = (): Promise<void> => program.abort();
    served.sandbox.addFault({ operation, action: { kind: "hook", when: "before", run } });
    const [, ...lines] = await told(`
      const options = { stack: "demo-dev", role: "worker", signal: interruption.signal };
      await ${call}.catch(tellError);`);
    return lines;
  };

  test("ends in the middle with nothing lost, and is told the command that finishes the job", async () => {
    const before = served.sandbox.settings();
    const [error] = await abortAt(
      "DeleteProvisionedConcurrencyConfig",
      "turnOn({ ...options, region: 'us-east-1', reason: 'moving house', workers: { include: ['*_event-*'] } })",
    );
    const here = "--role worker --stack demo-dev --region us-east-1";
    expect(error).toEqual({
      name: "JetsError",
      code: "interrupted",
      message:
        "Interrupted: the workers of demo-dev may be partly stopped, and all their settings are saved.",
      hint: `Finish the job with \`jets maintenance:on ${here} --reason 'moving house' --include '*_event-*'\`, or bring everything back with \`jets maintenance:off ${here}\`.`,
      exitCode: 130,
    });
    expect(served.sandbox.settings()).not.toEqual(before);
    await told('tell(await turnOff({ stack: "demo-dev", role: "worker" }));');
    expect(served.sandbox.settings()).toEqual(before);
  });

  test("is told of its --force in the command that it belongs to", async () => {
    await told('await turnOn({ stack: "demo-dev", role: "worker" }); tell("on");');
    const [error] = await abortAt("PutProvisionedConcurrencyConfig", "turnOff({ ...options, force: true })");
    const here = "--role worker --stack demo-dev";
    expect(error).toMatchObject({
      hint: `Finish the job with \`jets maintenance:off ${here} --force\`, or stop all workers again with \`jets maintenance:on ${here}\`.`,
    });
  });

  test("a look at the state does not wait for AWS", async () => {
    expect(await abortAt("GetParametersByPath", "getStatus(options)")).toMatchObject([
      { code: "interrupted", hint: "Repeat the command." },
    ]);
  });

  test("before it starts changes nothing", async () => {
    const [error] = await told(
      'await turnOn({ stack: "demo-dev", role: "web", signal: AbortSignal.abort() }).catch(tellError);',
    );
    expect(error).toMatchObject({ code: "interrupted" });
    expect(served.callers.map(({ operation }) => operation)).not.toContain("PutParameter");
  });
});

describe("an option that is wrong is refused before AWS is asked", () => {
  const application = { stack: "demo-dev", role: "web" };
  const wrong = [
    ["turnOn", undefined, "the options must be an object"],
    ["turnOn", { ...application, reasn: "moving" }, '"reasn" is not a known option'],
    ["turnOn", { role: "web" }, '"stack" is missing'],
    ["turnOn", { ...application, stack: "" }, '"stack" must not be empty'],
    ["turnOn", { ...application, stack: "shop-*" }, '"stack" must be the name of one stack, not a glob'],
    ["turnOff", { ...application, region: "eu-west-1,eu-west-2" }, '"region" must be one, without commas'],
    ["getStatus", { ...application, profile: "a,b" }, '"profile" must be one, without commas'],
    ["turnOn", { ...application, role: "job" }, '"role" must be web or worker'],
    ["turnOn", { ...application, force: true }, '"force" is not a known option'],
    ["turnOn", { ...application, role: "worker", message: "Back soon" }, '"message" is not a known option'],
    [
      "turnOn",
      { ...application, role: "worker", workers: { includ: [] } },
      '"workers.includ" is not a known option',
    ],
    ["turnOn", { ...application, reason: " " }, '"reason" must not be empty'],
    [
      "turnOn",
      { ...application, reason: "x".repeat(201) },
      '"reason" takes 201 bytes as JSON, but must take at most 200',
    ],
    [
      "turnOn",
      { ...application, message: "é".repeat(501) },
      '"message" takes 1002 bytes as JSON, but must take at most 1000',
    ],
    ["turnOn", { ...application, retryAfter: 0 }, '"retryAfter" must be at least 1 second'],
    ["turnOn", { ...application, retryAfter: 1.5 }, '"retryAfter" must be a whole number'],
    ["turnOn", { ...application, until: "2h" }, '"until" must be a Date'],
    ["turnOn", { ...application, secret: "abc" }, '"secret" must have at least 20 characters'],
    ["turnOn", { ...application, webFlag: "redis" }, '"webFlag" must be parameter or env'],
    ["getStatus", { ...application, role: "worker", webFlag: "env" }, '"webFlag" is not a known option'],
    ["turnOff", { ...application, reason: "moved" }, '"reason" is not a known option'],
    ["turnOff", { ...application, wait: "yes" }, '"wait" must be true or false'],
    ["turnOff", { ...application, operator: { url: "https://ci.example" } }, '"operator.by" is missing'],
    ["turnOn", { ...application, keepEvents: true }, '"keepEvents" is not a known option'],
    [
      "turnOff",
      { ...application, role: "worker", replayRate: 0 },
      '"replayRate" must be at least 1 event a second',
    ],
    [
      "turnOff",
      { ...application, role: "worker", replaySchedules: "first" },
      '"replaySchedules" must be last, all or none',
    ],
    ["getStatus", { ...application, report: "all" }, '"report" must be a function'],
    ["getStatus", { ...application, signal: {} }, '"signal" must be an AbortSignal'],
  ] as const;

  test("in each of its forms", async () => {
    const calls = wrong.map(
      ([name, options]) => `await ${name}(${JSON.stringify(options)}).catch(tellError);`,
    );
    expect(await told(calls.join("\n"))).toEqual(
      wrong.map(([name, , fact]) => ({
        name: "JetsError",
        code: "usage",
        message: `${name}: ${fact}.`,
        hint: "docs/library.md of jets-maintenance describes each option.",
        exitCode: 2,
      })),
    );
    expect(served.callers).toEqual([]);
  });

  test("an end that has passed", async () => {
    const [error] = await told(`
      const until = new Date(0);
      await turnOn({ stack: "demo-dev", role: "web", until }).catch(tellError);`);
    expect(error).toMatchObject({ code: "usage", message: 'turnOn: "until" must be in the future.' });
  });
});

test("what AWS says becomes an error with a code, a fact and a remedy", async () => {
  const [error] = await told('await getStatus({ stack: "nothing-dev", role: "web" }).catch(tellError);');
  expect(error).toMatchObject({
    name: "JetsError",
    code: "not_deployed",
    message: "Project has not been deployed",
    hint: expect.stringContaining("nothing-dev") as string,
    exitCode: 1,
  });
});
