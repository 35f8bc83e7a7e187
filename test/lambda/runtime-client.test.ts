import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hashSecret } from "../../src/runtime/request/bypass.js";
import { alb, functionUrl, otherEvents, rest } from "../runtime/support/events.js";
import { flagName } from "../runtime/support/front-desk.js";
import { credentials, ParameterStore } from "../runtime/support/parameter-store.js";
import { Container } from "./support/container.js";

let store: ParameterStore;
let container: Container | undefined;
beforeEach(async () => {
  store = await ParameterStore.start();
});
afterEach(async () => {
  await container?.stop();
  container = undefined;
  store.stop();
});

async function start(files: Readonly<Record<string, string>>): Promise<Container> {
  const env = { ...credentials, AWS_ENDPOINT_URL: store.url, JETS_PROJECT: "demo" };
  container = await Container.start(files, env);
  return container;
}

const answer = `{ statusCode: 200, body: "application" }`;
/** The same team's files in both module formats. */
const formats = {
  "an ES module": {
    front: "index.mjs",
    importing: `import { withMaintenance } from "jets-maintenance/runtime";\nexport const handler = `,
    app: "app.mjs",
    exporting: "export const handler = ",
  },
  "a CommonJS module": {
    front: "index.cjs",
    importing: `const { withMaintenance } = require("jets-maintenance/runtime");\nexports.handler = `,
    app: "app.cjs",
    exporting: "exports.handler = ",
  },
} as const;

describe.each(Object.entries(formats))(
  "under Lambda's runtime client, as %s",
  (_, { front, importing, app, exporting }) => {
    const filesOf = (application: string, options = "{}"): Record<string, string> => ({
      [front]: `${importing}withMaintenance(() => import("./${app}"), ${options});`,
      [app]: `process.getBuiltinModule("node:fs").writeFileSync("application-is-loaded", "");\n${exporting}${application};`,
    });

    test("the page is answered and the application is not loaded while the flag is on", async () => {
      store.values.set(flagName, "on");
      const lambda = await start(filesOf(`async () => (${answer})`));
      const outcome = await lambda.invoke(functionUrl());
      expect(outcome.kind).toBe("response");
      expect(JSON.parse(outcome.body)).toMatchObject({
        statusCode: 503,
        headers: { "X-Jets-Maintenance": "on" },
      });
      expect(lambda.hasFile("application-is-loaded")).toBe(false);
      await lambda.invoke(otherEvents.sqs);
      expect(lambda.hasFile("application-is-loaded")).toBe(true);
    });

    test.each([
      ["async", `async (event, context) => ({ ...${answer}, context: context.awsRequestId })`],
      [
        "callback",
        `(event, context, callback) => setTimeout(() => callback(null, { ...${answer}, context: context.awsRequestId }), 20)`,
      ],
      [
        "callback that ends at once",
        `(event, context, callback) => { context.callbackWaitsForEmptyEventLoop = false; callback(null, { ...${answer}, context: context.awsRequestId }); }`,
      ],
    ])("an application of the %s style answers while the flag is off", async (__, application) => {
      const lambda = await start(filesOf(application));
      for (const id of ["request-1", "request-2"]) {
        const outcome = await lambda.invoke(rest());
        expect(JSON.parse(outcome.body)).toEqual({ statusCode: 200, body: "application", context: id });
      }
    });

    test("an application that fails fails with its own error", async () => {
      const lambda = await start(filesOf(`async () => { throw new RangeError("too far"); }`));
      const outcome = await lambda.invoke(alb());
      expect(outcome.kind).toBe("error");
      expect(JSON.parse(outcome.body)).toMatchObject({ errorType: "RangeError", errorMessage: "too far" });
    });

    test("a flag that takes its time is waited for, with nothing else to keep the process awake", async () => {
      store.values.set(flagName, "on");
      store.misbehaviours.push((response) => {
        const body = JSON.stringify({ Parameters: [{ Name: flagName, Value: "on" }] });
        setTimeout(() => response.end(body), 250);
      });
      const lambda = await start(filesOf(`async () => (${answer})`));
      expect(JSON.parse((await lambda.invoke(alb())).body)).toMatchObject({ statusCode: 503 });
    });

    test("a refresh beside a request does not hold up an application that answers by callback", async () => {
      const lateClock = "const now = Date.now; Date.now = () => now() + 3_000_000;";
      const application = `(event, context, callback) => { ${lateClock} callback(null, ${answer}); }`;
      const lambda = await start(filesOf(application, "{ ttlSeconds: 3600 }"));
      await lambda.invoke(alb());
      const refreshed = new Promise<ServerResponse>((resolve) => store.misbehaviours.push(resolve));
      expect(JSON.parse((await lambda.invoke(alb())).body)).toMatchObject({ statusCode: 200 });
      expect((await refreshed).destroyed).toBe(false);
    });

    test("a streaming application streams, and so does the page", async () => {
      const streaming = `awslambda.streamifyResponse(async (event, stream) => {
      const response = awslambda.HttpResponseStream.from(stream, { statusCode: 200 });
      response.write("one "); response.write("two"); response.end();
    })`;
      const lambda = await start(filesOf(streaming, "{ streaming: true, ttlSeconds: 0 }"));
      const open = await lambda.invoke(functionUrl());
      expect(open.headers["lambda-runtime-function-response-mode"]).toBe("streaming");
      expect(open.body.split("\0".repeat(8))).toEqual(['{"statusCode":200}', "one two"]);
      store.values.set(flagName, "on");
      store.values.set(
        `${flagName}/info`,
        JSON.stringify({ message: "Back at noon.", bypass: { hash: hashSecret("s") } }),
      );
      const shut = await lambda.invoke(functionUrl());
      const [prelude = "", page] = shut.body.split("\0".repeat(8));
      expect(shut.headers["content-type"]).toBe("application/vnd.awslambda.http-integration-response");
      expect(JSON.parse(prelude)).toMatchObject({ statusCode: 503, headers: { "Retry-After": "120" } });
      expect(page).toContain("Back at noon.");
      const link = await lambda.invoke(functionUrl({ query: "jets-bypass=s" }));
      expect(JSON.parse(link.body.split("\0")[0] ?? "")).toMatchObject({
        statusCode: 302,
        cookies: [expect.any(String)],
      });
    });
  },
);
