import { InvokeCommand, type InvocationType } from "@aws-sdk/client-lambda";
import { beforeEach, describe, expect, test } from "vitest";
import { inProcessClients, refusalOf, type Clients } from "../../support/sdk-clients.js";
import { openSandbox, type TimedSandbox } from "../../support/timed-sandbox.js";

const megabyte = 1_048_576;

let sandbox: TimedSandbox["sandbox"];
let lambda: Clients["lambda"];

beforeEach(() => {
  const functions = [{ name: "worker", versions: 1, aliases: { live: "1" } }];
  ({ sandbox } = openSandbox({ stacks: [{ name: "app", functions }] }));
  ({ lambda } = inProcessClients(sandbox));
});

const invoke = (Payload: string, type: InvocationType = "Event", FunctionName = "worker"): Promise<unknown> =>
  lambda.send(new InvokeCommand({ FunctionName, InvocationType: type, Payload }));

describe("an asynchronous event", () => {
  test("is accepted and processed", async () => {
    expect(await invoke('{"number":1}')).toMatchObject({ StatusCode: 202 });
    expect(await invoke("[2]", "Event", "worker:live")).toMatchObject({ StatusCode: 202 });
    expect(await invoke("")).toMatchObject({ StatusCode: 202 });
    expect(sandbox.world.processedBy("worker")).toEqual([{ number: 1 }, [2], {}]);
    expect(sandbox.world.events().map(({ qualifier }) => qualifier)).toEqual(["$LATEST", "live", "$LATEST"]);
  });

  test("has the id of its request", async () => {
    const { $metadata } = await lambda.send(
      new InvokeCommand({ FunctionName: "worker", InvocationType: "Event" }),
    );
    expect(sandbox.world.events()).toMatchObject([{ requestId: $metadata.requestId }]);
  });

  test("is a change, other than an invocation that waits for an answer", async () => {
    await invoke("1");
    await invoke("1", "RequestResponse");
    await invoke("1", "DryRun");
    expect(sandbox.calls.map(({ changing }) => changing)).toEqual([true, false, false]);
  });

  test("is not lost when its answer is", async () => {
    sandbox.addFault({ operation: "Invoke", changing: true, action: { kind: "drop", when: "after" } });
    await refusalOf(invoke("1"));
    await invoke("2");
    expect(sandbox.world.processedBy("worker")).toEqual([1, 2]);
  });

  test("is refused over a megabyte, and where it is not JSON", async () => {
    await invoke(JSON.stringify("x".repeat(megabyte - 2)));
    expect(await refusalOf(invoke(JSON.stringify("x".repeat(megabyte - 1))))).toEqual({
      name: "RequestEntityTooLargeException",
      status: 413,
      message: "1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)",
    });
    const refused = await refusalOf(invoke("{"));
    expect(refused).toMatchObject({ name: "InvalidRequestContentException", status: 400 });
    expect(refused.message).toMatch(
      /^Could not parse request body into json: Could not parse payload into json: /,
    );
    expect(sandbox.world.events()).toHaveLength(1);
  });

  test("is refused where there is no such function, alias or version", async () => {
    for (const name of ["gone", "worker:gone", "worker:7"])
      expect(await refusalOf(invoke("1", "Event", name))).toMatchObject({
        name: "ResourceNotFoundException",
        status: 404,
      });
  });
});

test("an alias of the longest name is invoked by its ARN", async () => {
  const name = "f".repeat(64);
  const alias = "a".repeat(128);
  sandbox.world.addFunction("app", { name, versions: 1, aliases: { [alias]: "1" } });
  await invoke("1", "Event", `arn:aws:lambda:us-east-1:123456789012:function:${name}:${alias}`);
  expect(sandbox.world.processedBy(name)).toEqual([1]);
});

describe("an invocation that waits for an answer", () => {
  test("is answered while the function is not stopped", async () => {
    expect(await invoke("1", "RequestResponse")).toMatchObject({ StatusCode: 200 });
    expect(await invoke("no json", "DryRun")).toMatchObject({ StatusCode: 204 });
  });

  test("is throttled at reserved 0", async () => {
    sandbox.world.setReserved("worker", 0);
    const error: unknown = await invoke("1", "RequestResponse").catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: "TooManyRequestsException",
      message: "Rate Exceeded.",
      Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
      $metadata: { httpStatusCode: 429 },
    });
  });
});
