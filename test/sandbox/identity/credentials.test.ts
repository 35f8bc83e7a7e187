import { DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import {
  DescribeParametersCommand,
  GetParameterHistoryCommand,
  PutParameterCommand,
} from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { beforeEach, describe, expect, test } from "vitest";
import {
  accessKeyOf,
  inProcessClients,
  refusalOf,
  type Clients,
  type Credentials,
} from "../../support/sdk-clients.js";
import { openSandbox, type TimedSandbox } from "../../support/timed-sandbox.js";

const there = "111122223333";

let aws: TimedSandbox;
let session: Credentials;

beforeEach(async () => {
  aws = openSandbox({
    stacks: [{ name: "app", account: there, functions: [{ name: "app-a" }] }],
    disabledRegions: { [there]: ["eu-south-1"] },
  });
  session = await assume();
});

const assume = async (): Promise<Credentials> => {
  const command = new AssumeRoleCommand({
    RoleArn: `arn:aws:iam::${there}:role/jets`,
    RoleSessionName: "ada",
  });
  const {
    AccessKeyId = "",
    SecretAccessKey = "",
    SessionToken = "",
  } = (await inProcessClients(aws.sandbox).sts.send(command)).Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
};

const open = (credentials: Credentials, region?: string): Clients =>
  inProcessClients(aws.sandbox, region, credentials);

/** A call to each service that needs no more than credentials. */
const callsOf = ({ cloudFormation, lambda, ssm, sqs, sts }: Clients) => ({
  CloudFormation: () => cloudFormation.send(new DescribeStacksCommand({})),
  Lambda: () => lambda.send(new ListFunctionsCommand({})),
  SQS: () => sqs.send(new ListQueuesCommand({})),
  SSM: () => ssm.send(new DescribeParametersCommand({})),
  STS: () => sts.send(new GetCallerIdentityCommand({})),
});

type Called = keyof ReturnType<typeof callsOf>;

const invalid = "The security token included in the request is invalid.";
const unknown: readonly (readonly [Called, string, number])[] = [
  ["CloudFormation", "InvalidClientTokenId", 403],
  ["Lambda", "UnrecognizedClientException", 403],
  ["SQS", "InvalidClientTokenId", 403],
  ["SSM", "UnrecognizedClientException", 400],
  ["STS", "InvalidClientTokenId", 403],
];

describe("a session", () => {
  test("sees its own account, and writes under its own name", async () => {
    const { lambda, ssm } = open(session);
    const { Functions } = await lambda.send(new ListFunctionsCommand({}));
    expect(Functions?.map(({ FunctionArn }) => FunctionArn)).toEqual([
      `arn:aws:lambda:us-east-1:${there}:function:app-a:$LATEST`,
    ]);
    await ssm.send(new PutParameterCommand({ Name: "/a", Value: "1", Type: "String" }));
    const { Parameters } = await ssm.send(new GetParameterHistoryCommand({ Name: "/a" }));
    expect(Parameters?.map(({ LastModifiedUser }) => LastModifiedUser)).toEqual([
      `arn:aws:sts::${there}:assumed-role/jets/ada`,
    ]);
  });

  test.each([
    ["CloudFormation", "ExpiredToken", 403],
    ["Lambda", "ExpiredTokenException", 403],
    ["SQS", "ExpiredToken", 403],
    ["SSM", "ExpiredTokenException", 400],
    ["STS", "ExpiredToken", 403],
  ] as const)(
    "is refused by %s once it is over by the sandbox's clock: %s %i",
    async (service, name, status) => {
      const call = callsOf(open(session))[service];
      aws.clock.advance(3_599_999);
      await call();
      aws.clock.advance(1);
      expect(await refusalOf(call())).toEqual({
        name,
        status,
        message: "The security token included in the request is expired",
      });
    },
  );

  test("is not taken into account for anything once it was refused", async () => {
    aws.sandbox.expireSessions();
    aws.sandbox.clearCalls();
    await refusalOf(callsOf(open(session)).Lambda());
    expect(aws.sandbox.calls).toMatchObject([
      {
        account: there,
        region: "us-east-1",
        operation: "ListFunctions",
        status: 403,
        errorCode: "ExpiredTokenException",
      },
    ]);
  });

  test.each(unknown)("without its token is refused by %s: %s %i", async (service, name, status) => {
    const { accessKeyId, secretAccessKey } = session;
    const call = callsOf(open({ accessKeyId, secretAccessKey }))[service];
    expect(await refusalOf(call())).toEqual({ name, status, message: invalid });
  });

  test("is refused with the token of another session", async () => {
    const { sessionToken = "" } = await assume();
    const call = callsOf(open({ ...session, sessionToken })).STS;
    expect(await refusalOf(call())).toMatchObject({ name: "InvalidClientTokenId" });
  });

  test("that another sandbox gave out is taken until it is over, since the aws CLI keeps it in a file", async () => {
    aws = openSandbox({}, aws.clock);
    const { Account } = await callsOf(open(session)).STS();
    expect(Account).toBe(there);
    aws.clock.advance(3_600_000);
    expect(await refusalOf(callsOf(open(session)).STS())).toMatchObject({ name: "ExpiredToken" });
  });
});

describe("a key of one's own", () => {
  test("is taken with a token that the sandbox does not know, and not with that of a session", async () => {
    const own = { accessKeyId: "ada", secretAccessKey: "secret" };
    await callsOf(open({ ...own, sessionToken: "of a single sign-on" })).STS();
    const { sessionToken = "" } = session;
    expect(await refusalOf(callsOf(open({ ...own, sessionToken })).STS())).toMatchObject({
      name: "InvalidClientTokenId",
    });
  });
});

describe("a region that an account has not enabled", () => {
  const key = { accessKeyId: accessKeyOf(there), secretAccessKey: "secret" };

  test.each(unknown)("is refused by %s: %s %i", async (service, name, status) => {
    const call = callsOf(open(key, "eu-south-1"))[service];
    expect(await refusalOf(call())).toEqual({ name, status, message: invalid });
  });

  test("is there for other accounts, as other regions are for this one", async () => {
    await callsOf(open(key, "eu-south-2")).Lambda();
    await callsOf(open({ ...key, accessKeyId: "ada" }, "eu-south-1")).Lambda();
  });
});
