import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setEnvironment } from "../../support/environment.js";
import { createAws } from "../../../src/aws/index.js";
import { systemClock } from "../../../src/run/clock.js";
import { everywhere, FakeTerminal } from "../../support/process/fake-terminal.js";
import { startJetsOnTerminal } from "../../support/process/jets.js";
import { Screen } from "../../support/process/screen.js";
import { serveSandbox, type ServedSandbox } from "../../support/network/served-sandbox.js";
import { runHere } from "../../support/network/run-here.js";
import { sample } from "../../support/sample.js";
import { startSts, type FakeSts, type StsRefusal } from "../../support/network/sts.js";

const device = "arn:aws:iam::123456789012:mfa/ada";
const question = `Enter MFA code for ${device}:`;
const status = ["maintenance:status", "--profile", "ops"];
const wrong = {
  status: 403,
  code: "AccessDenied",
  message: "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
};

let served: ServedSandbox;
let sts: FakeSts;
let folder: string;
let env: Record<string, string>;
const open = async (...refusals: readonly StsRefusal[]): Promise<void> => {
  served = await serveSandbox({ stacks: [{ name: "demo-dev" }] });
  sts = await startSts(...refusals);
  folder = await mkdtemp(join(tmpdir(), "jets-"));
  env = { ...served.env, AWS_CONFIG_FILE: join(folder, "config"), AWS_ENDPOINT_URL_STS: sts.url };
  await configure(`role_arn = arn:aws:iam::1:role/a\nmfa_serial = ${device}\nsource_profile = base`);
};
beforeEach(() => open());
afterEach(close);

async function close(): Promise<void> {
  sts.close();
  await served.close();
  await rm(folder, { recursive: true });
}

const configure = (ops: string): Promise<void> =>
  writeFile(
    join(folder, "config"),
    `[profile ops]\n${ops}\n[profile base]\naws_access_key_id = BASE\naws_secret_access_key = secret\n`,
  );

/** The access keys that AWS was called with. */
const callers = (): string[] => [...new Set(served.callers.map(({ accessKey }) => accessKey))];

/** What a run leaves behind on a terminal. */
interface Seen {
  readonly exitCode: number;
  readonly lines: string[];
}

/** Runs the binary at a terminal of its own, and presses keys once the code is asked for. */
async function typeAtTerminal(args: readonly string[], ...keys: readonly string[]): Promise<Seen> {
  const running = startJetsOnTerminal(args, { ...env, NO_COLOR: "1" });
  await running.says(question);
  for (const key of keys) running.child.stdin.write(key);
  const { exitCode, stdout } = await running.end;
  const screen = new Screen();
  screen.write(stdout);
  const [, ...lines] = await screen.lines();
  return { exitCode, lines };
}

/** The same in this process; each answer is the text that it waits for, and the keys. */
async function answer(args: readonly string[], ...answers: readonly string[][]): Promise<Seen> {
  let terminal = new FakeTerminal();
  const pressed: Promise<void>[] = [];
  const { exitCode } = await runHere(args, { ...env, NO_COLOR: "1" }, (here) => {
    terminal = new FakeTerminal(everywhere, here);
    for (const [text = "", ...keys] of answers) pressed.push(terminal.pressAfter(text, ...keys));
    return terminal;
  });
  await Promise.all(pressed);
  return { exitCode, lines: await terminal.lines() };
}

const typeCode = (args: readonly string[], ...keys: readonly string[]): Promise<Seen> =>
  answer(args, [question, ...keys]);

describe("at a terminal the code of the MFA device is asked for", () => {
  test("and sent to STS", async () => {
    expect(await typeAtTerminal(status, "123456", "\r")).toEqual({
      exitCode: 0,
      lines: [`${question} 123456`, "Web maintenance status for demo-dev", "off"],
    });
    expect(sts.calls.map((call) => [call.get("SerialNumber"), call.get("TokenCode")])).toEqual([
      [device, "123456"],
    ]);
    expect(callers()).toEqual(["ROLE"]);
  });

  test("once for all calls of a run, before the question whether one is sure", async () => {
    const on = ["maintenance:on", "--profile", "ops"];
    const { exitCode } = await answer(on, [question, "123456\r"], ["Are you sure?", "y\r"]);
    expect(exitCode).toBe(0);
    expect(sts.calls).toHaveLength(1);
    expect(callers()).toEqual(["ROLE"]);
  });

  test("for a device of a profile that the named one is built on", async () => {
    await configure(
      `role_arn = arn:aws:iam::1:role/a\nsource_profile = middle\n[profile middle]\nrole_arn = arn:aws:iam::1:role/b\nmfa_serial = ${device}\nsource_profile = base`,
    );
    expect(await typeCode(status, "123456", "\r")).toMatchObject({ exitCode: 0 });
    expect(sts.calls.map((call) => call.get("TokenCode"))).toEqual(["123456", null]);
  });

  test("for AWS_PROFILE as well", async () => {
    env = { ...env, AWS_PROFILE: "ops", AWS_ACCESS_KEY_ID: "" };
    expect(await typeCode(["maintenance:status"], "123456", "\r")).toMatchObject({ exitCode: 0 });
    expect(callers()).toEqual(["ROLE"]);
  });

  const plain = [
    ["123456\r", 0],
    ["\x04", 1],
    ["\x03", 130],
  ] as const;

  test.each(sample(plain, 2))(
    "in plain lines where the terminal cannot move its cursor: %j",
    async (key, code) => {
      env = { ...env, TERM: "dumb" };
      expect(await typeAtTerminal(status, key)).toMatchObject({ exitCode: code });
      expect(sts.calls.map((call) => call.get("TokenCode"))).toEqual(code === 0 ? ["123456"] : []);
    },
  );

  test("and Ctrl-C ends the run", async () => {
    expect(await typeCode(status, "12", "\x03")).toEqual({
      exitCode: 130,
      lines: [
        `${question} 12`,
        "ERROR: Interrupted at the question for the MFA code.",
        "Run the command again.",
      ],
    });
    expect([...sts.calls, ...callers()]).toEqual([]);
  });

  test.each([
    ["the end of input", ["\x04"]],
    ["Enter alone", ["\r"]],
  ])("and %s is no code", async (_, keys) => {
    const { exitCode, lines } = await typeCode(status, ...keys);
    expect({ exitCode, lines: lines.slice(-2) }).toEqual({
      exitCode: 1,
      lines: [
        `ERROR: No MFA code was entered for ${device}.`,
        "Run the command again, and enter the six digits that the device shows.",
      ],
    });
    expect([...sts.calls, ...callers()]).toEqual([]);
  });
});

test("a code that is wrong is said to be, in the words of STS", async () => {
  await close();
  await open(wrong);
  const { exitCode, lines } = await typeCode(status, "000000", "\r");
  expect(exitCode).toBe(1);
  expect(lines.join(" ")).toContain("Repeat the command, and type the code that the device shows then");
});

const noTerminal = [
  `The AWS profile "ops" asks for the MFA code of ${device}, which only the command line asks for, where stdin and stderr are a terminal.`,
  "Set the variables that `aws configure export-credentials --profile ops --format env` prints, and name no profile.",
];

describe("where there is no terminal, nothing is asked, and what helps is named", () => {
  test.each([
    ["in a pipeline", status],
    ["of on --yes", ["maintenance:on", "--yes", "--profile", "ops"]],
  ])("%s", async (_, args) => {
    const { exitCode, stderr } = await runHere(args, env);
    expect({ exitCode, said: stderr.trimEnd().split("\n").slice(-2) }).toEqual({
      exitCode: 1,
      said: [`ERROR: ${noTerminal[0] ?? ""}`, noTerminal[1]],
    });
    expect([...sts.calls, ...callers()]).toEqual([]);
  });

  test("in a program", async () => {
    const before = { ...process.env };
    Object.assign(process.env, env);
    const aws = createAws({ clock: systemClock, random: Math.random, profile: "ops" });
    const error: unknown = await aws.parameters.get("/a").catch((reason: unknown) => reason);
    setEnvironment(before);
    expect(error).toMatchObject({ exitCode: 1, message: noTerminal[0], hint: noTerminal[1] });
  });
});
