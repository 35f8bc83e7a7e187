import { afterAll, beforeAll, describe, expect, test, type TestContext } from "vitest";
import type { FaultAction } from "../../src/sandbox/index.js";
import { serveSandbox, type ServedSandbox } from "../support/network/served-sandbox.js";
import type { RunningProcess } from "../support/process/jets.js";
import { Project } from "../support/process/project.js";

let project: Project;
beforeAll(async () => {
  project = await Project.create();
});
afterAll(() => project.remove());

const denied: FaultAction = { kind: "denied" };

let programs = 0;

/** Starts a program that can wait for a line on stdin. */
function start(program: string, { env }: ServedSandbox): Promise<RunningProcess> {
  programs += 1;
  return project.start(
    `use-${programs}.mjs`,
    `import { duringMaintenance, getStatus, turnOff, turnOn } from "jets-maintenance";
     const tell = (value) => console.log(JSON.stringify(value));
     const tellError = (error) =>
       tell({ name: error.name, code: error.code, message: error.message, hint: error.hint,
              errors: error.errors?.map(({ code, message }) => code ?? message), cause: error.cause?.message });
     const line = () => new Promise((resolve) => process.stdin.once("data", resolve).once("end", resolve));
     const workers = { stack: "demo-dev", role: "worker", wait: false };
     const both = { ...workers, role: "all" };
     const state = async (role) => (await getStatus({ stack: "demo-dev", role })).state;
     ${program}`,
    env,
  );
}

interface Scene extends ServedSandbox {
  readonly original: ReturnType<ServedSandbox["sandbox"]["settings"]>;
  /** Each line that a program told, once it has ended by itself. */
  readonly told: (program: string, act?: (running: RunningProcess) => Promise<void>) => Promise<unknown[]>;
}

async function openScene({ onTestFinished }: TestContext): Promise<Scene> {
  const served = await serveSandbox();
  onTestFinished(() => served.close());
  return {
    ...served,
    original: served.sandbox.settings(),
    told: async (program, act) => {
      const running = await start(program, served);
      await act?.(running);
      running.child.stdin.end();
      const { exitCode, stdout, stderr } = await running.end;
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
      return stdout
        .trimEnd()
        .split("\n")
        .map((text): unknown => JSON.parse(text));
    },
  };
}

/** Changes something in AWS while the work waits. */
const meanwhile =
  (act: () => void) =>
  async (running: RunningProcess): Promise<void> => {
    await running.says('"at work"');
    act();
    running.child.stdin.write("\n");
  };

const atWork = `tell("at work"); await line();`;

describe.concurrent("duringMaintenance", () => {
  test("runs the work while the workers are stopped and nobody else can end that, and hands on its value", async (context) => {
    const { sandbox, original, told } = await openScene(context);
    const [during, locked, outcome, after] = await told(`
      const outcome = await duringMaintenance({ ...workers, operator: { by: "deployer" } }, async () => {
        tell(await state("worker"));
        await turnOff(workers).catch(({ code, message }) => tell({ code, message }));
        return 42;
      });
      tell(outcome);
      tell(await state("worker"));`);
    expect([during, after]).toEqual(["on", "off"]);
    expect(locked).toEqual({
      code: "locked",
      message: expect.stringContaining("jets maintenance:run --role worker by deployer since ") as string,
    });
    expect(outcome).toMatchObject({
      value: 42,
      turns: [
        {
          role: "worker",
          on: { role: "worker", state: "on", changed: true, opened: { by: "deployer" } },
          off: { role: "worker", state: "off", changed: true, failures: [] },
        },
      ],
    });
    expect(sandbox.settings()).toEqual(original);
  });

  test("of both roles shuts visitors out first and lets them in last", async (context) => {
    const { sandbox, original, told } = await openScene(context);
    const [during, outcome] = await told(`
      const outcome = await duringMaintenance(both, () => Promise.all(["web", "worker"].map(state)).then(tell));
      tell(outcome.turns.map(({ role, on, off }) => [role, on.state, off.state]));`);
    expect(during).toEqual(["on", "on"]);
    expect(outcome).toEqual([
      ["web", "on", "off"],
      ["worker", "on", "off"],
    ]);
    const written = sandbox.calls.flatMap(({ operation, target }) =>
      operation === "PutParameter" && /web$|run\/\d+$/.test(target) ? [target.split("/maintenance/")[1]] : [],
    );
    expect(written[0]).toBe("web");
    expect(written.at(-1)).toBe("web");
    expect(sandbox.settings()).toEqual(original);
  });

  test("throws the error of the work as it is, once everything is back", async (context) => {
    const { sandbox, original, told } = await openScene(context);
    const [isSame, after] = await told(`
      const own = new RangeError("the disk is full");
      await duringMaintenance(both, () => { throw own; }).catch((error) => tell(error === own));
      tell(await Promise.all(["web", "worker"].map(state)));`);
    expect(isSame).toBe(true);
    expect(after).toEqual(["off", "off"]);
    expect(sandbox.settings()).toEqual(original);
  });

  test.for([
    [
      "alone",
      "",
      {
        name: "JetsError",
        code: "partial",
        hint: "Finish the job with `jets maintenance:off --role worker --stack demo-dev`.",
      },
    ],
    [
      "with the error of the work before it",
      'throw new RangeError("the disk is full");',
      { name: "AggregateError", errors: ["the disk is full", "partial"], cause: "the disk is full" },
    ],
  ] as const)("throws what could not be turned off, %s", async ([, last, expected], context) => {
    const { sandbox, original, told } = await openScene(context);
    const [, error] = await told(
      `await duringMaintenance(workers, async () => { ${atWork} ${last} }).catch(tellError);`,
      meanwhile(() => {
        const target = "demo-dev-jobs_event-perform";
        sandbox.addFault({ operation: "PutFunctionConcurrency", target, action: denied });
        sandbox.addFault({ operation: "DeleteFunctionConcurrency", target, action: denied });
      }),
    );
    expect(error).toMatchObject(expected);
    expect(JSON.stringify(error)).toContain("only partly off: demo-dev-jobs_event-perform (");
    expect(await told("tell((await turnOff(workers)).failures);")).toEqual([[]]);
    expect(sandbox.settings()).toEqual(original);
  });

  test("does not start the work where a worker can't be stopped, and undoes both roles", async (context) => {
    const { sandbox, original, told } = await openScene(context);
    const target = "demo-dev-jobs_event-perform";
    sandbox.addFault({ operation: "PutFunctionConcurrency", target, action: denied });
    const [error, after] = await told(`
      await duringMaintenance(both, () => tell("never")).catch(tellError);
      tell(await Promise.all(["web", "worker"].map(state)));`);
    expect(error).toMatchObject({ code: "partial", hint: "What was begun is undone." });
    expect(after).toEqual(["off", "off"]);
    expect(sandbox.settings()).toEqual(original);
  });

  test("leaves on what was on before", async (context) => {
    const { told } = await openScene(context);
    const [turns, after] = await told(`
      await turnOn({ ...workers, reason: "by hand" });
      const { turns } = await duringMaintenance(both, () => undefined);
      tell(turns.map((turn) => [turn.role, turn.on.changed, turn.off?.state]));
      tell(await Promise.all(["web", "worker"].map(state)));`);
    expect(turns).toEqual([
      ["web", true, "off"],
      ["worker", false, null],
    ]);
    expect(after).toEqual(["off", "on"]);
  });

  test.for(["worker", "web"])(
    "leaves %s maintenance to the one who took it over meanwhile, and reports that",
    async (role, context) => {
      const { told } = await openScene(context);
      const [warnings, turns, after] = await told(`
      const warnings = [];
      const report = ({ type, message }) => type === "warning" && message.includes("took") | message.includes("changed") && warnings.push(message);
      const options = { ...workers, role: "${role}" };
      const breakLock = "${role}" === "worker" ? { breakLock: true } : {};
      const { turns } = await duringMaintenance({ ...options, report }, async () => {
        await turnOff({ ...options, ...breakLock });
        await turnOn(options);
      });
      tell(warnings);
      tell(turns.map((turn) => [turn.on.state, turn.off?.state]));
      tell(await state("${role}"));`);
      expect(warnings).toHaveLength(1);
      expect(turns).toEqual([["on", null]]);
      expect(after).toBe("on");
    },
  );

  test("two at once do not overlap; lockTimeoutMs waits for the first one to end", async (context) => {
    const { sandbox, original, told } = await openScene(context);
    const [code, order] = await told(`
      const order = [];
      const first = duringMaintenance(workers, async () => {
        await duringMaintenance(workers, () => tell("never")).catch(({ code }) => tell(code));
        second = duringMaintenance({ ...workers, lockTimeoutMs: 60_000, report }, () => order.push("second"));
        await isWaiting;
        order.push("first");
      });
      let second, heard;
      const isWaiting = new Promise((resolve) => { heard = resolve; });
      const report = ({ message }) => message?.startsWith("Waiting until") && heard();
      await first;
      await second;
      tell(order);`);
    expect(code).toBe("locked");
    expect(order).toEqual(["first", "second"]);
    expect(sandbox.settings()).toEqual(original);
  });
});

describe.concurrent("an abort", () => {
  test("before the call changes nothing", async (context) => {
    const { callers, told } = await openScene(context);
    const [error] = await told(
      'await duringMaintenance({ ...both, signal: AbortSignal.abort() }, () => tell("never")).catch(tellError);',
    );
    expect(error).toMatchObject({ code: "interrupted" });
    expect(callers.map(({ operation }) => operation)).not.toContain("PutParameter");
  });

  test.for([
    ["web", "Waiting until"],
    ["all", "Waiting until"],
    ["worker", "Stopping workers"],
  ])("on the way in, of %s at %j, undoes what was begun", async ([role, at], context) => {
    const { sandbox, original, told } = await openScene(context);
    const [error, after] = await told(`
      const interruption = new AbortController();
      const report = (event) => (event.message ?? event.stage).startsWith("${at}") && interruption.abort();
      const options = { stack: "demo-dev", role: "${role}", signal: interruption.signal, report };
      await duringMaintenance(options, () => tell("never")).catch(tellError);
      tell(await Promise.all(["web", "worker"].map(state)));`);
    expect(error).toMatchObject({
      code: "interrupted",
      message: "Interrupted: what was to run during maintenance was not started.",
      hint: "What was begun is undone.",
    });
    expect(after).toEqual(["off", "off"]);
    expect(sandbox.settings()).toEqual(original);
  });

  test("during the work is for the work to heed; everything is brought back then", async (context) => {
    const { sandbox, original, told } = await openScene(context);
    const [reason, outcome] = await told(`
      const interruption = new AbortController();
      const outcome = await duringMaintenance({ ...both, signal: interruption.signal }, async (signal) => {
        setImmediate(() => interruption.abort("enough"));
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        tell(signal.reason);
        return "stopped early";
      });
      tell([outcome.value, ...outcome.turns.map(({ off }) => off.state)]);`);
    expect(reason).toBe("enough");
    expect(outcome).toEqual(["stopped early", "off", "off"]);
    expect(sandbox.settings()).toEqual(original);
  });
});

describe.concurrent("a report that throws", () => {
  const program = (at: string, work: string): string => `
    const report = (event) => { if ((event.message ?? event.stage).startsWith("${at}")) throw new RangeError("no"); };
    await duringMaintenance({ ...workers, report }, ${work}).catch(tellError);
    tell(await state("worker"));`;

  test("on the way in ends that, and what was begun is undone", async (context) => {
    const { sandbox, original, told } = await openScene(context);
    const [error, after] = await told(program("Stopping workers", '() => tell("never")'));
    expect(error).toMatchObject({ name: "RangeError", message: "no" });
    expect(after).toBe("off");
    expect(sandbox.settings()).toEqual(original);
  });

  test("on the way back is thrown once everything is back, after the error of the work", async (context) => {
    const { sandbox, original, told } = await openScene(context);
    const [error, after] = await told(program("Restoring", '() => { throw new Error("full"); }'));
    expect(error).toMatchObject({ name: "AggregateError", errors: ["full", "no"] });
    expect(after).toBe("off");
    expect(sandbox.settings()).toEqual(original);
  });
});

test("web maintenance can end by itself, whatever becomes of the program", async (context) => {
  const { told } = await openScene(context);
  const [expires] = await told(`
    const expires = new Date(Date.now() + 3_600_000);
    const { turns } = await duringMaintenance({ stack: "demo-dev", role: "web", wait: false, expires }, () => undefined);
    tell(turns[0].on.opened.expires === expires.toISOString());`);
  expect(expires).toBe(true);
});

describe.concurrent("an option that is wrong is refused before AWS is asked", () => {
  const web = { stack: "demo-dev", role: "web" };
  test.for([
    [{ ...web, role: "both" }, "() => 1", '"role" must be web, worker or all'],
    [{ ...web, breakLock: true }, "() => 1", '"breakLock" is not a known option'],
    [{ ...web, lockTimeoutMs: -1 }, "() => 1", '"lockTimeoutMs" must be at least 0 milliseconds'],
    [web, '"npm run migrate"', "the work must be a function"],
  ] as const)("%j, %s", async ([options, work, fact], context) => {
    const { callers, told } = await openScene(context);
    const [error] = await told(
      `await duringMaintenance(${JSON.stringify(options)}, ${work}).catch(tellError);`,
    );
    expect(error).toMatchObject({ code: "usage", message: `duringMaintenance: ${fact}.` });
    expect(callers).toEqual([]);
  });

  test.for([
    ["duringMaintenance", "all", '"expires" is not a known option'],
    [
      "duringMaintenance",
      "web",
      '"expires" cannot be kept with the webFlag "env": nothing ends it by itself',
    ],
    ["turnOn", "web", '"expires" cannot be kept with the webFlag "env": nothing ends it by itself'],
    ["turnOn", "worker", '"expires" is not a known option'],
  ])("expires of %s for %s", async ([name, role, fact], context) => {
    const { callers, told } = await openScene(context);
    const webFlag = role === "web" ? 'webFlag: "env",' : "";
    const [error] = await told(`
      const expires = new Date(Date.now() + 60_000);
      await ${name}({ stack: "demo-dev", role: "${role}", ${webFlag} expires }, () => 1).catch(tellError);`);
    expect(error).toMatchObject({ code: "usage", message: `${name}: ${fact}.` });
    expect(callers).toEqual([]);
  });
});
