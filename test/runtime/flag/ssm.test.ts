import { SSMClient } from "@aws-sdk/client-ssm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { resolveEndpoint } from "../../../src/runtime/signed/endpoint.js";
import { RefusedError, type Reader } from "../../../src/runtime/flag/reader.js";
import { createSsmReader } from "../../../src/runtime/flag/ssm.js";
import { credentials, ParameterStore, refuse } from "../support/parameter-store.js";
import { Machine } from "../support/machine.js";

let store: ParameterStore;
let machine: Machine;
let read: Reader;
beforeEach(async () => {
  store = await ParameterStore.start();
  store.values.set("/a", "on");
  machine = new Machine({ ...credentials, AWS_ENDPOINT_URL_SSM: store.url });
  read = createSsmReader(machine);
});
afterEach(() => {
  store.stop();
});

const readA = (signal = new AbortController().signal): ReturnType<Reader> => read(["/a"], signal);

describe("one read", () => {
  test("is one signed GetParameters call for all names", async () => {
    store.values.set("/b", "1");
    const values = await read(["/a", "/b", "/missing"], new AbortController().signal);
    expect(["/a", "/b", "/missing"].map((name) => values.get(name))).toEqual(["on", "1", undefined]);
    expect(store.calls).toMatchObject([
      {
        body: { Names: ["/a", "/b", "/missing"] },
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": "AmazonSSM.GetParameters",
          "x-amz-security-token": "session-token",
        },
      },
    ]);
  });

  test("is signed right without a session token too", async () => {
    machine.env.AWS_SESSION_TOKEN = undefined;
    expect(await readA()).toContainEqual(["/a", "on"]);
    expect(store.calls[0]?.headers).not.toHaveProperty("x-amz-security-token");
  });

  test("finds a parameter by its ARN", async () => {
    const values = await readA();
    expect(values.get("arn:aws:ssm:eu-central-1:123456789012:parameter/a")).toBe("on");
  });

  test("uses the credentials of the moment", async () => {
    await readA();
    machine.env.AWS_SECRET_ACCESS_KEY = "rotated, and unknown to the store";
    await expect(readA()).rejects.toThrow("InvalidSignatureException");
  });

  test("ends when it is given up", async () => {
    const abort = new AbortController();
    store.misbehaviours.push(() => {
      abort.abort();
    });
    await expect(readA(abort.signal)).rejects.toThrow("aborted");
  });
});

describe("a clock that is wrong", () => {
  const expired = "Signature expired: 20261123T120000Z is now earlier than 20261123T121500Z.";

  /** AWS's own clock is so many minutes ahead, and it takes no signature that is five minutes off. */
  function setAhead(minutes: number, code = "InvalidSignatureException", message = expired): void {
    const aws = (): number => machine.now() + minutes * 60_000;
    store.verify = ({ "x-amz-date": at }, response) => {
      const time = String(at).replace(/(....)(..)(..T..)(..)/, "$1-$2-$3:$4:");
      response.setHeader("Date", new Date(aws()).toUTCString());
      if (Math.abs(Date.parse(time) - aws()) < 300_000) return true;
      refuse(code, message)(response);
      return false;
    };
  }

  test.each([
    [20, "InvalidSignatureException", expired],
    [-20, "InvalidSignatureException", "Signature not yet current: 20261123T120000Z"],
    [20, "SignatureDoesNotMatch", expired],
    [-20, "RequestTimeTooSkewed", "The difference is too large."],
    [6, "com.amazon.coral.service#RequestExpired", "Request has expired."],
    [-60 * 24 * 400, "RequestInTheFuture", "Not yet."],
    [20, "AuthFailure", "AWS was not able to validate the provided access credentials"],
  ])("by %i minutes, which AWS calls %s, is corrected by AWS's, once for all reads", async (...skew) => {
    setAhead(...skew);
    expect(await readA()).toContainEqual(["/a", "on"]);
    expect(store.calls).toHaveLength(2);
    machine.pass(60_000);
    expect(await readA()).toContainEqual(["/a", "on"]);
    expect(store.calls).toHaveLength(3);
  });

  test("and is set right meanwhile, is corrected back", async () => {
    setAhead(20);
    await readA();
    machine.pass(20 * 60_000);
    setAhead(0);
    expect(await readA()).toContainEqual(["/a", "on"]);
    expect(store.calls).toHaveLength(4);
  });

  test("makes no more than one further call, and AWS's own words are the reason", async () => {
    setAhead(20);
    const { verify } = store;
    store.verify = (headers, response) => verify({ ...headers, "x-amz-date": "20200101T000000Z" }, response);
    await expect(readA()).rejects.toThrow(`InvalidSignatureException ${expired}`);
    expect(store.calls).toHaveLength(2);
  });

  test("is not suspected where the times agree, or AWS tells no time", async () => {
    for (const date of [new Date(machine.now() + 200_000).toUTCString(), "soon"]) {
      store.calls.splice(0);
      store.misbehaviours.push((response) => {
        response.setHeader("Date", date);
        refuse("InvalidSignatureException", "The request signature we calculated does not match.")(response);
      });
      await expect(readA()).rejects.toThrow("does not match");
      expect(store.calls).toHaveLength(1);
    }
  });
});

describe("a refusal", () => {
  test.each([
    [refuse("ThrottlingException", "Rate exceeded"), "ThrottlingException Rate exceeded"],
    [refuse("com.amazonaws.ssm#InternalServerError", "Oops", 500), "InternalServerError Oops"],
    [
      refuse("AccessDeniedException", "User is not authorized"),
      "AccessDeniedException User is not authorized",
    ],
  ])("names AWS's code (%#)", async (misbehaviour, message) => {
    store.misbehaviours.push(misbehaviour);
    const error: unknown = await readA().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RefusedError);
    expect(String(error)).toBe(`RefusedError: ${message}`);
  });

  test("without JSON names the status", async () => {
    store.misbehaviours.push((response) => response.writeHead(503).end("<html>"));
    await expect(readA()).rejects.toThrow("HTTP 503");
  });

  test("may be an answer that is no JSON at all", async () => {
    store.misbehaviours.push((response) => response.writeHead(200).end("hello"));
    await expect(readA()).rejects.toThrow("HTTP 200");
  });
});

describe("the connection", () => {
  test("is kept for the next read", async () => {
    await readA();
    await readA();
    expect(store.connectionCount).toBe(1);
  });

  test("is a new one after a long silence, which may have been a freeze", async () => {
    await readA();
    machine.freeze(15_001);
    await readA();
    expect(store.connectionCount).toBe(2);
  });

  test("is replaced when the other side had closed it meanwhile", async () => {
    await readA();
    store.misbehaviours.push((_, socket) => socket.resetAndDestroy());
    expect(await readA()).toContainEqual(["/a", "on"]);
    expect(store.connectionCount).toBe(2);
  });

  test("that breaks when it is new is an error", async () => {
    store.misbehaviours.push((_, socket) => socket.resetAndDestroy());
    await expect(readA()).rejects.toThrow("ECONNRESET");
  });

  test("that breaks in the middle of an answer is an error", async () => {
    store.misbehaviours.push((response, socket) => {
      response.writeHead(200, { "Content-Length": 1000 });
      response.write("{", () => socket.resetAndDestroy());
    });
    await expect(readA()).rejects.toThrow("aborted");
  });
});

describe("the endpoint", () => {
  test.each([
    ...[
      "us-east-1",
      "ca-central-1",
      "cn-north-1",
      "us-gov-west-1",
      "us-gov-east-1",
      "us-iso-east-1",
      "us-isob-east-1",
    ],
    ...["us-isof-south-1", "eu-isoe-west-1", "eusc-de-east-1"],
    ...["us-isob-west-1", "ap-southeast-7", "mx-central-1"],
  ])("in %s is the SDK's own, with FIPS and dualstack and without", (region) => {
    const client = new SSMClient({ region });
    for (const [UseFIPS, UseDualStack] of [
      [false, false],
      [false, true],
      [true, false],
      [true, true],
    ] as const) {
      const { url } = client.config.endpointProvider({ Region: region, UseFIPS, UseDualStack });
      const env = {
        AWS_REGION: region,
        AWS_USE_FIPS_ENDPOINT: String(UseFIPS),
        AWS_USE_DUALSTACK_ENDPOINT: String(UseDualStack),
      };
      expect(resolveEndpoint(env)).toEqual({ region, url });
    }
    client.destroy();
  });

  test("is dualstack in whatever case `true` is written, as the AWS CLI reads it", () => {
    const env = { AWS_REGION: "us-east-1", AWS_USE_DUALSTACK_ENDPOINT: "True" };
    expect(resolveEndpoint(env).url.href).toBe("https://ssm.us-east-1.api.aws/");
  });

  test.each([
    [{ AWS_ENDPOINT_URL_SSM: "http://a:1", AWS_ENDPOINT_URL: "http://b:2" }, "http://a:1/"],
    [{ AWS_ENDPOINT_URL: "http://b:2" }, "http://b:2/"],
    [
      { AWS_ENDPOINT_URL: "http://b:2", AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" },
      "https://ssm.us-east-1.amazonaws.com/",
    ],
    [{ AWS_ENDPOINT_URL_SSM: "", AWS_ENDPOINT_URL: "" }, "https://ssm.us-east-1.amazonaws.com/"],
  ])("with %j is %s", (env, url) => {
    expect(resolveEndpoint({ AWS_REGION: "us-east-1", ...env }).url.href).toBe(url);
  });

  test("needs a region", () => {
    expect(resolveEndpoint({ AWS_DEFAULT_REGION: "eu-west-1" }).region).toBe("eu-west-1");
    expect(() => resolveEndpoint({})).toThrow("Set AWS_REGION.");
  });
});

test("missing credentials are named", async () => {
  machine.env.AWS_ACCESS_KEY_ID = undefined;
  await expect(readA()).rejects.toThrow("Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.");
});
