import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openSandbox } from "../../support/timed-sandbox.js";
import type { TestSandbox } from "../../support/world/index.js";
import { runJets } from "../../support/process/jets.js";
import { openShell, runInProcess } from "../../support/in-process.js";
import { documentIn } from "../../support/schema.js";
import { serveSandbox } from "../../support/network/served-sandbox.js";
import type { FakeShell, Run } from "../../support/process/fake-shell.js";
import { everywhere, FakeTerminal, type Devices } from "../../support/process/fake-terminal.js";
import type { VirtualClock } from "../../support/virtual-clock.js";

const controller = "demo-dev-controller";

let directory: string;
let sandbox: TestSandbox;
let clock: VirtualClock;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "jets-web-flag-"));
  ({ clock, sandbox } = openSandbox({
    updateSettlesMs: 0,
    stacks: [{ name: "demo-dev", functions: [{ name: controller, environment: { JETS_ENV: "dev" } }] }],
  }));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

function shellAt(devices: Devices = {}, env: Record<string, string> = {}): FakeShell {
  const terminal = new FakeTerminal(devices, { JETS_PROJECT: "demo", ...env }, directory);
  return openShell({ sandbox, clock }, terminal);
}

const configure = (configuration: object, file = "jets.config.json"): Promise<void> =>
  writeFile(join(directory, file), JSON.stringify(configuration));

const variable = (): string | undefined => sandbox.world.variablesOf(controller).JETS_MAINTENANCE;

/** Which services were asked since the last look. */
function services(): string[] {
  const names = [...new Set(sandbox.calls.map(({ service }) => service))];
  sandbox.clearCalls();
  return names.sort();
}

describe("which flag the web function goes by", () => {
  test.each([
    [["--web-flag", "env"], undefined],
    [[], { web: { flag: "env" } }],
    [["--web-flag", "env"], { web: { flag: "parameter" } }],
  ])("is the variable too with %j and %j", async (args, configuration) => {
    if (configuration !== undefined) await configure(configuration);
    expect(await shellAt().jets("maintenance:on", "-y", ...args)).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: "Enabling web maintenance mode for demo-dev\nWeb maintenance has been turned on\n",
    });
    expect(variable()).toBe("on");
    expect(await shellAt().jets("maintenance:status", ...args)).toMatchObject({
      exitCode: 0,
      stdout: "on\n",
    });
    expect(await shellAt().jets("maintenance:off", ...args)).toMatchObject({ exitCode: 0, stdout: "" });
    expect(variable()).toBeUndefined();
  });

  test.each([
    [[], undefined],
    [[], { stack: "demo-dev", web: {} }],
    [["--web-flag", "parameter"], { web: { flag: "env" } }],
  ])("is the parameter alone with %j and %j, and Lambda is not asked", async (args, configuration) => {
    if (configuration !== undefined) await configure(configuration);
    for (const command of ["on", "status", "off"])
      await shellAt().jets(`maintenance:${command}`, ...(command === "on" ? ["-y", ...args] : args));
    expect(services()).toEqual(["CloudFormation", "SSM"]);
  });

  test("is found in package.json, which mostly says nothing of it", async () => {
    await configure({ name: "jets" }, "package.json");
    await shellAt().jets("maintenance:on", "-y");
    expect(variable()).toBeUndefined();
    await configure({ name: "x", jets: { web: { flag: "env" } } }, "package.json");
    await shellAt().jets("maintenance:on", "-y");
    expect(variable()).toBe("on");
  });

  test("is not guessed where the file cannot be read, and no matter where the option says it", async () => {
    await writeFile(join(directory, "jets.config.json"), "{");
    const { exitCode, stderr } = await shellAt().jets("maintenance:on", "-y");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("pass --stack NAME, and --web-flag for the web role.");
    expect(sandbox.calls).toEqual([]);
    expect(await shellAt().jets("maintenance:on", "-y", "--web-flag", "env")).toMatchObject({ exitCode: 0 });
  });

  test("is no question of the worker role", async () => {
    for (const command of ["on", "off", "status"])
      expect(await shellAt().jets(`maintenance:${command}`, "-r", "worker", "--web-flag", "env")).toEqual({
        exitCode: 2,
        stdout: "",
        stderr:
          "ERROR: --web-flag is for the web role only, but the role is worker.\nRemove --web-flag, or use --role web.\n",
      });
    expect(await shellAt().jets("maintenance:on", "--web-flag", "redis")).toMatchObject({ exitCode: 2 });
    expect(sandbox.calls).toEqual([]);
  });

  test("is the variable for the web half of --all", async () => {
    await configure({ web: { flag: "env" } });
    await shellAt().jets("maintenance:on", "-y");
    expect((await shellAt().jets("maintenance:status", "--all")).stdout).toBe("web on\nworker off\n");
  });
});

describe("the variable", () => {
  const env = ["--web-flag", "env"];

  test("that disagrees with the parameter is partly on, with both named", async () => {
    await shellAt().jets("maintenance:on", "-y");
    const run = await shellAt().jets("maintenance:status", "--exit-code", ...env);
    expect(run).toEqual({
      exitCode: 3,
      stdout: "off\n",
      stderr: `Web maintenance is partly on
The parameter /jets/demo-dev/maintenance/web is on
JETS_MAINTENANCE of demo-dev-controller is not set
To finish the job, run: jets maintenance:on --role web --stack demo-dev --web-flag env
To bring everything back, run: jets maintenance:off --role web --stack demo-dev --web-flag env
Web maintenance status for demo-dev
`,
    });
  });

  test("that may not be changed leaves the run partly done", async () => {
    sandbox.addFault({ operation: "UpdateFunctionConfiguration", action: { kind: "denied" } });
    const { exitCode, stdout, stderr } = await shellAt().jets("maintenance:on", "-y", "--json", ...env);
    expect(exitCode).toBe(3);
    expect(documentIn(stdout)).toMatchObject({
      roles: {
        web: {
          state: "partial",
          functions: [
            { name: controller, problem: expect.stringContaining("lambda:UpdateFunctionConfiguration") },
          ],
        },
      },
    });
    expect(stderr).toMatch(
      /^Enabling web.*\nERROR: Web maintenance is only partly on: 1 function is not in the requested state\n {2}demo-dev-controller: Access denied: lambda:UpdateFunctionConfiguration on arn:\S+ Allow .*\nTo finish the job, run: jets maintenance:on --role web --stack demo-dev --web-flag env --yes\n$/,
    );
  });

  test("of a function that is not there is an error that names it, before the question", async () => {
    sandbox.world.deleteFunction(controller);
    const shell = shellAt(everywhere);
    expect(await shell.jets("maintenance:on", ...env)).toMatchObject({ exitCode: 1 });
    expect((await shell.terminal.lines()).slice(0, 3)).toEqual([
      "Will enable web maintenance mode for demo-dev",
      "ERROR: There is no web function demo-dev-controller.",
      expect.stringContaining('The flag "env" is for Ruby on Jets'),
    ]);
  });

  test("is in every document", async () => {
    const web = async (...args: string[]): Promise<unknown> =>
      documentIn((await shellAt().jets(...args, "--json", ...env)).stdout);
    const of = (told: object): object => ({ roles: { web: told } });
    const changed = { setting: "variable", of: controller, from: null, to: "on" };
    expect(await web("maintenance:on", "--dry-run")).toMatchObject(
      of({ state: "off", plan: { changes: [{ setting: "flag" }, changed], calls: { lambda: 1, ssm: 2 } } }),
    );
    const functions = [{ name: controller, state: "on" }];
    expect(await web("maintenance:on", "-y")).toMatchObject(of({ state: "on", changed: true, functions }));
    expect(await web("maintenance:status")).toMatchObject(of({ state: "on", functions }));
    expect(await web("maintenance:off")).toMatchObject(
      of({ state: "off", changed: true, functions: [{ name: controller, state: "off" }] }),
    );
  });

  test("is in what a dry run says", async () => {
    const { stderr } = await shellAt().jets("maintenance:on", "--dry-run", ...env);
    expect(stderr).toContain("JETS_MAINTENANCE of demo-dev-controller: none -> on\n");
    expect(variable()).toBeUndefined();
  });

  test("keeps the secrets beside it out of every stream, also where AWS repeats them", async () => {
    sandbox.world.configure(controller, { environment: { SECRET: "hunter2".padEnd(4_070, "x") } });
    const shell = shellAt({}, { DEBUG: "jets" });
    const { exitCode, stdout, stderr } = await shell.jets("maintenance:on", "-y", "--json", ...env);
    expect(exitCode).toBe(3);
    expect(stderr).toContain("larger than the 4 KB that AWS takes");
    expect(stdout + stderr).not.toContain("hunter2");
  });
});

test("the binary turns the variable of the demo's controller on, and names its alias", async (context) => {
  const served = await serveSandbox({ clock, updateSettlesMs: 0 });
  context.onTestFinished(() => served.close());
  const { exitCode, stderr } = await runJets(["maintenance:on", "--web-flag", "env", "--yes"], served.env);
  expect(exitCode).toBe(0);
  expect(stderr.split("\n")).toEqual([
    "Enabling web maintenance mode for demo-dev",
    expect.stringMatching(
      /^WARNING: Published versions of demo-dev-controller .* through live \(version 1\) do not get the page/,
    ),
    "Web maintenance has been turned on",
    "",
  ]);
  const { sandbox: its } = served;
  expect(its.world.variablesOf(controller)).toEqual({ JETS_ENV: "dev", JETS_MAINTENANCE: "on" });
  const here = (command: string): Promise<Run> =>
    runInProcess({ sandbox: its, clock }, `maintenance:${command}`, "--web-flag", "env");
  expect((await here("status")).stdout).toBe("on\n");
  expect((await here("off")).exitCode).toBe(0);
  expect(its.world.variablesOf(controller)).toEqual({ JETS_ENV: "dev" });
});
