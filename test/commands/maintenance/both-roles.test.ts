import { beforeEach, describe, expect, test } from "vitest";
import { openAws, runInProcess } from "../../support/in-process.js";
import type { Run } from "../../support/process/fake-shell.js";
import { documentIn } from "../../support/schema.js";
import type { TimedSandbox } from "../../support/timed-sandbox.js";

let aws: TimedSandbox;
let original: ReturnType<TimedSandbox["sandbox"]["settings"]>;

beforeEach(() => {
  aws = openAws();
  original = aws.sandbox.settings();
});

const jets = (command: string, ...args: readonly string[]): Promise<Run> =>
  runInProcess(aws, `maintenance:${command}`, ...args);

/** The lines that the page about each role fixes. */
const linesOf = ({ stderr }: Run): string[] =>
  stderr.split("\n").filter((line) => /^(Enabling|Disabling|Web|Worker) \w+ /.test(line));

const denyWorkers = (): void => {
  aws.sandbox.addFault({ operation: "ListStackResources", action: { kind: "denied" } });
};

describe.each([[["--role", "all"]], [["-a"]], [["--all"]]])("both roles, by %j", (all) => {
  test("go in with the web role first and come back with it last, each with its own lines", async () => {
    const on = await jets("on", "--yes", ...all);
    expect(on).toMatchObject({ exitCode: 0, stdout: "" });
    expect(linesOf(on)).toEqual([
      "Enabling web maintenance mode for demo-dev",
      "Web maintenance has been turned on",
      "Enabling worker maintenance mode for demo-dev",
      "Worker maintenance has been turned on",
    ]);
    expect((await jets("status", ...all)).stdout).toBe("web on\nworker on\n");
    const off = await jets("off", ...all);
    expect(off).toMatchObject({ exitCode: 0, stdout: "" });
    expect(linesOf(off)).toEqual([
      "Disabling worker maintenance mode for demo-dev",
      "Worker maintenance has been turned off",
      "Disabling web maintenance mode for demo-dev",
      "Web maintenance has been turned off",
    ]);
    expect(aws.sandbox.settings()).toEqual(original);
    expect((await jets("history", ...all)).stdout.trim().split("\n")).toHaveLength(4);
  });
});

describe("of both roles", () => {
  test("--json is one document", async () => {
    for (const [command, state] of [
      ["on", "on"],
      ["status", "on"],
      ["off", "off"],
    ] as const) {
      const { stdout } = await jets(command, "--all", "--json", ...(command === "on" ? ["--yes"] : []));
      expect(documentIn(stdout)).toMatchObject({ roles: { web: { state }, worker: { state } } });
    }
  });

  test("a dry run plans both, and changes nothing", async () => {
    const { exitCode, stdout, stderr } = await jets("on", "--all", "--dry-run", "--json");
    expect(exitCode).toBe(0);
    expect(documentIn(stdout)).toMatchObject({
      roles: { web: { plan: { to: "on" } }, worker: { plan: { to: "on" } } },
    });
    expect(stderr.match(/^Nothing was changed/gm)).toHaveLength(1);
    expect(aws.sandbox.calls.filter(({ operation }) => /Put|Delete|Update/.test(operation))).toEqual([]);
  });

  test("going in, the one that fails ends the run; what stands is said, with what to type", async () => {
    denyWorkers();
    const { exitCode, stdout, stderr } = await jets("on", "--all", "--yes");
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain(
      "Web maintenance stays on. To turn it off, run: jets maintenance:off --role web --stack demo-dev",
    );
    expect((await jets("status")).stdout).toBe("on\n");
  });

  test("coming back, the other one is tried all the same, and the first code that is not 0 is told", async () => {
    await jets("on", "--all", "--yes");
    aws.sandbox.addFault({
      operation: "GetParametersByPath",
      action: { kind: "denied" },
    });
    const off = await jets("off", "--all");
    expect(off.exitCode).toBe(1);
    expect(off.stderr).toMatch(/^ERROR: .*ssm:GetParametersByPath/m);
    expect(linesOf(off).at(-1)).toBe("Web maintenance has been turned off");
    expect((await jets("status", "--all")).stdout).toBe("web off\nworker on\n");
  });

  test("3 is told before others where something is partly done", async () => {
    await jets("on", "--all", "--yes");
    const target = "demo-dev-jobs_event-perform";
    aws.sandbox.addFault({ operation: "PutFunctionConcurrency", target, action: { kind: "denied" } });
    const off = await jets("off", "--all");
    expect(off.exitCode).toBe(3);
    expect(linesOf(off).at(-1)).toBe("Web maintenance has been turned off");
  });

  test("--for is refused, since nothing would end the workers' maintenance", async () => {
    const { exitCode, stderr } = await jets("on", "--all", "--yes", "--for", "2h");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("--for is for the web role only, but the role is all.");
  });
});
