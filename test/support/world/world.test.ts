import { ListStackResourcesCommand } from "@aws-sdk/client-cloudformation";
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { beforeEach, describe, expect, test } from "vitest";
import { createTestSandbox, type TestSandbox } from "./index.js";
import { inProcessClients } from "../sdk-clients.js";

const source = "arn:aws:sqs:us-east-1:123456789012:q";

let sandbox: TestSandbox;

beforeEach(() => {
  sandbox = createTestSandbox({
    stacks: [
      {
        name: "app",
        functions: [
          {
            name: "fn",
            versions: 2,
            aliases: { live: "2" },
            reserved: 9,
            provisioned: { live: 1, 1: 2 },
            mappings: [{ source }],
          },
        ],
      },
    ],
  });
});

const listed = async (): Promise<Record<string, string | undefined>> => {
  const { cloudFormation } = inProcessClients(sandbox);
  const answer = await cloudFormation.send(new ListStackResourcesCommand({ StackName: "app" }));
  return Object.fromEntries(
    (answer.StackResourceSummaries ?? []).map((one) => [one.LogicalResourceId ?? "", one.ResourceStatus]),
  );
};

test("settings are the same for the same world, and tell every difference", () => {
  const before = sandbox.settings();
  const [uuid = ""] = sandbox.world.mappingsOf("fn");
  expect(before).toEqual({
    fn: { reserved: 9, provisioned: { 1: 2, live: 1 }, mappings: { [uuid]: "Enabled" } },
  });
  sandbox.world.setMapping(uuid, false);
  sandbox.world.setProvisioned("fn", "live", null);
  sandbox.world.setReserved("fn", null);
  expect(sandbox.settings()).toEqual({
    fn: { reserved: null, provisioned: { 1: 2 }, mappings: { [uuid]: "Disabled" } },
  });
  sandbox.world.setMapping(uuid, true);
  sandbox.world.setReserved("fn", 9);
  sandbox.world.setProvisioned("fn", "live", 1);
  expect(sandbox.settings()).toEqual(before);
});

describe("a change from outside", () => {
  test("is not in the log of calls", () => {
    sandbox.world.setReserved("fn", 10);
    expect(sandbox.calls).toEqual([]);
  });

  test("keeps to AWS's rules", () => {
    expect(() => {
      sandbox.world.setReserved("fn", 0);
    }).toThrow(/should not be lower than function's total provisioned concurrency \[3\]/);
    expect(() => {
      sandbox.world.setProvisioned("fn", "gone", 1);
    }).toThrow(/Cannot find alias arn/);
  });

  test.each([
    (): void => {
      sandbox.world.setReserved("gone", 1);
    },
    (): void => {
      sandbox.world.deleteStack("gone");
    },
    (): void => {
      sandbox.world.deleteParameter("/gone");
    },
    (): void => {
      sandbox.world.setMapping("gone", true);
    },
    (): void => {
      sandbox.world.setResourceStatus("app", "Gone", "DELETE_SKIPPED");
    },
  ])("to something that is not there is an Error", (change) => {
    expect(change).toThrow(/gone|Gone|does not exist/);
  });

  test("deploys a function", async () => {
    sandbox.world.addFunction("app", { name: "app-new_event-run", reserved: 3 });
    expect(sandbox.settings()).toHaveProperty("app-new_event-run.reserved", 3);
    expect(await listed()).toHaveProperty("NewEventRunLambdaFunction", "CREATE_COMPLETE");
  });

  test("deletes a function with all that hangs on it, which stays listed as deleted", async () => {
    sandbox.world.deleteFunction("fn");
    expect(sandbox.settings()).toEqual({});
    expect(new Set(Object.values(await listed()))).toEqual(new Set(["DELETE_COMPLETE"]));
  });

  test("publishes a version, moves an alias to it and deletes the older one", async () => {
    expect(sandbox.world.publishVersion("fn")).toBe("3");
    sandbox.world.setAlias("fn", "live", "3");
    sandbox.world.deleteVersion("fn", "1");
    expect(sandbox.settings()).toHaveProperty("fn.provisioned", { live: 1 });
    const { lambda } = inProcessClients(sandbox);
    const input = { FunctionName: "fn", Qualifier: "live" };
    expect(await lambda.send(new GetFunctionConfigurationCommand(input))).toMatchObject({ Version: "3" });
  });

  test("changes tags and configuration, finished at once", async () => {
    sandbox.world.setTags("fn", { "jets:role": "none" });
    sandbox.world.configure("fn", { timeout: 77, environment: { A: "b" } });
    const { lambda } = inProcessClients(sandbox);
    expect(await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "fn" }))).toMatchObject({
      Timeout: 77,
      LastUpdateStatus: "Successful",
      Environment: { Variables: { A: "b" } },
    });
  });

  test("adds and deletes mappings that no stack lists", async () => {
    const uuid = sandbox.world.addMapping("fn", { source: `${source}2`, qualifier: "live" });
    expect(sandbox.world.mappingsOf("fn")).toContain(uuid);
    expect(Object.keys(await listed())).not.toContain("FnLambdaFunctionMapping2");
    sandbox.world.deleteMapping(uuid);
    expect(sandbox.world.mappingsOf("fn")).toHaveLength(1);
  });

  test("sets the status of a resource and of a stack", async () => {
    sandbox.world.setResourceStatus("app", "FnLambdaFunction", "DELETE_SKIPPED");
    expect(await listed()).toHaveProperty("FnLambdaFunction", "DELETE_SKIPPED");
  });
});
