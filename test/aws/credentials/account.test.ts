import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setEnvironment } from "../../support/environment.js";
import type { ClientOptions } from "../../../src/aws/clients.js";
import { createAws, type Aws } from "../../../src/aws/index.js";
import { systemClock } from "../../../src/run/clock.js";
import { listen } from "../../runtime/support/listen.js";
import { runHere } from "../../support/network/run-here.js";
import { runJets } from "../../support/process/jets.js";
import { serveSandbox, type ServedSandbox } from "../../support/network/served-sandbox.js";
import type { Run } from "../../support/process/fake-shell.js";
import { startSts, type StsRefusal } from "../../support/network/sts.js";
import { sample } from "../../support/sample.js";

let served: ServedSandbox;
let folder: string;
let metadata: Server;
let host: Record<string, string>;

beforeEach(async () => {
  served = await serveSandbox({ stacks: [{ name: "demo-dev" }] });
  folder = await mkdtemp(join(tmpdir(), "jets-"));
  metadata = createServer((request, response) => {
    response.end(request.method === "PUT" ? "token" : roleOf(request.url ?? ""));
  });
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_EC2_METADATA_DISABLED, ...env } = served.env;
  expect([AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_EC2_METADATA_DISABLED]).toHaveLength(3);
  host = {
    ...env,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${await listen(metadata)}`,
    AWS_CONFIG_FILE: join(folder, "config"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
  };
});
afterEach(async () => {
  await served.close();
  metadata.close();
  await rm(folder, { recursive: true });
});

/** What an instance answers of its role. */
const roleOf = (path: string): string =>
  path.endsWith("/security-credentials/")
    ? "host-role"
    : JSON.stringify({
        Code: "Success",
        AccessKeyId: "HOST",
        SecretAccessKey: "secret",
        Token: "token",
        Expiration: new Date(Date.now() + 3_600_000).toISOString(),
      });

/** The access keys that AWS was called with. */
const callers = (): string[] => [...new Set(served.callers.map(({ accessKey }) => accessKey))];

const on = ["maintenance:on", "--yes"];

const run = (args: readonly string[], env: Record<string, string> = {}): Promise<Run> =>
  runHere(args, { ...host, ...env });

const configure = async (config: string, credentials = ""): Promise<void> => {
  await writeFile(join(folder, "config"), config);
  await writeFile(join(folder, "credentials"), credentials);
};

const before = { ...process.env };
afterEach(() => {
  setEnvironment(before);
});

/** The ports in this process, on that host. */
function openHere(options: ClientOptions): Aws {
  setEnvironment({ ...host, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" });
  return createAws({ clock: systemClock, random: Math.random, ...options });
}

/** Fact and remedy. */
const errorIn = (stderr: string): string[] => stderr.slice(stderr.indexOf("ERROR: ")).trimEnd().split("\n");

const keys = (id: string): string => `aws_access_key_id = ${id}\naws_secret_access_key = secret\n`;

test("nobody is named on a host with a role: the role is used, by the binary", async () => {
  expect(await runJets(on, host)).toMatchObject({ exitCode: 0 });
  expect(callers()).toEqual(["HOST"]);
});

describe("a profile that is named and gives no credentials ends the run, without a call to AWS", () => {
  test.each([
    ["does not exist", "", "there is no such profile."],
    [
      "has no settings for credentials",
      "region = eu-west-1",
      'the profile "ops" has no settings for credentials.',
    ],
    [
      "has a program that fails",
      "credential_process = sh -c 'echo vault is sealed >&2; exit 3'",
      "credential_process failed: vault is sealed.",
    ],
    [
      "has a program that fails in silence",
      "credential_process = sh -c 'exit 3'",
      "Command failed: sh -c 'exit 3'.",
    ],
    [
      "has a program that answers with no JSON",
      "credential_process = echo hello",
      "Profile ops credential_process returned invalid JSON.",
    ],
    [
      "has a program that answers without a version",
      "credential_process = echo {}",
      "Profile ops credential_process did not return Version 1.",
    ],
    [
      "has a program that gives expired ones",
      `credential_process = echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"B","Expiration":"2020-01-01T00:00:00Z"}'`,
      "Profile ops credential_process returned expired credentials.",
    ],
    ["has half a key", "aws_access_key_id = HALF", 'the profile "ops" has no aws_secret_access_key.'],
    [
      "has a source that does not exist",
      "role_arn = arn:aws:iam::1:role/a\nsource_profile = gone",
      'its source_profile "gone" does not exist.',
    ],
    [
      "has a role and keys, and no source",
      `role_arn = arn:aws:iam::1:role/a\n${keys("BASE")}`,
      'the profile "ops" has a role_arn, and neither source_profile nor credential_source.',
    ],
    [
      "has a role with two sources",
      "role_arn = arn:aws:iam::1:role/a\nsource_profile = ops\ncredential_source = Environment",
      'the profile "ops" has both a source_profile and a credential_source.',
    ],
    [
      "has an unknown source",
      "role_arn = arn:aws:iam::1:role/a\ncredential_source = Moon",
      'the credential_source of the profile "ops" is "Moon", and not one of Environment, Ec2InstanceMetadata, EcsContainer.',
    ],
    [
      "has its source in an environment without keys",
      "role_arn = arn:aws:iam::1:role/a\ncredential_source = Environment",
      "Unable to find environment variable credentials.",
    ],
    [
      "is in a circle",
      "role_arn = arn:aws:iam::1:role/a\nsource_profile = b\n[profile b]\nrole_arn = arn:aws:iam::1:role/b\nsource_profile = ops",
      "its source profiles form a circle: ops, b, ops.",
    ],
    [
      "has an SSO session that does not exist",
      "sso_session = corp\nsso_account_id = 123456789012\nsso_role_name = ops",
      'its sso_session "corp" does not exist.',
    ],
    [
      "was never logged in to SSO",
      "sso_session = corp\nsso_account_id = 123456789012\nsso_role_name = ops\n[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://127.0.0.1/start",
      "The SSO session token associated with profile=ops was not found or is invalid. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
    ],
    [
      "has no token file",
      "role_arn = arn:aws:iam::1:role/a\nweb_identity_token_file = /nowhere/token",
      "ENOENT: no such file or directory, open '/nowhere/token'.",
    ],
  ])("one that %s", async (_, settings, said) => {
    await configure(settings === "" ? "" : `[profile ops]\n${settings}\n`);
    await expect(openHere({ profile: "ops" }).parameters.get("/a")).rejects.toMatchObject({
      exitCode: 1,
      message: `No usable AWS credentials of the profile "ops": ${said}`,
    });
    expect(callers()).toEqual([]);
  });

  test("by --profile, in the binary", async () => {
    await configure("[profile ops]\ncredential_process = sh -c 'echo vault is sealed >&2; exit 3'\n");
    const { exitCode, stderr } = await runJets([...on, "--profile", "ops"], host);
    expect({ exitCode, fact: errorIn(stderr)[0] }).toEqual({
      exitCode: 1,
      fact: 'ERROR: No usable AWS credentials of the profile "ops": credential_process failed: vault is sealed.',
    });
    expect(callers()).toEqual([]);
  });

  test.each(["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])("by %s", async (name) => {
    const { exitCode, stderr } = await run(on, { [name]: "nosuch" });
    expect({ exitCode, said: errorIn(stderr) }).toEqual({
      exitCode: 1,
      said: [
        'ERROR: No usable AWS credentials of the profile "nosuch": there is no such profile.',
        "`aws configure list-profiles` lists the profiles; name one of them.",
      ],
    });
    expect(callers()).toEqual([]);
  });

  test("nor is the default profile passed over, where it fails", async () => {
    await configure("[default]\ncredential_process = sh -c 'echo no >&2; exit 1'\n");
    const { exitCode, stderr } = await run(on);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'No usable AWS credentials of the profile "default": credential_process failed: no.',
    );
    expect(callers()).toEqual([]);
  });

  test("nor is a web identity", async () => {
    const AWS_ROLE_ARN = "arn:aws:iam::1:role/a";
    const { exitCode, stderr } = await run(on, {
      AWS_WEB_IDENTITY_TOKEN_FILE: "/nowhere/token",
      AWS_ROLE_ARN,
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      "No usable AWS credentials of AWS_WEB_IDENTITY_TOKEN_FILE: ENOENT: no such file or directory, open '/nowhere/token'.",
    );
    expect(callers()).toEqual([]);
  });

  test.each([
    ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
    ["AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID"],
  ])("nor is %s alone", async (given, missing) => {
    const { exitCode, stderr } = await run(on, { [given]: "AKIA" });
    expect({ exitCode, said: errorIn(stderr) }).toEqual({
      exitCode: 1,
      said: [
        `ERROR: No usable AWS credentials in the environment: ${missing} is not set.`,
        "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY together, or unset both.",
      ],
    });
    expect(callers()).toEqual([]);
  });
});

test("a role that AWS refuses to give is told with the profile and in the words of STS", async () => {
  const message = "User: ada is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::1:role/a";
  const sts = await startSts({ status: 403, code: "AccessDenied", message });
  await configure(
    `[profile ops]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = base\n[profile base]\n${keys("BASE")}`,
  );
  const { exitCode, stderr } = await run([...on, "--profile", "ops"], { AWS_ENDPOINT_URL_STS: sts.url });
  sts.close();
  expect({ exitCode, fact: errorIn(stderr)[0] }).toEqual({
    exitCode: 1,
    fact: `ERROR: No usable AWS credentials of the profile "ops": AccessDenied: ${message}.`,
  });
  expect(callers()).toEqual([]);
});

describe("a role of which STS says", () => {
  const assume = async (...refusals: readonly StsRefusal[]): Promise<Run & { readonly asked: number }> => {
    const sts = await startSts(...refusals);
    await configure(
      `[profile ops]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = base\n[profile base]\n${keys("BASE")}`,
    );
    const told = await run(["maintenance:status", "--profile", "ops"], { AWS_ENDPOINT_URL_STS: sts.url });
    sts.close();
    return { ...told, asked: sts.calls.length };
  };
  const times = <Item>(count: number, item: Item): Item[] => Array.from({ length: count }, () => item);

  test.each([
    [503, "ServiceUnavailable"],
    [500, "InternalFailure"],
    [400, "Throttling"],
  ])("%i %s for a moment is used once STS gives it", async (status, code) => {
    const told = await assume(...times(2, { status, code, message: "Try again." }));
    expect(told).toMatchObject({ exitCode: 0, stdout: "off\n", asked: 3 });
    expect(callers()).toEqual(["ROLE"]);
  });

  const early = "Signature not yet current: 20260101T004000Z is still later than 20260101T002500Z";

  test("that the clock is wrong is used once the SDK has corrected it", async () => {
    const skewed = { status: 403, code: "SignatureDoesNotMatch", message: early, ahead: 20 };
    expect(await assume(skewed)).toMatchObject({ exitCode: 0, stdout: "off\n" });
    expect(callers()).toEqual(["ROLE"]);
  });

  test("that the clock is wrong names the clock first, where that does not help", async () => {
    const skewed = { status: 403, code: "SignatureDoesNotMatch", message: early };
    const { exitCode, stderr } = await assume(...times(99, skewed));
    expect({ exitCode, said: errorIn(stderr) }).toEqual({
      exitCode: 1,
      said: [
        `ERROR: AWS says that this machine's clock is wrong: ${early}.`,
        "Set the clock, for example with `timedatectl set-ntp true`, and repeat the command.",
      ],
    });
    expect(callers()).toEqual([]);
  });
});

describe("where what gives a role its credentials fails, AWS is not called and what helps is named, for", () => {
  const answer = async (status: number, body: string, name: string): Promise<Run> => {
    const server = createServer((_, response) => response.writeHead(status).end(body));
    const url = `http://127.0.0.1:${await listen(server)}`;
    const told = await run(["maintenance:status"], { [name]: url });
    server.close();
    expect(callers()).toEqual([]);
    return told;
  };

  const none = "Could not load credentials from any providers";

  // The SDK asks a container three times more, each a second after the one before.
  const ofContainers = [
    [200, "no JSON", "Unexpected token 'o', \"no JSON\" is not valid JSON"],
    [500, "{}", none],
    [404, "no", none],
    [200, "{}", none],
  ] as const;

  test.each(sample(ofContainers, 1))("a container: %i %s", async (status, body, words) => {
    const { exitCode, stderr } = await answer(status, body, "AWS_CONTAINER_CREDENTIALS_FULL_URI");
    expect({ exitCode, said: errorIn(stderr) }).toEqual({
      exitCode: 1,
      said: [
        `ERROR: No usable AWS credentials of AWS_CONTAINER_CREDENTIALS_FULL_URI: ${words}.`,
        "Check with `aws sts get-caller-identity` whether the container's role works, or name a profile with --profile.",
      ],
    });
  });

  test.each([
    [500, "{}", none],
    [404, "no", none],
    [200, "no JSON", "Request path contains unescaped characters"],
  ])("an instance: %i %s", async (status, body, words) => {
    const { exitCode, stderr } = await answer(status, body, "AWS_EC2_METADATA_SERVICE_ENDPOINT");
    expect({ exitCode, said: errorIn(stderr) }).toEqual({
      exitCode: 1,
      said: [
        `ERROR: No usable AWS credentials anywhere: ${words}.`,
        "Set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, log in with `aws sso login`, or name a profile with --profile.",
      ],
    });
  });
});

describe("who signs, as with the AWS CLI", () => {
  const inEnvironment = { AWS_ACCESS_KEY_ID: "ENV", AWS_SECRET_ACCESS_KEY: "secret" };
  beforeEach(() =>
    configure(
      `[profile stage]\nregion = us-east-1\n[profile prod]\n${keys("PROD")}`,
      `[stage]\n${keys("STAGE")}`,
    ),
  );

  test.each([
    ["keys before AWS_PROFILE", { ...inEnvironment, AWS_PROFILE: "stage" }, [], "ENV"],
    ["--profile before keys", inEnvironment, ["--profile", "stage"], "STAGE"],
    ["--profile before both", { ...inEnvironment, AWS_PROFILE: "prod" }, ["--profile", "stage"], "STAGE"],
    ["--profile before AWS_PROFILE", { AWS_PROFILE: "prod" }, ["--profile", "stage"], "STAGE"],
    ["AWS_PROFILE before the role of the host", { AWS_PROFILE: "prod" }, [], "PROD"],
    ["AWS_DEFAULT_PROFILE", { AWS_DEFAULT_PROFILE: "stage" }, [], "STAGE"],
    [
      "AWS_PROFILE where the secret stands alone",
      { AWS_PROFILE: "stage", AWS_SECRET_ACCESS_KEY: "s" },
      [],
      "STAGE",
    ],
    ["keys that are empty count for nothing", { AWS_PROFILE: "stage", AWS_ACCESS_KEY_ID: "" }, [], "STAGE"],
  ] as const)("%s", async (_, env, args, expected) => {
    expect(await run(["maintenance:status", ...args], env)).toMatchObject({ exitCode: 0 });
    expect(callers()).toEqual([expected]);
  });
});

describe("jets config names where credentials come from, and asks nobody for any", () => {
  test.each([
    [{ AWS_ACCESS_KEY_ID: "ENV", AWS_PROFILE: "stage" }, [], "keys in the environment\tAWS_ACCESS_KEY_ID"],
    [
      { AWS_ACCESS_KEY_ID: "ENV" },
      ["--profile", "stage"],
      "AWS profile stage (credential_process)\t--profile",
    ],
    [{ AWS_PROFILE: "nosuch" }, [], "AWS profile nosuch, which has none\tAWS_PROFILE"],
    [{ AWS_WEB_IDENTITY_TOKEN_FILE: "/token" }, [], "web identity\tAWS_WEB_IDENTITY_TOKEN_FILE"],
    [
      { AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1:9/" },
      [],
      "the container's role\tAWS_CONTAINER_CREDENTIALS_FULL_URI",
    ],
    [{}, [], "the instance's role\tdefault"],
    [{ AWS_EC2_METADATA_DISABLED: "true" }, [], "\t"],
  ] as const)("in %j with %j", async (env, args, expected) => {
    await configure("[profile stage]\ncredential_process = false\n");
    const { exitCode, stdout } = await run(["config", ...args], env);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`\ncredentials\t${expected}\n`);
  });
});
