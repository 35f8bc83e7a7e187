import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setEnvironment } from "../../support/environment.js";
import { createAws } from "../../../src/aws/index.js";
import { credentialsXml } from "../../support/network/sts.js";
import { createVirtualClock } from "../../support/virtual-clock.js";

const before = { ...process.env };
let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "jets-"));
  for (const folder of ["sso", "login"])
    await mkdir(join(home, ".aws", folder, "cache"), { recursive: true });
});
afterEach(async () => {
  setEnvironment(before);
  await rm(home, { recursive: true });
});

const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();
const startUrl = "https://127.0.0.1/start";
const session = "arn:aws:sts::123456789012:assumed-role/ops/ada";

/** What the AWS CLI keeps of a login. */
const logIn = async (expiresAt: string): Promise<void> => {
  const keys = { accessKeyId: "A", secretAccessKey: "B", sessionToken: "C" };
  const files = {
    [`sso/cache/${hash("sha1", "corp")}`]: { accessToken: "token", expiresAt },
    [`sso/cache/${hash("sha1", startUrl)}`]: { accessToken: "token", expiresAt },
    [`login/cache/${hash("sha256", session)}`]: {
      accessToken: { ...keys, accountId: "123456789012", expiresAt },
      tokenType: "aws_sigv4",
      clientId: "arn:aws:signin:::devtools/same-device",
      refreshToken: "refresh",
      identityToken: "identity",
      dpopKey: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
        format: "pem",
        type: "sec1",
      }),
    },
  };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(home, ".aws", `${name}.json`), JSON.stringify(content));
  }
};
const hash = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest("hex");

/** AWS where all that gives credentials works, and what they are used for finds them expired. */
const requestHandler = {
  handle: ({ hostname, body }: { readonly hostname: string; readonly body?: unknown }): Promise<unknown> => {
    const action = new URLSearchParams(typeof body === "string" ? body : "").get("Action") ?? "";
    if (hostname.startsWith("sts.")) return answer(200, credentialsXml(action));
    if (hostname.startsWith("portal.sso.")) {
      const keys = { accessKeyId: "A", secretAccessKey: "B", sessionToken: "C" };
      return answer(
        200,
        JSON.stringify({ roleCredentials: { ...keys, expiration: Date.now() + 3_600_000 } }),
      );
    }
    if (hostname.includes("signin")) {
      return answer(
        400,
        JSON.stringify({ __type: "AccessDeniedException", error: "TOKEN_EXPIRED", message: "no" }),
      );
    }
    const message = "The security token included in the request is expired";
    return answer(400, JSON.stringify({ __type: "ExpiredTokenException", message }));
  },
};
const answer = (statusCode: number, body: string): Promise<unknown> =>
  Promise.resolve({ response: { statusCode, headers: {}, body: Buffer.from(body) } });

const sso = "sso_session = corp\nsso_account_id = 123456789012\nsso_role_name = ops";
const corp = `[sso-session corp]\nsso_region = us-east-1\nsso_start_url = ${startUrl}`;
const login = `login_session = ${session}`;
const keys = "aws_access_key_id = A\naws_secret_access_key = B\naws_session_token = C";
const assumed = "role_arn = arn:aws:iam::1:role/a\nsource_profile = base";

/** What a run says that has this in its configuration. */
async function errorOf(
  config: string,
  { profile, ...env }: Readonly<Record<string, string>>,
  expiresAt = inAnHour(),
): Promise<unknown> {
  await logIn(expiresAt);
  const AWS_CONFIG_FILE = join(home, "config");
  await writeFile(AWS_CONFIG_FILE, config);
  await writeFile(join(home, "token"), "a token");
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...others } = before;
  expect([AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY]).toEqual(["test", "test"]);
  const AWS_SHARED_CREDENTIALS_FILE = join(home, "credentials");
  const AWS_LOGIN_CACHE_DIRECTORY = join(home, ".aws/login/cache");
  const files = { HOME: home, AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE, AWS_LOGIN_CACHE_DIRECTORY };
  setEnvironment({ ...others, ...files, ...env });
  if (env.AWS_WEB_IDENTITY_TOKEN_FILE !== undefined) {
    process.env.AWS_WEB_IDENTITY_TOKEN_FILE = join(home, "token");
  }
  const aws = createAws({
    clock: createVirtualClock(),
    random: () => 0,
    requestHandler,
    ...(profile === undefined ? {} : { profile }),
  });
  return aws.parameters.get("/a").catch((reason: unknown) => reason);
}

const newKeys =
  "Set new ones, for example those that `aws configure export-credentials --profile NAME --format env` prints, and repeat the command.";

describe("where AWS says that credentials have expired, what renews them is said, for", () => {
  test.each([
    ["a login_session", `[profile ops]\n${login}`, "Log in again with `aws login --profile ops`"],
    ["SSO", `[profile ops]\n${sso}\n${corp}`, "Log in again with `aws sso login --profile ops`"],
    [
      "a role that is built on SSO",
      `[profile ops]\n${assumed}\n[profile base]\n${sso}\n${corp}`,
      "Log in again with `aws sso login --profile base`",
    ],
    [
      "a role that is built on a login_session",
      `[profile ops]\n${assumed}\n[profile base]\n${login}`,
      "Log in again with `aws login --profile base`",
    ],
    [
      "a role that is built on a role of the default profile's login",
      `[profile ops]\n${assumed}\n[profile base]\nrole_arn = arn:aws:iam::1:role/b\nsource_profile = default\n[default]\n${login}`,
      "Log in again with `aws login --profile default`",
    ],
    [
      "keys in a profile",
      `[profile ops]\n${keys}`,
      'Put new ones into the profile "ops", their session token included',
    ],
    [
      "a program",
      `[profile ops]\ncredential_process = echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"B"}'`,
      'Log in again to what the credential_process of the profile "ops" gets them from',
    ],
  ])("%s", async (_, config, remedy) => {
    expect(await errorOf(config, { profile: "ops" })).toMatchObject({
      code: "credentials_expired",
      exitCode: 1,
      message:
        'The AWS credentials of the profile "ops" have expired: The security token included in the request is expired.',
      hint: `${remedy}, and repeat the command.`,
    });
  });

  test.each(["", login])("keys in the environment, whatever the default profile is: %j", async (settings) => {
    const env = { AWS_ACCESS_KEY_ID: "A", AWS_SECRET_ACCESS_KEY: "B", AWS_SESSION_TOKEN: "C" };
    expect(await errorOf(`[default]\n${settings}`, env)).toMatchObject({
      code: "credentials_expired",
      message:
        "The AWS credentials in the environment have expired: The security token included in the request is expired.",
      hint: newKeys,
    });
  });

  test("a role whose keys are in the environment", async () => {
    const config = "[profile ops]\nrole_arn = arn:aws:iam::1:role/a\ncredential_source = Environment";
    const env = { AWS_ACCESS_KEY_ID: "A", AWS_SECRET_ACCESS_KEY: "B", profile: "ops" };
    expect(await errorOf(config, env)).toMatchObject({ hint: newKeys });
  });

  test("a web identity", async () => {
    const env = { AWS_WEB_IDENTITY_TOKEN_FILE: "token", AWS_ROLE_ARN: "arn:aws:iam::1:role/a" };
    expect(await errorOf("", env)).toMatchObject({
      message: expect.stringContaining(
        "The AWS credentials of AWS_WEB_IDENTITY_TOKEN_FILE have expired",
      ) as string,
      hint: "Have whatever writes the token file that AWS_WEB_IDENTITY_TOKEN_FILE names write a new one, and repeat the command.",
    });
  });
});

describe("a login that has itself expired is said to have, with what logs in again, for", () => {
  test.each([
    ["a login_session", login, "Your session has expired. Please reauthenticate.", "aws login"],
    [
      "SSO",
      `sso_start_url = ${startUrl}\nsso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name = ops`,
      "The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with the corresponding profile.",
      "aws sso login",
    ],
  ])("%s", async (_, settings, said, command) => {
    const config = `[profile ops]\n${settings}`;
    expect(await errorOf(config, { profile: "ops" }, "2020-01-01T00:00:00Z")).toMatchObject({
      code: "credentials_expired",
      message: `No usable AWS credentials of the profile "ops": ${said}`,
      hint: `Log in again with \`${command} --profile ops\`, and repeat the command.`,
    });
  });
});
