import fc from "fast-check";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { setEnvironment } from "../support/environment.js";
import { createAccount, type Account, type AccountOptions } from "../../src/aws/account.js";
import { listen } from "../runtime/support/listen.js";
import { serveSandbox } from "../support/network/served-sandbox.js";
import { callerXml, credentialsXml, errorXml, type StsRefusal } from "../support/network/sts.js";
import { createVirtualClock } from "../support/virtual-clock.js";

/** What is asked of AWS, and who asks. */
interface Asked {
  readonly service: string;
  readonly region: string;
  readonly accessKey: string;
  /** The fields that STS gets. */
  readonly fields: Readonly<Record<string, string>>;
}

const arn = "arn:aws:iam::111122223333:role/jets-maintenance";
const role = { arn, sessionName: "ada@laptop" };

const before = { ...process.env };
let folder: string;
let asked: Asked[];
/** What STS says to the next calls, one each. */
let refusals: (StsRefusal | Error)[];
/** For how many minutes the credentials of a role are good. */
let minutes: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "jets-"));
  [asked, refusals, minutes] = [[], [], 60];
  process.env.AWS_CONFIG_FILE = join(folder, "config");
  process.env.AWS_SHARED_CREDENTIALS_FILE = join(folder, "credentials");
});
afterEach(async () => {
  setEnvironment(before);
  await rm(folder, { recursive: true });
});

interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** AWS, where everybody is let in and nothing is there. */
const requestHandler = {
  handle({ headers, body }: Request): Promise<unknown> {
    const text = typeof body === "string" ? body : "";
    const [accessKey = "", , region = "", service = ""] =
      /Credential=([^,]+)/.exec(headers.authorization ?? "")?.[1]?.split("/") ?? [];
    const fields = service === "sts" ? Object.fromEntries(new URLSearchParams(text)) : {};
    asked.push({ service, region, accessKey, fields });
    return service === "sts" ? sts(fields.Action ?? "") : answer(200, "{}");
  },
};

function sts(action: string): Promise<unknown> {
  const refusal = refusals.shift();
  if (refusal instanceof Error) return Promise.reject(refusal);
  if (refusal !== undefined) return answer(refusal.status, errorXml(refusal));
  return answer(200, action === "AssumeRole" ? credentialsXml(action, minutes) : callerXml("111122223333"));
}

const answer = (statusCode: number, body: string): Promise<unknown> =>
  Promise.resolve({ response: { statusCode, headers: {}, body: Buffer.from(body) } });

const open = (options: Partial<AccountOptions> = {}): Account =>
  createAccount({ clock: createVirtualClock(), random: () => 0, requestHandler, ...options });

const read = (account: Account, region: string): Promise<unknown> =>
  account.in(region).createAws({}).parameters.get("/a");

const services = (): string[] => asked.map(({ service, region }) => `${service} ${region}`);
const assumed = (): Asked[] => asked.filter(({ fields }) => fields.Action === "AssumeRole");

const failed = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

describe("an account", () => {
  test("is known by GetCallerIdentity, which is asked once and in the region that is named", async () => {
    const account = open({ region: "eu-west-1" });
    expect(await Promise.all([account.id(), account.id()])).toEqual(["111122223333", "111122223333"]);
    expect(await account.id()).toBe("111122223333");
    expect(await account.region()).toBe("eu-west-1");
    expect(services()).toEqual(["sts eu-west-1"]);
  });

  test("has the region of the environment where none is named", async () => {
    expect(await open().region()).toBe("us-east-1");
    Reflect.deleteProperty(process.env, "AWS_REGION");
    await expect(open().region()).rejects.toMatchObject({ code: "region_missing" });
    await expect(open().id()).rejects.toMatchObject({ code: "region_missing" });
    expect(asked).toEqual([]);
  });

  test("finds its credentials once for all regions", async () => {
    const keys = '{"Version":1,"AccessKeyId":"PROCESS","SecretAccessKey":"B"}';
    const program = `sh -c 'echo run >> ${join(folder, "runs")}; echo "$0"' '${keys}'`;
    await writeFile(join(folder, "config"), `[profile ops]\ncredential_process = ${program}\n`);
    const account = open({ profile: "ops" });
    await Promise.all([account.id(), read(account, "us-east-1"), read(account, "eu-west-1")]);
    expect(await readFile(join(folder, "runs"), "utf8")).toBe("run\n");
    expect(services().sort()).toEqual(["ssm eu-west-1", "ssm us-east-1", "sts us-east-1"]);
    expect(new Set(asked.map(({ accessKey }) => accessKey))).toEqual(new Set(["PROCESS"]));
  });

  test("refuses an environment that cannot be sent, before any call", () => {
    process.env.AWS_ACCESS_KEY_ID = "test\r";
    expect(() => open()).toThrow("AWS_ACCESS_KEY_ID ends in a line break (CR or LF).");
  });

  test("is not told by an answer without an account", async () => {
    const handle = (): Promise<unknown> => answer(200, callerXml(""));
    await expect(open({ requestHandler: { handle } }).id()).rejects.toMatchObject({
      code: "aws_refused",
      message: "The answer to sts:GetCallerIdentity does not come from AWS.",
    });
  });

  test("is asked for again while AWS does not answer", async () => {
    refusals = [throttled, unreachable(), { status: 503, code: "ServiceUnavailable", message: "Busy" }];
    expect(await open().id()).toBe("111122223333");
    expect(asked).toHaveLength(4);
  });
});

const throttled: StsRefusal = { status: 400, code: "Throttling", message: "Rate exceeded" };
const unreachable = (): Error =>
  Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { code: "ECONNREFUSED" });

describe("the role of an account", () => {
  test("is assumed once for all regions, with the credentials that are named", async () => {
    const account = open({ role: { ...role, externalId: "shop" } });
    await Promise.all([account.id(), read(account, "us-east-1"), read(account, "eu-west-1")]);
    expect(assumed()).toMatchObject([
      {
        accessKey: "test",
        region: "us-east-1",
        fields: { RoleArn: arn, RoleSessionName: "ada@laptop", ExternalId: "shop" },
      },
    ]);
    const others = asked.filter(({ fields }) => fields.Action !== "AssumeRole");
    expect(others.map(({ accessKey }) => accessKey)).toEqual(["ROLE", "ROLE", "ROLE"]);
  });

  test("is assumed without an external id where there is none", async () => {
    await open({ role, region: "eu-west-1" }).id();
    expect(assumed()[0]).toMatchObject({ region: "eu-west-1" });
    expect(assumed()[0]?.fields).not.toHaveProperty("ExternalId");
  });

  test("is assumed anew in the last five minutes of its credentials", async () => {
    const account = open({ role });
    await account.id();
    await read(account, "us-east-1");
    expect(assumed()).toHaveLength(1);
    minutes = 4;
    const late = open({ role });
    await late.id();
    const times = assumed().length;
    await read(late, "us-east-1");
    expect(assumed().length).toBeGreaterThan(times);
  });

  test("gets a name for the session that STS takes, from any operator", async () => {
    const names = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary", maxLength: 100 }),
      fc.constant("Ada B@x y"),
    );
    await fc.assert(
      fc.asyncProperty(names, async (sessionName) => {
        asked = [];
        await open({ role: { arn, sessionName } }).id();
        const name = assumed()[0]?.fields.RoleSessionName ?? "";
        expect(name).toMatch(/^[\w+=,.@-]{2,64}$/);
        if (/^[\w+=,.@-]{2,64}$/.test(sessionName)) expect(name).toBe(sessionName);
      }),
      { numRuns: 50 },
    );
  });

  test("that may not be assumed is named, with what to check", async () => {
    const said = `User: arn:aws:iam::123456789012:user/ada is not authorized to perform: sts:AssumeRole on resource: ${arn}`;
    refusals = [{ status: 403, code: "AccessDenied", message: said }];
    expect(await failed(open({ role }).id())).toMatchObject({
      code: "access_denied",
      message: `The role ${arn} cannot be assumed: ${said}.`,
      hint: "Check that the role exists, that its trust policy names the credentials in the environment and the external id, and that these may call sts:AssumeRole.",
    });
    expect(asked).toHaveLength(1);
  });

  test("is asked for again while STS does not answer", async () => {
    refusals = [throttled, unreachable(), { status: 500, code: "InternalFailure", message: "Oh" }];
    await read(open({ role }), "us-east-1");
    expect(assumed()).toHaveLength(4);
  });

  test("that STS never gives an answer about is named in what is said of the call", async () => {
    const handle = (): Promise<never> => Promise.reject(unreachable());
    const account = open({ role, requestHandler: { handle } });
    expect(await failed(read(account, "us-east-1"))).toMatchObject({
      code: "unreachable",
      message: `AWS could not be reached for ssm:GetParameters: the credentials of the role ${arn}: connect ECONNREFUSED 127.0.0.1:1.`,
    });
  });

  test("is not assumed with credentials that have expired, which are named with what renews them", async () => {
    await writeFile(
      join(folder, "config"),
      "[profile ops]\naws_access_key_id = A\naws_secret_access_key = B\naws_session_token = C\n",
    );
    const message = "The security token included in the request is expired";
    refusals = [{ status: 403, code: "ExpiredTokenException", message }];
    expect(await failed(open({ profile: "ops", role }).id())).toMatchObject({
      code: "credentials_expired",
      message: `The AWS credentials of the profile "ops" have expired: ${message}.`,
      hint: 'Put new ones into the profile "ops", their session token included, and repeat the command.',
    });
  });

  test("is not assumed with a profile that gives no credentials", async () => {
    expect(await failed(open({ profile: "nobody", role }).id())).toMatchObject({
      code: "credentials_missing",
      message: 'No usable AWS credentials of the profile "nobody": there is no such profile.',
    });
    expect(asked).toEqual([]);
  });

  test("may be no role at all", async () => {
    const message = "x is invalid";
    refusals = [{ status: 400, code: "ValidationError", message }];
    expect(await failed(open({ role: { ...role, arn: "x" } }).id())).toMatchObject({
      code: "aws_refused",
      message: "AWS refused sts:AssumeRole on x: ValidationError: x is invalid.",
    });
  });

  test("is named where AWS does not accept what it gave, with the region that may not be enabled", async () => {
    const message = "The security token included in the request is invalid.";
    const handle = (request: Request): Promise<unknown> =>
      request.headers.authorization?.includes("/sts/") === true
        ? requestHandler.handle(request)
        : answer(400, JSON.stringify({ __type: "UnrecognizedClientException", message }));
    const account = open({ role, requestHandler: { handle } });
    expect(await failed(read(account, "ap-east-1"))).toMatchObject({
      code: "credentials_missing",
      message: `AWS does not accept the credentials of the role ${arn}: ${message}`,
      hint: expect.stringContaining("the account has not enabled this one") as string,
    });
  });
});

describe("a region of an account", () => {
  test("is the same one each time", () => {
    const account = open();
    expect(account.in("us-east-1")).toBe(account.in("us-east-1"));
    expect(account.in("us-east-1")).not.toBe(account.in("eu-west-1"));
  });

  test("has one pace for all runs there, and another region has its own", async () => {
    const clock = createVirtualClock();
    const account = open({ clock });
    const [one, other] = [account.in("us-east-1"), account.in("eu-west-1")];
    const seconds = async (places: readonly (typeof one)[]): Promise<number> => {
      clock.advance(60_000);
      const start = clock.now().getTime();
      await Promise.all(
        places.flatMap((place) => {
          const { parameters } = place.createAws({});
          return Array.from({ length: 30 }, (_, index) => parameters.put(`/a/${index}`, "x"));
        }),
      );
      return (clock.now().getTime() - start) / 1_000;
    };
    const alone = await seconds([one]);
    expect(await seconds([one, other])).toBeCloseTo(alone, 0);
    expect(await seconds([one, one])).toBeGreaterThan(2 * alone);
  });

  test("shares the connections of its runs, which the account closes", async () => {
    let connections = 0;
    const server = createServer((request, response) => {
      request.resume().on("end", () => response.end("{}"));
    }).on("connection", () => (connections += 1));
    process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${await listen(server)}`;
    const account = createAccount({ clock: createVirtualClock(), random: () => 0 });
    for (let run = 0; run < 3; run += 1) {
      const aws = account.in("us-east-1").createAws({});
      await aws.parameters.get("/a");
      aws.close();
    }
    expect(connections).toBe(1);
    account.close();
    // It would not end as long as a client kept its connection.
    await once(server.close(), "close");
  });
});

test("accounts of one sandbox on the wire are told apart by profile and role, each with its own regions", async () => {
  const other = "111122223333";
  const served = await serveSandbox({ stacks: [{ name: "shop-dev", account: other, region: "eu-west-1" }] });
  onTestFinished(() => served.close());
  Object.assign(process.env, served.env, {
    AWS_CONFIG_FILE: join(folder, "config"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
  });
  await writeFile(
    join(folder, "config"),
    `[profile shop]\nregion = eu-west-1\naws_access_key_id = AKIA${other}SHOP\naws_secret_access_key = secret\n`,
  );
  const clock = createVirtualClock();
  const accounts = [{}, { profile: "shop" }, { role }].map((who) =>
    createAccount({ clock, random: () => 0, ...who }),
  );
  onTestFinished(() => {
    for (const account of accounts) account.close();
  });
  expect(await Promise.all(accounts.map((account) => account.id()))).toEqual([
    served.sandbox.account,
    other,
    other,
  ]);
  expect(await accounts[1]?.region()).toBe("us-east-1");
  const stacks = accounts.flatMap((account) =>
    ["us-east-1", "eu-west-1"].map((region) => account.in(region).createAws({}).stacks.get("shop-dev")),
  );
  const found = await Promise.allSettled(stacks);
  expect(found.map(({ status }) => status === "fulfilled")).toEqual([false, false, false, true, false, true]);
});
