import {
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  paginateListEventSourceMappings,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { beforeEach, describe, expect, test } from "vitest";
import { openSandbox } from "../../support/timed-sandbox.js";
import type { TestSandbox } from "../../support/world/index.js";
import { inProcessClients, refusalOf, type Clients } from "../../support/sdk-clients.js";
import type { VirtualClock } from "../../support/virtual-clock.js";

const arn = "arn:aws:lambda:us-east-1:123456789012:function";
const queue = "arn:aws:sqs:us-east-1:123456789012";

let clock: VirtualClock;
let sandbox: TestSandbox;
let lambda: Clients["lambda"];
let uuid: string;

beforeEach(() => {
  ({ clock, sandbox } = openSandbox({
    mappingSettlesMs: 1000,
    stacks: [
      {
        name: "app",
        functions: [
          { name: "fn", versions: 1, aliases: { live: "1" }, mappings: [{ source: `${queue}:a` }] },
          { name: "fn2", mappings: [{ source: `${queue}:b` }, { source: `${queue}:c`, enabled: false }] },
        ],
      },
    ],
  }));
  lambda = inProcessClients(sandbox).lambda;
  [uuid = ""] = sandbox.world.mappingsOf("fn");
});

const update = (Enabled: boolean): Promise<unknown> =>
  lambda.send(new UpdateEventSourceMappingCommand({ UUID: uuid, Enabled }));
const stateOf = async (): Promise<string | undefined> =>
  (await lambda.send(new GetEventSourceMappingCommand({ UUID: uuid }))).State;

describe("an event source mapping", () => {
  test("is Disabling before it is Disabled, and Enabling before it is Enabled", async () => {
    expect(await stateOf()).toBe("Enabled");
    expect(await update(false)).toMatchObject({ State: "Disabling", $metadata: { httpStatusCode: 202 } });
    clock.advance(999);
    expect(await stateOf()).toBe("Disabling");
    clock.advance(1);
    expect(await stateOf()).toBe("Disabled");
    expect(await update(true)).toMatchObject({ State: "Enabling" });
    clock.advance(1000);
    expect(await stateOf()).toBe("Enabled");
  });

  test("refuses changes on its way, and takes them after it", async () => {
    await update(false);
    expect(await refusalOf(update(true))).toEqual({
      name: "ResourceInUseException",
      status: 400,
      message: "Cannot update the event source mapping because it is in use.",
    });
    clock.advance(1000);
    await update(true);
  });

  test("is Updating while something else about it changes", async () => {
    const changed = await lambda.send(new UpdateEventSourceMappingCommand({ UUID: uuid, BatchSize: 5 }));
    expect(changed).toMatchObject({ State: "Updating", BatchSize: 5 });
    clock.advance(1000);
    expect(await stateOf()).toBe("Enabled");
  });

  test("can be held in a transitional state", async () => {
    sandbox.world.holdMapping(uuid, "Updating");
    clock.advance(1_000_000);
    expect(await stateOf()).toBe("Updating");
    expect(await refusalOf(update(false))).toMatchObject({ name: "ResourceInUseException" });
    sandbox.world.setMapping(uuid, false);
    expect(await stateOf()).toBe("Disabled");
  });

  test("is gone some time after it was deleted", async () => {
    await lambda.send(new DeleteEventSourceMappingCommand({ UUID: uuid }));
    expect(await stateOf()).toBe("Deleting");
    clock.advance(1000);
    expect(await refusalOf(stateOf())).toEqual({
      name: "ResourceNotFoundException",
      status: 404,
      message: "The resource you requested does not exist.",
    });
    expect(sandbox.settings().fn?.mappings).toEqual({});
  });
});

describe("the list of mappings", () => {
  const list = async (input: { FunctionName?: string; EventSourceArn?: string }): Promise<unknown[]> => {
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand(input));
    return EventSourceMappings.map(({ EventSourceArn }) => EventSourceArn?.split(":").at(-1)).sort();
  };

  test("holds those of every function, settled or not, with the function's ARN", async () => {
    await update(false);
    expect(await list({})).toEqual(["a", "b", "c"]);
    const { EventSourceMappings = [] } = await lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: "fn" }),
    );
    expect(EventSourceMappings[0]).toMatchObject({
      UUID: uuid,
      FunctionArn: `${arn}:fn`,
      State: "Disabling",
    });
  });

  test.each(["fn2", `${arn}:fn2`, "123456789012:function:fn2"])("is filtered by %s", async (FunctionName) => {
    expect(await list({ FunctionName })).toEqual(["b", "c"]);
  });

  test("is filtered by alias and by source", async () => {
    sandbox.world.addMapping("fn", { source: `${queue}:d`, qualifier: "live" });
    expect(await list({ FunctionName: "fn:live" })).toEqual(["d"]);
    expect(await list({ FunctionName: "fn" })).toEqual(["a"]);
    expect(await list({ EventSourceArn: `${queue}:c` })).toEqual(["c"]);
  });

  test("comes in pages", async () => {
    const pages = [];
    for await (const page of paginateListEventSourceMappings({ client: lambda, pageSize: 2 }, {}))
      pages.push(page.EventSourceMappings?.length);
    expect(pages).toEqual([2, 1]);
  });

  test("refuses a marker that it never gave", async () => {
    const call = lambda.send(new ListEventSourceMappingsCommand({ Marker: "nonsense" }));
    expect(await refusalOf(call)).toMatchObject({ name: "InvalidParameterValueException", status: 400 });
  });
});
