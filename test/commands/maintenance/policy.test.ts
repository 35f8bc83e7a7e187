import { beforeEach, expect, test } from "vitest";
import { openAws, runInProcess } from "../../support/in-process.js";
import type { Run } from "../../support/process/fake-shell.js";
import { documentIn } from "../../support/schema.js";
import type { TimedSandbox } from "../../support/timed-sandbox.js";

let aws: TimedSandbox;

beforeEach(() => {
  aws = openAws();
});

const policy = (...args: string[]): Promise<Run> => runInProcess(aws, "maintenance:policy", ...args);

const operations = (): string[] => aws.sandbox.calls.map(({ operation }) => operation);

test("maintenance:policy prints a policy to keep, on stdout", async () => {
  const { exitCode, stdout, stderr } = await policy();
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(documentIn(stdout)).toMatchObject({ Version: "2012-10-17" });
  expect(stdout).toMatch(/^\{\n {2}"Version": "2012-10-17",\n {2}"Statement": \[\n/);
  expect(stdout).toContain('"arn:aws:lambda:us-east-1:123456789012:function:demo-dev-cleanup_event-purge:*"');
});

test("for the web role it asks for the stack and nothing else", async () => {
  const { stdout } = await policy("--role", "web");
  expect(stdout).not.toContain("lambda");
  expect(operations()).toEqual(["DescribeStacks"]);
});

test("it goes by --include and --exclude", async () => {
  const { stdout } = await policy("-r", "worker", "--include", "*cleanup*", "--exclude", "*purge");
  expect(stdout).toContain("function:demo-dev-cleanup_event-legacy");
  expect(stdout).not.toContain("purge");
});

test("for an application that is not there it prints an error", async () => {
  const { exitCode, stdout } = await policy("--stack", "shop-prod", "--json");
  expect(exitCode).toBe(1);
  expect(documentIn(stdout)).toMatchObject({ error: { code: "not_deployed" } });
});
