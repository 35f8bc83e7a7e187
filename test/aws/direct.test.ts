import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setEnvironment } from "../support/environment.js";
import { createClients } from "../../src/aws/clients.js";
import { withDirectReads } from "../../src/aws/direct/clients.js";
import { openDirectReader } from "../../src/aws/direct/index.js";
import { createPorts, type Aws } from "../../src/aws/index.js";
import type { JetsError } from "../../src/maintenance/index.js";
import { parseFault } from "../../src/sandbox/faults/fault-syntax.js";
import { isSigned } from "../runtime/support/signature.js";
import { listen } from "../runtime/support/listen.js";
import { runJets } from "../support/process/jets.js";
import { serveSandbox, type ServedSandbox } from "../support/network/served-sandbox.js";
import { createVirtualClock } from "../support/virtual-clock.js";

let served: ServedSandbox;
let folder: string;
const before = { ...process.env };
beforeEach(async () => {
  served = await serveSandbox({ stacks: [{ name: "demo-dev" }] });
  folder = await mkdtemp(join(tmpdir(), "jets-"));
  Object.assign(process.env, served.env);
});
afterEach(async () => {
  setEnvironment(before);
  await served.close();
  await rm(folder, { recursive: true });
});

/** Which of the SDK's clients the binary has loaded, by Node's own account of the scripts that it ran. */
async function clientsLoadedBy(args: readonly string[], env: Record<string, string>): Promise<string[]> {
  expect(await runJets(args, { ...env, NODE_V8_COVERAGE: folder })).toMatchObject({ exitCode: 0 });
  const reports = await Promise.all(
    (await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")),
  );
  return [...reports.join().matchAll(/\/dist\/(cloudformation|lambda|ssm)-\w+\.js"/g)].map(
    ([, name]) => name ?? "",
  );
}

describe("the status of the web role", () => {
  test("is read without the SDK, where credentials, region and endpoint are in the environment", async () => {
    expect(await clientsLoadedBy(["maintenance:status"], served.env)).toEqual([]);
    expect(served.sandbox.calls.map(({ operation }) => operation).sort()).toEqual([
      "DescribeStacks",
      "GetParameters",
    ]);
  });

  test("is read through the SDK, where a configuration file has a say", async () => {
    const AWS_CONFIG_FILE = join(folder, "config");
    await writeFile(AWS_CONFIG_FILE, "[default]\nuse_dualstack_endpoint = false\n");
    const env = { ...served.env, AWS_CONFIG_FILE };
    expect((await clientsLoadedBy(["maintenance:status"], env)).sort()).toEqual(["cloudformation", "ssm"]);
  });
});

describe("nothing is read directly", () => {
  test.each([
    ["a profile", { AWS_PROFILE: "ops" }],
    ["a default profile", { AWS_DEFAULT_PROFILE: "ops" }],
    ["no key", { AWS_ACCESS_KEY_ID: "" }],
    ["no secret", { AWS_SECRET_ACCESS_KEY: undefined }],
    ["no region", { AWS_REGION: undefined }],
    ["a region of another partition", { AWS_REGION: "us-gov-west-1" }],
    ["what is no region", { AWS_REGION: "us east" }],
    ["FIPS endpoints", { AWS_USE_FIPS_ENDPOINT: "true" }],
    ["dual-stack endpoints", { AWS_USE_DUALSTACK_ENDPOINT: "true" }],
    ["no use for configured endpoints", { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" }],
    ["an endpoint that is no URL", { AWS_ENDPOINT_URL: "localhost" }],
    ["an endpoint with a path", { AWS_ENDPOINT_URL_SSM: "http://127.0.0.1/ssm" }],
    ["no home to look for a configuration file in", { HOME: undefined }],
    ["an empty home", { HOME: "" }],
  ])("with %s", async (_, env) => {
    expect(await openDirectReader({}, { ...served.env, ...env })).toBeUndefined();
  });

  test("with a profile that is asked for", async () => {
    expect(await openDirectReader({ profile: "ops" }, served.env)).toBeUndefined();
  });
});

describe("a direct read", () => {
  const openBoth = (): { direct: Aws; sdk: Aws } => {
    const options = { clock: createVirtualClock(), random: () => 0 };
    const clients = createClients({});
    const direct = withDirectReads(clients, () => openDirectReader({}, process.env));
    return { direct: createPorts(direct, options), sdk: createPorts(clients, options) };
  };

  test("finds what the SDK finds", async () => {
    const { direct, sdk } = openBoth();
    await sdk.parameters.put("/a", "on");
    expect(await direct.parameters.get("/a", "/b")).toEqual(await sdk.parameters.get("/a", "/b"));
    expect(await direct.stacks.get("demo-dev")).toEqual(await sdk.stacks.get("demo-dev"));
    expect(await direct.region()).toBe(await sdk.region());
    direct.close();
  });

  test("is signed as AWS wants it, and says which stack and which parameters", async () => {
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        bodies.push(isSigned(request.headers, body, "sandbox") ? body : "not signed");
        response.end();
      });
    });
    const env = { ...served.env, AWS_ENDPOINT_URL: `http://127.0.0.1:${await listen(server)}` };
    const stacks = await openDirectReader({}, env);
    expect(await stacks?.describeStacks("demo-dev")).toBeUndefined();
    const parameters = await openDirectReader({}, env);
    expect(await parameters?.getParameters(["/a"])).toBeUndefined();
    expect(bodies).toEqual([
      "Action=DescribeStacks&Version=2010-05-15&StackName=demo-dev",
      JSON.stringify({ Names: ["/a"] }),
    ]);
    stacks?.close();
    parameters?.close();
    server.close();
  });

  test("of a stack that is not there fails as the SDK's does", async () => {
    const { direct, sdk } = openBoth();
    const failureOf = (aws: Aws): Promise<unknown> =>
      aws.stacks.get("shop-dev").catch((error: unknown) => error);
    const { code, message, hint } = (await failureOf(sdk)) as JetsError;
    expect(await failureOf(direct)).toMatchObject({ code, message, hint });
    expect(code).toBe("not_deployed");
    direct.close();
  });

  test.each(["429", "500", "denied", "drop-before", "drop-after"] as const)(
    "that comes to nothing (%s) is made once more through the SDK, and the last one of its run",
    async (kind) => {
      const { direct, sdk } = openBoth();
      await sdk.parameters.put("/a", "on");
      served.sandbox.clearCalls();
      served.sandbox.addFault(parseFault(`GetParameters:1:${kind}`, () => undefined));
      const first = await direct.parameters.get("/a");
      expect(first).toMatchObject([{ name: "/a", value: "on" }]);
      expect(await direct.parameters.get("/a")).toEqual(first);
      expect(served.sandbox.calls).toHaveLength(3);
      direct.close();
    },
  );
});
