import { describe, expect, it } from "vitest";
import { Lambda } from "../../src/aws/sdk/lambda.js";
import { lighten } from "./light-clients.js";
import type { SdkRequest } from "./sdk-clients.js";

/** A client, and the requests that leave it. */
function open(): { readonly client: Lambda; readonly sent: SdkRequest[] } {
  const sent: SdkRequest[] = [];
  const client = new Lambda({
    region: "us-east-1",
    maxAttempts: 1,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    requestHandler: {
      handle: (request: SdkRequest) => {
        sent.push(request);
        return Promise.resolve({ response: { statusCode: 200, headers: {}, body: Buffer.from("{}") } });
      },
    },
  });
  return { client, sent };
}

/** What a request asks for, and who asks. */
const wordsOf = (request: SdkRequest | undefined): unknown => ({
  ...{ method: request?.method, path: request?.path, query: request?.query, body: request?.body },
  type: request?.headers["content-type"],
  key: request?.headers.authorization?.replace(/\/\d{8}\/|,.*/g, ""),
});

describe("a light client", () => {
  it("writes the request that a whole one writes, but for what is only for the network", async () => {
    const [whole, light] = [open(), open()];
    lighten(light.client, "lambda", () => undefined);
    for (const { client } of [whole, light])
      await client.putFunctionConcurrency({ FunctionName: "a/b", ReservedConcurrentExecutions: 1 });
    const [asked, askedLightly] = [whole.sent[0], light.sent[0]];
    expect(wordsOf(askedLightly)).toEqual(wordsOf(asked));
    expect(
      Object.keys({ ...asked?.headers }).filter((name) => !(name in { ...askedLightly?.headers })),
    ).toEqual([
      "content-length",
      "x-amz-user-agent",
      "user-agent",
      "amz-sdk-invocation-id",
      "amz-sdk-request",
      "x-amz-date",
      "x-amz-content-sha256",
    ]);
  });

  it("cannot be made of a client whose steps have other names", () => {
    const { client } = open();
    client.middlewareStack.remove("retryMiddleware");
    expect(() => {
      lighten(client, "lambda", () => undefined);
    }).toThrow("The SDK's calls have no step retryMiddleware any more.");
  });
});
