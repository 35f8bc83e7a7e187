import { describe, expect, test } from "vitest";
import { faultKinds, parseStacks } from "../../src/sandbox/index.js";
import { FakeShell } from "../support/process/fake-shell.js";
import { binary, runJets, startJets } from "../support/process/jets.js";

const node = process.execPath;

describe("jets sandbox -- COMMAND", () => {
  test("runs the command on an AWS of its own, with a jets that means demo-dev", async () => {
    const command = ["sandbox", "--", "sh", "-c", "cd / && jets maintenance:status --all"];
    expect(await runJets(command, { AWS_PROFILE: "production", JETS_ENV: "production" })).toEqual({
      exitCode: 0,
      stdout: "web off\nworker off\n",
      stderr: "Maintenance status for demo-dev\n",
    });
  });

  test("leaves the command another application that is named, and ends with its exit code", async () => {
    const command = ["sandbox", "--", "sh", "-c", 'echo "$JETS_PROJECT-$JETS_ENV"; exit 7'];
    expect(await runJets(command, { JETS_PROJECT: "shop", JETS_ENV: "prod" })).toEqual({
      exitCode: 7,
      stdout: "shop-prod\n",
      stderr: "",
    });
  });

  test("lets go wrong what is asked for", async () => {
    const command = [node, binary, "maintenance:on", "--yes", "--stack", "demo-dev"];
    const run = await runJets(["sandbox", "--fault", "PutParameter:1:denied", "--", ...command]);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/^ERROR: .*ssm:PutParameter/m);
  });

  test("leaves signals to the command, which may take more than one", async () => {
    const patient = `
      seen=0
      count() { seen=$((seen + 1)); echo "seen $seen"; if [ $seen = 3 ]; then kill $!; exit 9; fi; }
      trap count INT; sleep 60 & echo ready
      while :; do wait; done`;
    const running = startJets(["sandbox", "--", "sh", "-c", patient]);
    for (const text of ["ready\n", "seen 1\n", "seen 2\n"]) {
      await running.says(text);
      running.child.kill("SIGINT");
    }
    expect(await running.end).toEqual({ exitCode: 9, stdout: "ready\nseen 1\nseen 2\nseen 3\n", stderr: "" });
  });
});

test.each([["SIGINT"], ["SIGTERM"], ["SIGINT", "SIGTERM"]] as const)(
  "jets sandbox alone prints what to export and ends at %s %s",
  async (...signals) => {
    const running = startJets(["sandbox"]);
    await running.says("Ctrl-C");
    for (const signal of signals) running.child.kill(signal);
    const { exitCode, stdout } = await running.end;
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+$/m);
    expect(stdout).toMatch(/^export JETS_PROJECT=demo\nexport JETS_ENV=dev$/m);
  },
);

test("jets sandbox --help shows a stacks file that works, and every kind of fault", async () => {
  const { stdout } = await new FakeShell().jets("sandbox", "--help");
  const example = /^ {2}(\[\{.*\])$/m.exec(stdout)?.[1] ?? "";
  expect(parseStacks(example, "the example")).toHaveLength(1);
  const kinds = /KIND is one of\n {2}(.*)\n/.exec(stdout)?.[1]?.split(", ");
  expect(kinds?.sort()).toEqual(Object.keys(faultKinds).sort());
});

test("jets sandbox --help fits a terminal of 80 columns", async () => {
  const { stdout } = await new FakeShell().jets("sandbox", "--help");
  expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
});

test("jets sandbox refuses what is no port", async () => {
  const { exitCode, stderr } = await new FakeShell().jets("sandbox", "--port", "99999");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("It must be a port from 0 to 65535.");
});
