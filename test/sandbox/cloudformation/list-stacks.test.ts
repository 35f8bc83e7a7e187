import { ListStacksCommand, paginateListStacks, type StackStatus } from "@aws-sdk/client-cloudformation";
import { beforeEach, expect, test } from "vitest";
import { inProcessClients, refusalOf, type Clients } from "../../support/sdk-clients.js";
import { createTestSandbox, type TestSandbox } from "../../support/world/index.js";

let sandbox: TestSandbox;
let cloudFormation: Clients["cloudFormation"];

beforeEach(() => {
  sandbox = createTestSandbox({
    pageSizes: { stacks: 2 },
    stacks: [
      {
        name: "app",
        nested: [{ logicalId: "Jobs", name: "app-jobs", nested: [{ logicalId: "A", name: "app-a" }] }],
      },
      { name: "planned", status: "REVIEW_IN_PROGRESS" },
      { name: "old" },
    ],
  });
  sandbox.world.deleteStack("old");
  cloudFormation = inProcessClients(sandbox).cloudFormation;
});

const list = async (...StackStatusFilter: StackStatus[]) => {
  const found = [];
  const input = StackStatusFilter.length === 0 ? {} : { StackStatusFilter };
  for await (const page of paginateListStacks({ client: cloudFormation }, input)) {
    expect(page.StackSummaries?.length).toBeLessThanOrEqual(2);
    found.push(...(page.StackSummaries ?? []));
  }
  return found;
};

test("all stacks are listed page by page, with those that they are nested in", async () => {
  const root = sandbox.world.stackId("app");
  const found = await list();
  const shown = found.map(({ StackName, StackStatus, ParentId, RootId }) => ({
    StackName,
    StackStatus,
    ParentId,
    RootId,
  }));
  const none = { ParentId: undefined, RootId: undefined };
  expect(shown.sort((a, b) => ((a.StackName ?? "") < (b.StackName ?? "") ? -1 : 1))).toEqual([
    { StackName: "app", StackStatus: "UPDATE_COMPLETE", ...none },
    {
      StackName: "app-a",
      StackStatus: "UPDATE_COMPLETE",
      ParentId: sandbox.world.stackId("app-jobs"),
      RootId: root,
    },
    { StackName: "app-jobs", StackStatus: "UPDATE_COMPLETE", ParentId: root, RootId: root },
    { StackName: "old", StackStatus: "DELETE_COMPLETE", ...none },
    { StackName: "planned", StackStatus: "REVIEW_IN_PROGRESS", ...none },
  ]);
  expect(found.find(({ StackName }) => StackName === "old")?.DeletionTime).toBeInstanceOf(Date);
  expect(found[0]?.CreationTime).toBeInstanceOf(Date);
});

test("only stacks of the asked statuses are listed", async () => {
  const names = (await list("REVIEW_IN_PROGRESS", "DELETE_COMPLETE")).map(({ StackName }) => StackName);
  expect(names.sort()).toEqual(["old", "planned"]);
  expect(await list("CREATE_FAILED")).toEqual([]);
});

test("a status that there is none of, and a page token that was never given, are refused", async () => {
  const body = "Action=ListStacks&Version=2010-05-15&StackStatusFilter.member.1=DONE";
  expect(await sandbox.handle({ method: "POST", path: "/", headers: {}, body })).toMatchObject({
    status: 400,
    body: expect.stringMatching(
      /<Code>ValidationError<.*Value '\[DONE\]' at 'stackStatusFilter' failed to satisfy constraint/,
    ) as string,
  });
  const badPage = cloudFormation.send(new ListStacksCommand({ NextToken: "nonsense" }));
  expect(await refusalOf(badPage)).toMatchObject({ name: "ValidationError", status: 400 });
});
