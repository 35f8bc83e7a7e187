import {
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  ListTagsCommand,
  paginateListAliases,
  paginateListFunctions,
  paginateListVersionsByFunction,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { beforeEach, describe, expect, test } from "vitest";
import { openSandbox } from "../../support/timed-sandbox.js";
import { createTestSandbox, type TestSandbox } from "../../support/world/index.js";
import { inProcessClients, refusalOf, type Clients } from "../../support/sdk-clients.js";
import type { VirtualClock } from "../../support/virtual-clock.js";

const arn = "arn:aws:lambda:us-east-1:123456789012:function";
const provider = "arn:aws:lambda:us-east-1:123456789012:capacity-provider:x";
const queue = "arn:aws:sqs:us-east-1:123456789012:dead";

let clock: VirtualClock;
let sandbox: TestSandbox;
let lambda: Clients["lambda"];

beforeEach(() => {
  ({ clock, sandbox } = openSandbox({
    updateSettlesMs: 1000,
    stacks: [
      {
        name: "app",
        functions: [
          {
            name: "web",
            versions: 2,
            aliases: { live: "2", old: "1" },
            timeout: 20,
            deadLetter: queue,
            tags: { "jets:role": "none" },
            environment: { JETS_ENV: "dev" },
          },
          { name: "managed", capacityProvider: provider },
          { name: "durable", durableSeconds: 3600 },
          { name: "edge", edge: true },
        ],
      },
    ],
  }));
  lambda = inProcessClients(sandbox).lambda;
});

const configurationOf = (FunctionName: string, Qualifier?: string): ReturnType<typeof send> =>
  send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier }));
const send = (command: GetFunctionConfigurationCommand) => lambda.send(command);

describe("a function", () => {
  test("shows its configuration, tags and where its code is", async () => {
    expect(await lambda.send(new GetFunctionCommand({ FunctionName: "web" }))).toMatchObject({
      Configuration: {
        FunctionName: "web",
        FunctionArn: `${arn}:web`,
        Version: "$LATEST",
        Timeout: 20,
        State: "Active",
        LastUpdateStatus: "Successful",
        DeadLetterConfig: { TargetArn: queue },
        Environment: { Variables: { JETS_ENV: "dev" } },
      },
      Tags: { "jets:role": "none" },
      Code: { RepositoryType: "S3" },
    });
  });

  test("shows what reserved concurrency cannot stop", async () => {
    expect(await configurationOf("managed")).toMatchObject({
      CapacityProviderConfig: {
        LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: provider },
      },
    });
    expect(await configurationOf("durable")).toMatchObject({ DurableConfig: { ExecutionTimeout: 3600 } });
  });

  test("is found by alias and version too", async () => {
    expect(await configurationOf("web", "live")).toMatchObject({
      FunctionArn: `${arn}:web:live`,
      Version: "2",
    });
    expect(await configurationOf("web:1")).toMatchObject({ FunctionArn: `${arn}:web:1`, Version: "1" });
  });

  test.each([
    ["gone", undefined, `Function not found: ${arn}:gone`],
    ["web", "gone", `Cannot find alias arn: ${arn}:web:gone`],
    ["web", "9", `Function not found: ${arn}:web:9`],
  ])("is not found as %s, qualifier %s", async (name, qualifier, message) => {
    const refused = { name: "ResourceNotFoundException", status: 404, message };
    expect(await refusalOf(configurationOf(name, qualifier))).toEqual(refused);
    const get = lambda.send(new GetFunctionCommand({ FunctionName: name, Qualifier: qualifier }));
    expect(await refusalOf(get)).toEqual(refused);
  });

  test.each(["a b", "a/b", "x".repeat(257)])("is refused under the name %s", async (name) => {
    expect(await refusalOf(configurationOf(name))).toMatchObject({
      name: "ValidationException",
      status: 400,
    });
  });

  test("of another account is forbidden", async () => {
    const call = configurationOf("arn:aws:lambda:us-east-1:999999999999:function:web");
    expect(await refusalOf(call)).toMatchObject({ name: "AccessDeniedException", status: 403 });
  });

  test("tells its tags by its ARN only", async () => {
    const tags = await lambda.send(new ListTagsCommand({ Resource: `${arn}:web` }));
    expect(tags.Tags).toEqual({ "jets:role": "none" });
    const call = lambda.send(new ListTagsCommand({ Resource: `${arn}:web:live` }));
    expect(await refusalOf(call)).toMatchObject({ name: "InvalidParameterValueException", status: 400 });
  });
});

describe("lists", () => {
  test("of functions come in pages, without their state", async () => {
    const names: unknown[] = [];
    for await (const page of paginateListFunctions({ client: lambda, pageSize: 3 }, {}))
      names.push(page.Functions?.map((fn) => [fn.FunctionName, fn.State]));
    expect(names).toEqual([
      [
        ["durable", undefined],
        ["edge", undefined],
        ["managed", undefined],
      ],
      [["web", undefined]],
    ]);
  });

  test("of functions never hold more than 50 a page, whatever is asked", async () => {
    const functions = Array.from({ length: 120 }, (_, index) => ({ name: `fn${index}` }));
    const { lambda: client } = inProcessClients(createTestSandbox({ stacks: [{ name: "app", functions }] }));
    const sizes = [];
    for await (const page of paginateListFunctions({ client, pageSize: 10_000 }, {}))
      sizes.push(page.Functions?.length);
    expect(sizes).toEqual([50, 50, 20]);
  });

  test("of Lambda@Edge functions are asked for by their region, all versions", async () => {
    const found = [];
    const input = { MasterRegion: "us-east-1", FunctionVersion: "ALL" } as const;
    for await (const page of paginateListFunctions({ client: lambda }, input))
      found.push(...(page.Functions ?? []).map((fn) => `${fn.FunctionName ?? ""}:${fn.Version ?? ""}`));
    expect(found).toEqual(["edge:$LATEST", "edge:1"]);
  });

  test("of versions and aliases come in pages", async () => {
    const FunctionName = "web";
    const versions = [];
    for await (const page of paginateListVersionsByFunction(
      { client: lambda, pageSize: 2 },
      { FunctionName },
    ))
      versions.push(page.Versions?.map(({ Version }) => Version));
    expect(versions).toEqual([["$LATEST", "1"], ["2"]]);
    const aliases = [];
    for await (const page of paginateListAliases({ client: lambda, pageSize: 1 }, { FunctionName }))
      aliases.push(page.Aliases?.map(({ Name, FunctionVersion }) => [Name, FunctionVersion]));
    expect(aliases).toEqual([[["live", "2"]], [["old", "1"]]]);
  });

  test("can begin with an empty page", async () => {
    const { lambda: client } = inProcessClients(createTestSandbox({ emptyFirstPages: true }));
    const sizes = [];
    for await (const page of paginateListFunctions({ client }, {})) sizes.push(page.Functions?.length);
    expect(sizes).toEqual([0, 5]);
  });

  test("of one alias ends in its description, or that there is none", async () => {
    const get = (Name: string): Promise<unknown> =>
      lambda.send(new GetAliasCommand({ FunctionName: "web", Name }));
    expect(await get("live")).toMatchObject({ AliasArn: `${arn}:web:live`, FunctionVersion: "2" });
    expect(await refusalOf(get("gone"))).toEqual({
      name: "ResourceNotFoundException",
      status: 404,
      message: `Cannot find alias arn: ${arn}:web:gone`,
    });
  });
});

describe("an update of the configuration", () => {
  const update = (RevisionId?: string): Promise<unknown> =>
    lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: "web",
        RevisionId,
        Environment: { Variables: { JETS_MAINTENANCE: "on" } },
      }),
    );

  test("replaces all variables, is InProgress for a while and leaves versions as they are", async () => {
    const { RevisionId } = await configurationOf("web");
    expect(await update(RevisionId)).toMatchObject({ LastUpdateStatus: "InProgress" });
    expect(await refusalOf(update())).toMatchObject({ name: "ResourceConflictException", status: 409 });
    clock.advance(1000);
    const after = await configurationOf("web");
    expect(after).toMatchObject({
      LastUpdateStatus: "Successful",
      Environment: { Variables: { JETS_MAINTENANCE: "on" } },
    });
    expect(after.RevisionId).not.toBe(RevisionId);
    expect(await configurationOf("web", "live")).toMatchObject({
      Environment: { Variables: { JETS_ENV: "dev" } },
    });
  });

  test("ends in a revision of its own, so that an older one is refused", async () => {
    await update();
    const { RevisionId } = await configurationOf("web");
    clock.advance(1000);
    expect(await refusalOf(update(RevisionId))).toMatchObject({ name: "PreconditionFailedException" });
    expect(await update((await configurationOf("web")).RevisionId)).toMatchObject({ FunctionName: "web" });
  });

  test("that fails says why, and the next one may succeed", async () => {
    const reason = "The role cannot be assumed by Lambda.";
    sandbox.world.failUpdates("web", reason);
    expect(await update()).toMatchObject({ LastUpdateStatus: "InProgress" });
    clock.advance(1000);
    const failed = { LastUpdateStatus: "Failed", LastUpdateStatusReason: reason };
    expect(await configurationOf("web")).toMatchObject(failed);
    expect(await configurationOf("web", "live")).toMatchObject({ LastUpdateStatus: "Successful" });
    sandbox.world.failUpdates("web", null);
    await update();
    clock.advance(1000);
    expect(await configurationOf("web")).toMatchObject({ LastUpdateStatus: "Successful" });
  });

  test("overwrites variables that could not be decrypted", async () => {
    const message = "Lambda was unable to decrypt your environment variables because KMS access was denied.";
    sandbox.world.configure("web", { undecryptable: message });
    expect((await configurationOf("web")).Environment).toEqual({
      Error: { ErrorCode: "AccessDeniedException", Message: message },
    });
    await update();
    expect(sandbox.world.variablesOf("web")).toEqual({ JETS_MAINTENANCE: "on" });
    expect((await configurationOf("web")).Environment).toEqual({ Variables: { JETS_MAINTENANCE: "on" } });
  });

  test("of an older revision is refused", async () => {
    expect(await refusalOf(update("00000000-0000-4000-a000-ffffffffffff"))).toEqual({
      name: "PreconditionFailedException",
      status: 412,
      message:
        "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
    });
  });

  test("may not exceed 4 KB of variables", async () => {
    const call = lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: "web",
        Environment: { Variables: { LONG: "x".repeat(4096) } },
      }),
    );
    expect(await refusalOf(call)).toMatchObject({ name: "InvalidParameterValueException", status: 400 });
  });
});

describe("DeleteFunction", () => {
  test("takes the function with all that is published of it, and leaves its mappings", async () => {
    const uuid = sandbox.world.addMapping("web", { source: queue });
    await lambda.send(new DeleteFunctionCommand({ FunctionName: "web" }));
    const gone = await refusalOf(lambda.send(new GetFunctionCommand({ FunctionName: "web" })));
    expect(gone.name).toBe("ResourceNotFoundException");
    expect(sandbox.world.stateOfMapping(uuid)).toBe("Enabled");
  });

  test("does not take a version that an alias points to, nor $LATEST alone", async () => {
    for (const [Qualifier, name] of [
      ["2", "ResourceConflictException"],
      ["$LATEST", "InvalidParameterValueException"],
    ] as const) {
      const call = lambda.send(new DeleteFunctionCommand({ FunctionName: "web", Qualifier }));
      expect((await refusalOf(call)).name).toBe(name);
    }
  });
});
