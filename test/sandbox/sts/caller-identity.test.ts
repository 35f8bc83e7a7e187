import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand } from "@aws-sdk/client-sts";
import { expect, test } from "vitest";
import { accessKeyOf, inProcessClients, refusalOf } from "../../support/sdk-clients.js";
import { createTestSandbox } from "../../support/world/index.js";

const identityWith = async (accessKeyId: string): Promise<unknown> => {
  const credentials = { accessKeyId, secretAccessKey: "secret" };
  const { sts } = inProcessClients(createTestSandbox(), "eu-west-1", credentials);
  const { Account, Arn, UserId } = await sts.send(new GetCallerIdentityCommand({}));
  return { Account, Arn, UserId };
};

test("a key that holds no account is the home account's", async () => {
  expect(await identityWith("sandbox")).toEqual({
    Account: "123456789012",
    Arn: "arn:aws:iam::123456789012:user/sandbox",
    UserId: expect.stringMatching(/^AIDA[0-9A-F]{17}$/) as string,
  });
});

test.each(["AKIA111122223333DEMO", "111122223333", accessKeyOf("111122223333")])(
  "the key %s is the account's whose twelve digits it holds",
  async (key) => {
    expect(await identityWith(key)).toMatchObject({
      Account: "111122223333",
      Arn: `arn:aws:iam::111122223333:user/${key}`,
    });
  },
);

test.each(["AKIA1111222233334DEMO", "AKIA11112222333DEMO"])("the key %s holds no account", async (key) => {
  expect(await identityWith(key)).toMatchObject({ Account: "123456789012" });
});

test("a session of a role tells its role, and has no user", async () => {
  const sandbox = createTestSandbox({ stacks: [{ name: "app", account: "111122223333" }] });
  const RoleArn = "arn:aws:iam::111122223333:role/ops/jets-maintenance";
  const { Credentials: given, AssumedRoleUser: user } = await inProcessClients(sandbox).sts.send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: "ada@laptop" }),
  );
  const { sts } = inProcessClients(sandbox, undefined, {
    accessKeyId: given?.AccessKeyId ?? "",
    secretAccessKey: given?.SecretAccessKey ?? "",
    sessionToken: given?.SessionToken ?? "",
  });
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: "111122223333",
    Arn: "arn:aws:sts::111122223333:assumed-role/jets-maintenance/ada@laptop",
    UserId: user?.AssumedRoleId,
  });
});

test("what STS does here besides is nothing", async () => {
  const { sts } = inProcessClients(createTestSandbox());
  expect(await refusalOf(sts.send(new GetSessionTokenCommand({})))).toEqual({
    name: "InvalidAction",
    status: 400,
    message: "Could not find operation GetSessionToken for version 2011-06-15: the sandbox does not know it.",
  });
});

test("a request without a signature is known by the version of STS's API", async () => {
  const answer = await createTestSandbox().handle({
    method: "POST",
    path: "/",
    headers: {},
    body: "Action=GetCallerIdentity&Version=2011-06-15",
  });
  expect(answer).toMatchObject({
    status: 200,
    body: expect.stringContaining("<Arn>arn:aws:iam::123456789012:user/anonymous</Arn>") as string,
  });
});
