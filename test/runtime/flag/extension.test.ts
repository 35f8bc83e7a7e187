import { createServer, type IncomingMessage, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { httpApi } from "../support/events.js";
import { flagName, FrontDesk } from "../support/front-desk.js";
import { listen } from "../support/listen.js";

let desk: FrontDesk;
let extension: Server;
let requests: { readonly url: string | undefined; readonly token: IncomingMessage["headers"][string] }[];
let status: number;
let refusal: string;
/** What the real one says, whatever AWS said to it. */
const UNCLEAR = "an unexpected error occurred while executing request";
beforeEach(async () => {
  desk = await FrontDesk.open();
  requests = [];
  status = 400;
  refusal = "operation error SSM: GetParameter, ParameterNotFound: ";
  extension = createServer((request, response) => {
    requests.push({ url: request.url, token: request.headers["x-aws-parameters-secrets-token"] });
    const name = new URL(request.url ?? "", "http://host").searchParams.get("name") ?? "";
    const Value = desk.store.values.get(name);
    if (Value === undefined) response.writeHead(status).end(refusal);
    else
      response.end(
        JSON.stringify({ Parameter: { Name: name, Type: "String", Value, Version: 1 }, ResultMetadata: {} }),
      );
  });
  desk.machine.env.PARAMETERS_SECRETS_EXTENSION_HTTP_PORT = String(await listen(extension));
  desk.configure({ useExtension: true });
});
afterEach(async () => {
  extension.close();
  await desk.close();
});

test("with `useExtension` the flag comes from the extension, with its token, and not from SSM", async () => {
  desk.turnOn({ message: "By the extension." });
  expect((await desk.ask(httpApi())).body).toContain("By the extension.");
  expect(requests).toHaveLength(2);
  expect(requests).toEqual(
    expect.arrayContaining([
      { url: `/systemsmanager/parameters/get?name=${encodeURIComponent(flagName)}`, token: "session-token" },
      {
        url: `/systemsmanager/parameters/get?name=${encodeURIComponent(`${flagName}/info`)}`,
        token: "session-token",
      },
    ]),
  );
  expect(desk.store.calls).toEqual([]);
});

test("a parameter that the extension can't find is off", async () => {
  expect((await desk.ask(httpApi())).status).toBe(200);
  expect(desk.machine.lines).toEqual([]);
});

test("another error of the extension is reported", async () => {
  extension.removeAllListeners("request");
  extension.on("request", (_, response) => response.writeHead(403).end("no token"));
  expect((await desk.ask(httpApi())).status).toBe(200);
  expect(desk.machine.lines).toEqual([expect.stringContaining("HTTP 403 no token")]);
});

describe("an info parameter that can't be read is no info", () => {
  test.each([
    [400, UNCLEAR],
    [500, "Internal Server Error"],
    [403, "no token"],
  ])("where the extension answers %i %s", async (code, body) => {
    [status, refusal] = [code, body];
    for (const [flag, seen] of [
      ["on", 503],
      ["off", 200],
    ] as const) {
      desk.store.values.set(flagName, flag);
      desk.configure({ useExtension: true, onError: "closed" });
      expect((await desk.ask(httpApi())).status).toBe(seen);
    }
    expect(desk.machine.lines).toEqual([]);
  });
});

describe("a failure that may be no more than a missing flag", () => {
  beforeEach(() => {
    refusal = UNCLEAR;
  });

  test.each(["open", "closed"] as const)(
    "does not close a site that never was in maintenance, with onError `%s`; one line says so",
    async (onError) => {
      desk.configure({ useExtension: true, onError });
      expect((await desk.ask(httpApi())).status).toBe(200);
      desk.machine.pass(60_000);
      expect((await desk.ask(httpApi())).status).toBe(200);
      expect(desk.machine.lines).toEqual([
        `jets-maintenance: The extension answered "${UNCLEAR}" for ${flagName}, as it does where there is no such parameter. It is taken as off.`,
      ]);
    },
  );

  test("does not open a site whose flag was read as on", async () => {
    desk.turnOn();
    expect((await desk.ask(httpApi())).status).toBe(503);
    desk.store.values.clear();
    desk.machine.pass(60_000);
    expect((await desk.ask(httpApi())).status).toBe(503);
    expect(desk.machine.lines).toEqual([expect.stringContaining("Its last known state holds: on.")]);
  });
});

test.each([
  [400, "not ready to serve traffic, please wait"],
  [500, UNCLEAR],
  [403, "no token"],
])("the answer %i %s is a failure, which onError `closed` closes the site for", async (code, body) => {
  [status, refusal] = [code, body];
  desk.configure({ useExtension: true, onError: "closed" });
  expect((await desk.ask(httpApi())).status).toBe(503);
});
