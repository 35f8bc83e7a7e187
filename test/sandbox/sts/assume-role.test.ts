import { AssumeRoleCommand, type AssumeRoleCommandInput } from "@aws-sdk/client-sts";
import { describe, expect, test } from "vitest";
import type { SandboxOptions } from "../../../src/sandbox/index.js";
import { accessKeyOf, inProcessClients, refusalOf, type Credentials } from "../../support/sdk-clients.js";
import { openSandbox } from "../../support/timed-sandbox.js";

const there = "111122223333";
const arnIn = (account: string, name = "jets"): string => `arn:aws:iam::${account}:role/${name}`;
const keyOf = (account: string): Credentials => ({
  accessKeyId: accessKeyOf(account),
  secretAccessKey: "secret",
});

const start = (options: SandboxOptions = {}) => {
  const { sandbox, clock } = openSandbox({ stacks: [{ name: "app", account: there }], ...options });
  const assume = (input: Partial<AssumeRoleCommandInput> = {}, credentials?: Credentials) =>
    inProcessClients(sandbox, undefined, credentials).sts.send(
      new AssumeRoleCommand({ RoleArn: arnIn(there), RoleSessionName: "ada@laptop", ...input }),
    );
  return { sandbox, clock, assume };
};

const sessionOf = async (answer: ReturnType<ReturnType<typeof start>["assume"]>): Promise<Credentials> => {
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = (await answer).Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
};

const deniedTo = (user: string, arn: string) => ({
  name: "AccessDenied",
  status: 403,
  message: `User: ${user} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
});

describe("a role of an account that a stack names", () => {
  test("gives credentials for an hour unless another time is asked for", async () => {
    const { assume, clock } = start();
    const { Credentials: given, AssumedRoleUser: user } = await assume();
    expect(given).toEqual({
      AccessKeyId: expect.stringMatching(/^ASIA111122223333[0-9A-Z]{4}$/) as string,
      SecretAccessKey: expect.stringMatching(/./) as string,
      SessionToken: expect.stringMatching(/./) as string,
      Expiration: new Date(clock.now().getTime() + 3_600_000),
    });
    expect(user).toEqual({
      Arn: `arn:aws:sts::${there}:assumed-role/jets/ada@laptop`,
      AssumedRoleId: expect.stringMatching(/^AROA[0-9A-F]{17}:ada@laptop$/) as string,
    });
    const short = await assume({ DurationSeconds: 900 });
    expect(short.Credentials?.Expiration).toEqual(new Date(clock.now().getTime() + 900_000));
    expect(short.Credentials?.AccessKeyId).not.toBe(given?.AccessKeyId);
  });

  test("cannot be assumed by callers of a third account", async () => {
    const { assume } = start();
    expect(await refusalOf(assume({}, keyOf("444455556666")))).toEqual(
      deniedTo(`arn:aws:iam::444455556666:user/${accessKeyOf("444455556666")}`, arnIn(there)),
    );
  });
});

describe("a role that may not be assumed, for whatever reason, is denied in the same words", () => {
  const home = "arn:aws:iam::123456789012:user/ada";

  test("because no stack names its account", async () => {
    const arn = arnIn("444455556666");
    expect(await refusalOf(start().assume({ RoleArn: arn }))).toEqual(deniedTo(home, arn));
  });

  test("because it is none of the roles that there are", async () => {
    const { assume } = start({ roles: [{ arn: arnIn(there, "other") }] });
    expect(await refusalOf(assume())).toEqual(deniedTo(home, arnIn(there)));
    await assume({ RoleArn: arnIn(there, "other") });
  });

  test("because it trusts another account only", async () => {
    const { assume } = start({ roles: [{ arn: arnIn(there), by: ["444455556666"] }] });
    expect(await refusalOf(assume())).toEqual(deniedTo(home, arnIn(there)));
    await assume({}, keyOf("444455556666"));
  });

  test.each([undefined, "wrong"])("because its external id is not %s", async (ExternalId) => {
    const { assume } = start({ roles: [{ arn: arnIn(there), externalId: "right" }] });
    expect(await refusalOf(assume(ExternalId === undefined ? {} : { ExternalId }))).toEqual(
      deniedTo(home, arnIn(there)),
    );
    await assume({ ExternalId: "right" });
  });
});

test("an external id that the role does not ask for is ignored", async () => {
  await start().assume({ ExternalId: "any" });
});

describe("input is checked as AWS does", () => {
  const begin = "1 validation error detected: Value";
  const constraint = "failed to satisfy constraint: Member must";
  test.each<[string, Partial<AssumeRoleCommandInput>, string]>([
    [
      "a short ARN",
      { RoleArn: "jets" },
      `${begin} 'jets' at 'roleArn' ${constraint} have length greater than or equal to 20`,
    ],
    [
      "the ARN of a user",
      { RoleArn: `arn:aws:iam::${there}:user/jets` },
      `arn:aws:iam::${there}:user/jets is invalid`,
    ],
    [
      "an ARN without an account",
      { RoleArn: "arn:aws:iam::shop:role/jets" },
      "arn:aws:iam::shop:role/jets is invalid",
    ],
    [
      "a session name with a space",
      { RoleSessionName: "ada b" },
      `${begin} 'ada b' at 'roleSessionName' ${constraint} satisfy regular expression pattern: [\\w+=,.@-]*`,
    ],
    [
      "a session name of one letter",
      { RoleSessionName: "a" },
      `${begin} 'a' at 'roleSessionName' ${constraint} have length greater than or equal to 2`,
    ],
    [
      "a long session name",
      { RoleSessionName: "a".repeat(65) },
      `${begin} '${"a".repeat(65)}' at 'roleSessionName' ${constraint} have length less than or equal to 64`,
    ],
    [
      "no session name",
      { RoleSessionName: undefined },
      `${begin} null at 'roleSessionName' ${constraint} not be null`,
    ],
    [
      "a short external id",
      { ExternalId: "a" },
      `${begin} 'a' at 'externalId' ${constraint} have length greater than or equal to 2`,
    ],
    [
      "a session of seconds",
      { DurationSeconds: 899 },
      `${begin} '899' at 'durationSeconds' ${constraint} have value greater than or equal to 900`,
    ],
    [
      "a session of days",
      { DurationSeconds: 43_201 },
      `${begin} '43201' at 'durationSeconds' ${constraint} have value less than or equal to 43200`,
    ],
  ])("%s", async (_, input, message) => {
    expect(await refusalOf(start().assume(input))).toEqual({ name: "ValidationError", status: 400, message });
  });
});

describe("a session", () => {
  test("is no longer than its role allows", async () => {
    const { assume } = start({ roles: [{ arn: arnIn(there), maxSessionSeconds: 7_200 }] });
    await assume({ DurationSeconds: 7_200 });
    expect(await refusalOf(assume({ DurationSeconds: 7_201 }))).toMatchObject({
      name: "ValidationError",
      message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    });
  });

  test("opens another one of an hour at most", async () => {
    const next = arnIn("444455556666");
    const { assume } = start({
      roles: [{ arn: arnIn(there) }, { arn: next, by: [there], maxSessionSeconds: 43_200 }],
    });
    const session = await sessionOf(assume());
    expect(await refusalOf(assume({ RoleArn: next, DurationSeconds: 3_601 }, session))).toMatchObject({
      name: "ValidationError",
      message:
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    });
    await assume({ RoleArn: next, DurationSeconds: 3_600 }, session);
    expect(await refusalOf(assume({ RoleArn: next }))).toMatchObject({ name: "AccessDenied" });
  });

  test("is denied a role by the name that it has", async () => {
    const { assume } = start();
    const session = await sessionOf(assume());
    const arn = arnIn("444455556666");
    expect(await refusalOf(assume({ RoleArn: arn }, session))).toEqual(
      deniedTo(`arn:aws:sts::${there}:assumed-role/jets/ada@laptop`, arn),
    );
  });
});

test("a role of the seed has the ARN of a role", () => {
  expect(() => start({ roles: [{ arn: "arn:aws:iam::123:role/jets" }] })).toThrow(
    "arn:aws:iam::123:role/jets is not the ARN of a role.",
  );
});
