import { expect, test } from "vitest";
import { accountIn } from "./account-in.js";
import { openSandbox } from "./timed-sandbox.js";

test("an account reads and writes its own regions, in virtual time", async () => {
  const at = openSandbox();
  const account = accountIn(at, {});
  await account.in("eu-west-1").createAws({}).parameters.put("/a", "here");
  const there = account.in("us-east-1").createAws({});
  expect(await there.parameters.get("/a")).toEqual([]);
  expect(await account.in("eu-west-1").createAws({}).parameters.get("/a")).toMatchObject([{ value: "here" }]);
  expect(await account.region()).toBe("us-east-1");
  expect(await account.in("eu-west-1").createAws({}).region()).toBe("eu-west-1");
});
