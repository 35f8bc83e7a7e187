import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { noAws, serveSandbox } from "../../support/network/served-sandbox.js";
import { runHere } from "../../support/network/run-here.js";

describe("what came along when a value was copied is named, and AWS is not asked", () => {
  test.each([
    ["AWS_ACCESS_KEY_ID", "AKIA\r", 1, "AWS_ACCESS_KEY_ID ends in a line break (CR or LF)."],
    ["AWS_SECRET_ACCESS_KEY", "secret\n", 1, "AWS_SECRET_ACCESS_KEY ends in a line break (CR or LF)."],
    ["AWS_SECRET_ACCESS_KEY", "sec\r\nret", 1, "AWS_SECRET_ACCESS_KEY holds a line break (CR or LF)."],
    ["AWS_SESSION_TOKEN", "token ", 1, "AWS_SESSION_TOKEN ends in a space."],
    ["AWS_SESSION_TOKEN", "tök", 1, "AWS_SESSION_TOKEN holds a character that is not ASCII."],
    ["AWS_REGION", "us-east-1\r", 2, "AWS_REGION ends in a line break (CR or LF)."],
    ["AWS_REGION", "us-east-1 ", 2, "AWS_REGION ends in a space."],
    ["AWS_DEFAULT_REGION", "us-east-1\n", 2, "AWS_DEFAULT_REGION ends in a line break (CR or LF)."],
  ])("%s=%j", async (name, value, exitCode, fact) => {
    const { env, callers, close } = await serveSandbox();
    const region = name === "AWS_DEFAULT_REGION" ? { AWS_REGION: "" } : {};
    const run = await runHere(["maintenance:status"], { ...env, ...region, [name]: value });
    await close();
    expect(run).toEqual({
      exitCode,
      stdout: "",
      stderr: `ERROR: ${fact}\nSet ${name} without it: a file with Windows line ends, for example, leaves a CR.\n`,
    });
    expect(callers).toEqual([]);
  });

  test("keys that are not used do no harm", async () => {
    const { env, close } = await serveSandbox();
    const { exitCode, stderr } = await runHere(["maintenance:status", "--profile", "nosuch"], {
      ...env,
      AWS_ACCESS_KEY_ID: "AKIA\r",
    });
    await close();
    expect(exitCode).toBe(1);
    expect(stderr).toContain('No usable AWS credentials of the profile "nosuch": there is no such profile.');
  });
});

describe("an error of AWS", () => {
  test("of an application that is not deployed names the account where the credentials do", async () => {
    const { env, close } = await serveSandbox();
    const args = ["maintenance:status", "--stack", "shop-prod"];
    const { stderr } = await runHere(args, { ...env, AWS_ACCOUNT_ID: "123456789012" });
    await close();
    expect(stderr).toContain("There is no stack shop-prod in us-east-1 of account 123456789012: ");
  });

  test.each([
    ["no credentials", { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" }, 1, /^ERROR: .*credentials/],
    ["no region", { AWS_REGION: "" }, 2, /^ERROR: .*region/],
    ["an unknown profile", { AWS_PROFILE: "nobody" }, 1, /^ERROR: .*credentials/],
    ["no possible region", { AWS_REGION: "the moon" }, 2, /^ERROR: .*"the moon"/],
    ["no possible endpoint", { AWS_ENDPOINT_URL: "nowhere" }, 2, /^ERROR: .*endpoint/],
  ])("of %s is one line of fact and one of remedy, before AWS is reached", async (_, changes, code, fact) => {
    const { env, callers, close } = await serveSandbox();
    const { exitCode, stdout, stderr } = await runHere(["maintenance:status"], { ...env, ...changes });
    await close();
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: "" });
    expect(stderr).toMatch(fact);
    expect(stderr.split("\n")).toHaveLength(3);
    expect(callers).toEqual([]);
  });
});

describe("jets config", () => {
  test("takes region and endpoint from the AWS profile", async () => {
    const folder = await mkdtemp(join(tmpdir(), "jets-config-"));
    const file = join(folder, "aws");
    await writeFile(file, "[profile ops]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:9\n");
    const { stdout } = await runHere(["config"], { ...noAws, AWS_CONFIG_FILE: file, AWS_PROFILE: "ops" });
    await rm(folder, { recursive: true });
    expect(stdout).toContain("region\teu-west-1\tAWS profile ops\n");
    expect(stdout).toContain("endpoint.lambda\thttp://127.0.0.1:9\tAWS profile ops\n");
  });

  test("shows that no region is set, instead of failing for it", async () => {
    const { exitCode, stdout } = await runHere(["config"], noAws);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("region\t\t\n");
  });

  test("refuses a region that is none", async () => {
    const { exitCode, stderr } = await runHere(["config", "--region", "moon base"], noAws);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Not an AWS region: "moon base".');
  });
});
