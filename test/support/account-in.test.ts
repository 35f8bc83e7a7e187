import { expect, test } from "vitest";
import type { Account } from "../../src/aws/account.js";
import { accountIn } from "./account-in.js";
import { openSandbox } from "./timed-sandbox.js";

const failed = (account: Account): Promise<unknown> => account.id().catch((error: unknown) => error);

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

test("an account is that of its profile, or of a role that is assumed from there", async () => {
  const arn = "arn:aws:iam::111122223333:role/jets";
  const at = openSandbox({ stacks: [], roles: [{ arn, externalId: "shop" }] });
  const profiles = { ops: "444455556666" };
  const role = { arn, sessionName: "ada@laptop" };
  expect(await accountIn(at, {}).id()).toBe(at.sandbox.account);
  expect(await accountIn(at, { profile: "ops" }, profiles).id()).toBe("444455556666");
  expect(await accountIn(at, { role: { ...role, externalId: "shop" } }).id()).toBe("111122223333");
  expect(await failed(accountIn(at, { role }))).toMatchObject({ code: "access_denied" });
  expect(await failed(accountIn(at, { profile: "none" }, profiles))).toMatchObject({
    code: "credentials_missing",
  });
});
