import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setEnvironment } from "../../support/environment.js";
import { createAws } from "../../../src/aws/index.js";
import { listen } from "../../runtime/support/listen.js";
import { runHere } from "../../support/network/run-here.js";
import { runJets } from "../../support/process/jets.js";
import { authorityFile, openProxy, type TestProxy } from "../../support/network/proxy.js";
import { startSts } from "../../support/network/sts.js";
import { createVirtualClock } from "../../support/virtual-clock.js";
import { serveSandbox, type ServedSandbox } from "../../support/network/served-sandbox.js";

/** Microseconds of the processor. */
function cpuTimeOf(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  return process.cpuUsage(start).user;
}

let served: ServedSandbox;
let proxy: TestProxy;
/** Leads to AWS's own endpoints. */
let direct: Record<string, string>;
beforeEach(async () => {
  served = await serveSandbox({ stacks: [{ name: "demo-dev" }] });
  proxy = await openProxy(served.env.AWS_ENDPOINT_URL ?? "");
  direct = { ...served.env, AWS_ENDPOINT_URL: "" };
});
afterEach(async () => {
  proxy.close();
  await served.close();
});

const status = ["maintenance:status"];
const hosts = [
  "CONNECT cloudformation.us-east-1.amazonaws.com:443",
  "CONNECT ssm.us-east-1.amazonaws.com:443",
];

describe("a proxy that the environment names is used", () => {
  test.each(["HTTPS_PROXY", "https_proxy"])("for HTTPS, by %s", async (name) => {
    const env = { ...direct, [name]: proxy.url, AWS_CA_BUNDLE: authorityFile };
    expect(await runHere(status, env)).toMatchObject({ exitCode: 0, stdout: "off\n" });
    expect([...proxy.asked].sort()).toEqual(hosts);
  });

  test.each(["HTTP_PROXY", "http_proxy"])("for HTTP, by %s", async (name) => {
    const env = { ...served.env, AWS_ENDPOINT_URL: "http://aws.test:8080", [name]: proxy.url };
    expect(await runHere(status, env)).toMatchObject({ exitCode: 0, stdout: "off\n" });
    expect(proxy.asked).toEqual(["POST http://aws.test:8080/", "POST http://aws.test:8080/"]);
  });

  test("with a user and a password, and without a scheme", async () => {
    const HTTPS_PROXY = proxy.url.replace("http://", "ada:p%40ss@").replace("ada", "//ada");
    const env = { ...direct, HTTPS_PROXY, AWS_CA_BUNDLE: authorityFile };
    expect(await runHere(status, env)).toMatchObject({ exitCode: 0 });
    const expected = `Basic ${Buffer.from("ada:p@ss").toString("base64")}`;
    expect(new Set(proxy.authorizations)).toEqual(new Set([expected]));
  });

  test("to change something as well, by the binary", async () => {
    const env = { ...direct, HTTPS_PROXY: proxy.url, AWS_CA_BUNDLE: authorityFile };
    expect(await runJets(["maintenance:on", "--yes"], env)).toMatchObject({ exitCode: 0 });
    expect(served.sandbox.calls.map(({ operation }) => operation)).toContain("PutParameter");
  });

  test("for what gives credentials", async () => {
    const folder = await mkdtemp(join(tmpdir(), "jets-"));
    const AWS_CONFIG_FILE = join(folder, "config");
    await writeFile(
      AWS_CONFIG_FILE,
      "[profile ops]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = base\n[profile base]\naws_access_key_id = A\naws_secret_access_key = B\n",
    );
    const env = { ...direct, AWS_CONFIG_FILE, HTTPS_PROXY: proxy.url, AWS_CA_BUNDLE: authorityFile };
    const { exitCode } = await runHere([...status, "--profile", "ops"], env);
    await rm(folder, { recursive: true });
    // Its STS knows no such role.
    expect(exitCode).toBe(1);
    expect(proxy.asked).toEqual(["CONNECT sts.us-east-1.amazonaws.com:443"]);
  });
});

describe("what gives credentials is asked through the proxy, and AWS without it where NO_PROXY says so, for", () => {
  let folder: string;
  let keyless: Record<string, string>;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "jets-"));
    await mkdir(join(folder, ".aws/sso/cache"), { recursive: true });
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...env } = served.env;
    expect([AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY]).toEqual(["sandbox", "sandbox"]);
    keyless = { ...env, HOME: folder, AWS_CONFIG_FILE: join(folder, "config"), NO_PROXY: "127.0.0.1" };
  });
  afterEach(() => rm(folder, { recursive: true }));

  const callers = (): string[] => [...new Set(served.callers.map(({ accessKey }) => accessKey))];

  test("a web identity, by the binary", async () => {
    const sts = await startSts();
    const behind = await openProxy(sts.url);
    const AWS_WEB_IDENTITY_TOKEN_FILE = join(folder, "token");
    await writeFile(AWS_WEB_IDENTITY_TOKEN_FILE, "a token");
    const run = await runJets(status, {
      ...keyless,
      AWS_WEB_IDENTITY_TOKEN_FILE,
      AWS_ROLE_ARN: "arn:aws:iam::1:role/a",
      AWS_ENDPOINT_URL_STS: "http://sts.test/",
      HTTP_PROXY: behind.url,
    });
    behind.close();
    sts.close();
    expect(run).toMatchObject({ exitCode: 0, stdout: "off\n" });
    expect(behind.asked).toEqual(["POST http://sts.test/"]);
    expect(callers()).toEqual(["ROLE"]);
  });

  test("a profile of SSO, by the binary", async () => {
    const inAnHour = Date.now() + 3_600_000;
    const keys = { accessKeyId: "SSO", secretAccessKey: "B", sessionToken: "C", expiration: inAnHour };
    const portal = createServer((_, response) => {
      response.writeHead(200, { "Content-Type": "application/json" });
      response.end(JSON.stringify({ roleCredentials: keys }));
    });
    const behind = await openProxy(`http://127.0.0.1:${await listen(portal)}`);
    const login = { accessToken: "token", expiresAt: new Date(inAnHour).toISOString() };
    const cached = `${createHash("sha1").update("corp").digest("hex")}.json`;
    await writeFile(join(folder, ".aws/sso/cache", cached), JSON.stringify(login));
    await writeFile(
      join(folder, "config"),
      "[profile ops]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = ops\n[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://sso.test/start\n",
    );
    const env = { ...keyless, AWS_ENDPOINT_URL_SSO: "http://portal.test/", HTTP_PROXY: behind.url };
    const run = await runJets([...status, "--profile", "ops"], env);
    behind.close();
    portal.close();
    expect(run).toMatchObject({ exitCode: 0, stdout: "off\n" });
    expect(behind.asked).toEqual([
      "GET http://portal.test/federation/credentials?account_id=123456789012&role_name=ops",
    ]);
    expect(callers()).toEqual(["SSO"]);
  });
});

describe("NO_PROXY excepts", () => {
  /** The same with the port that AWS listens on in place of PORT. */
  const run = async (NO_PROXY: string): Promise<void> => {
    const { port } = new URL(served.env.AWS_ENDPOINT_URL ?? "");
    const env = { ...served.env, HTTP_PROXY: proxy.url, no_proxy: NO_PROXY.replace("PORT", port) };
    expect(await runHere(status, env)).toMatchObject({ exitCode: 0 });
  };

  test.each([
    "127.0.0.1",
    "example.com, 127.0.0.1",
    "*",
    ".0.0.1",
    "0.0.1",
    "example.com,127.0.0.1:PORT",
    ".0.0.1:PORT",
  ])("what it names: %s", async (exceptions) => {
    await run(exceptions);
    expect(proxy.asked).toEqual([]);
  });

  test.each(["7.0.0.1", "127.0.0.1:1", ".0.0.1:1", "127.0.0", "127.0.0.1.example.com"])(
    "nothing else: %s",
    async (exceptions) => {
      await run(exceptions);
      expect(proxy.asked).toHaveLength(2);
    },
  );

  test("nothing in upper case where the variable is set in lower case", async () => {
    const env = { ...served.env, HTTP_PROXY: proxy.url, no_proxy: "7.0.0.1", NO_PROXY: "*" };
    expect(await runHere(status, env)).toMatchObject({ exitCode: 0 });
    expect(proxy.asked).toHaveLength(2);
  });
});

describe("the authorities to trust", () => {
  test("are those of AWS_CA_BUNDLE, without a proxy too", async () => {
    const env = { ...served.env, AWS_ENDPOINT_URL: proxy.tlsUrl, AWS_CA_BUNDLE: authorityFile };
    expect(await runHere(status, env)).toMatchObject({ exitCode: 0, stdout: "off\n" });
  });

  test("are those of the profile's ca_bundle", async () => {
    const folder = await mkdtemp(join(tmpdir(), "jets-"));
    const AWS_CONFIG_FILE = join(folder, "config");
    await writeFile(AWS_CONFIG_FILE, `[default]\nca_bundle = ${authorityFile}\n`);
    const run = await runHere(status, { ...served.env, AWS_ENDPOINT_URL: proxy.tlsUrl, AWS_CONFIG_FILE });
    await rm(folder, { recursive: true });
    expect(run).toMatchObject({ exitCode: 0, stdout: "off\n" });
  });

  test("are read once, however many connections there are and however long the file is", async () => {
    const folder = await mkdtemp(join(tmpdir(), "jets-"));
    const [AWS_CA_BUNDLE, ca] = [
      join(folder, "all.pem"),
      (await readFile(authorityFile, "utf8")).repeat(1_000),
    ];
    await writeFile(AWS_CA_BUNDLE, ca);
    const reading = cpuTimeOf(() => createSecureContext({ ca }));
    const before = { ...process.env };
    Object.assign(process.env, { ...served.env, AWS_ENDPOINT_URL: proxy.tlsUrl, AWS_CA_BUNDLE });
    const aws = createAws({ clock: createVirtualClock(), random: () => 0 });
    await aws.parameters.get("/a");
    const start = process.cpuUsage();
    await Promise.all(Array.from({ length: 20 }, () => aws.parameters.get("/a")));
    const { user } = process.cpuUsage(start);
    aws.close();
    setEnvironment(before);
    await rm(folder, { recursive: true });
    expect(user).toBeLessThan(4 * reading);
  });

  test("are the usual ones otherwise", async () => {
    const { exitCode, stderr } = await runHere(status, { ...served.env, AWS_ENDPOINT_URL: proxy.tlsUrl });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("and for a proxy set AWS_CA_BUNDLE.");
  });
});

describe("what cannot be used is said", () => {
  test("certificates that cannot be read", async () => {
    expect(await runHere(status, { ...served.env, AWS_CA_BUNDLE: "/nowhere.pem" })).toEqual({
      exitCode: 2,
      stdout: "",
      stderr:
        'ERROR: AWS_CA_BUNDLE cannot be read: "/nowhere.pem".\n' +
        "Set it to a file of certificates in PEM format, or unset it.\n",
    });
  });

  test("a proxy of another kind", async () => {
    expect(await runHere(status, { ...served.env, HTTP_PROXY: "socks5://127.0.0.1:9" })).toEqual({
      exitCode: 2,
      stdout: "",
      stderr:
        "ERROR: HTTP_PROXY names no HTTP proxy.\nSet it to an address such as http://proxy.example.com:3128.\n",
    });
  });

  test("a proxy that does not answer, without its password", async () => {
    const before = { ...process.env };
    Object.assign(process.env, { ...direct, HTTPS_PROXY: "http://ada:hunter2@127.0.0.1:9" });
    const aws = createAws({ clock: createVirtualClock(), random: () => 0 });
    const error: unknown = await aws.parameters.get("/a").catch((reason: unknown) => reason);
    setEnvironment(before);
    expect(error).toMatchObject({
      exitCode: 1,
      message:
        "AWS could not be reached for ssm:GetParameters: through the proxy 127.0.0.1:9: connect ECONNREFUSED 127.0.0.1:9.",
    });
  });
});
