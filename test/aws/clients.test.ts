import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setEnvironment } from "../support/environment.js";
import { createClients, type ClientOptions } from "../../src/aws/clients.js";
import { createAws, type Aws } from "../../src/aws/index.js";
import { createTestSandbox } from "../support/world/index.js";
import { requestHandlerFor } from "../support/sdk-clients.js";
import { createVirtualClock } from "../support/virtual-clock.js";

const open = (options: ClientOptions): Aws =>
  createAws({ clock: createVirtualClock(), random: () => 0, ...options });

describe("the environment", () => {
  const before = { ...process.env };
  beforeEach(() => {
    for (const name of Object.keys(process.env).filter(
      (key) => key.startsWith("AWS_") && !key.startsWith("AWS_SDK"),
    ))
      Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, { AWS_CONFIG_FILE: "/nowhere", AWS_SHARED_CREDENTIALS_FILE: "/nowhere" });
    process.env.AWS_EC2_METADATA_DISABLED = "true";
  });
  afterEach(() => {
    setEnvironment(before);
  });

  test("may name no region, which is said before any call is made", async () => {
    await expect(open({}).region()).rejects.toMatchObject({
      code: "region_missing",
      message: "No AWS region is set.",
      hint: "Set AWS_REGION, a region in the AWS profile, or --region.",
    });
  });

  test("may name the region, which an option overrules", async () => {
    process.env.AWS_REGION = "eu-west-1";
    expect(await open({}).region()).toBe("eu-west-1");
    expect(await open({ region: "us-west-2" }).region()).toBe("us-west-2");
  });

  test("may name what is no region", async () => {
    process.env.AWS_REGION = "us east";
    await expect(open({}).region()).rejects.toMatchObject({
      code: "usage",
      message: 'Not an AWS region: "us east".',
    });
  });

  test("may hold no credentials", async () => {
    const { parameters } = open({ region: "us-east-1" });
    await expect(parameters.get("/a")).rejects.toMatchObject({ code: "credentials_missing" });
  });

  test.each(["--profile", "AWS_PROFILE"])("may name a profile that does not exist, by %s", async (by) => {
    if (by === "AWS_PROFILE") process.env.AWS_PROFILE = "nobody";
    const named = by === "AWS_PROFILE" ? {} : { profile: "nobody" };
    const { parameters } = open({ region: "us-east-1", ...named });
    await expect(parameters.get("/a")).rejects.toMatchObject({
      code: "credentials_missing",
      message: expect.stringContaining('No usable AWS credentials of the profile "nobody": ') as string,
      hint: expect.stringContaining("`aws configure list-profiles`") as string,
    });
  });

  test("may name an endpoint that is no URL", async () => {
    process.env.AWS_ENDPOINT_URL = "localhost";
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "ada", AWS_SECRET_ACCESS_KEY: "secret" });
    await expect(open({ region: "us-east-1" }).parameters.get("/a")).rejects.toMatchObject({
      code: "usage",
      message: 'The AWS endpoint is not a URL: "localhost".',
    });
  });
});

test("AWS's clock is that of SSM's newest answer, whatever this machine's says", async () => {
  const now = Date.UTC(2031, 4, 5, 6, 7, 8);
  const sandbox = createTestSandbox({ clock: { now: () => new Date(now) } });
  const { serverTime, ssm } = createClients({
    region: "us-east-1",
    requestHandler: requestHandlerFor(sandbox),
  });
  expect(serverTime()).toEqual(new Date(0));
  await (await ssm()).getParameters({ Names: ["/a"] });
  expect(serverTime()).toEqual(new Date(now));
});

test("an answer without a usable date leaves AWS's clock as it was", async () => {
  const handle = (): Promise<unknown> =>
    Promise.resolve({
      response: { statusCode: 200, headers: { date: "yesterday" }, body: Buffer.from("{}") },
    });
  const { serverTime, ssm } = createClients({ region: "us-east-1", requestHandler: { handle } });
  await (await ssm()).getParameters({ Names: ["/a"] });
  expect(serverTime()).toEqual(new Date(0));
});

describe("over the network", () => {
  let server: Server;
  let connections: number;
  beforeEach(async () => {
    connections = 0;
    server = createServer((request, response) => {
      request.resume().on("end", () => response.end("{}"));
    });
    server.on("connection", () => (connections += 1));
    await once(server.listen(0, "127.0.0.1"), "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The server has no port.");
    process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${address.port}`;
  });
  afterEach(async () => {
    Reflect.deleteProperty(process.env, "AWS_ENDPOINT_URL");
    server.close();
    await once(server, "close");
  });

  test("calls that follow each other share one connection per service", async () => {
    const aws = open({ region: "us-east-1" });
    for (let round = 0; round < 5; round += 1) {
      await aws.parameters.get("/a");
      await aws.functions.listMappings();
    }
    expect(connections).toBe(2);
    aws.close();
  });

  test("no connection outlives the run", async () => {
    const aws = open({ region: "us-east-1" });
    await aws.parameters.get("/a");
    aws.close();
    // It would not end as long as a client kept its connection.
    await once(server.close(), "close");
    await once(server.listen(0, "127.0.0.1"), "listening");
    expect(connections).toBe(1);
  });
});
