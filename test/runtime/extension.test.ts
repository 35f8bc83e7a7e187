import { createServer, type IncomingMessage, type Server } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { httpApi } from "./support/events.js";
import { flagName, FrontDesk } from "./support/front-desk.js";
import { listen } from "./support/listen.js";

let desk: FrontDesk;
let extension: Server;
let requests: { readonly url: string | undefined; readonly token: IncomingMessage["headers"][string] }[];
let status: number;
beforeEach(async () => {
  desk = await FrontDesk.open();
  requests = [];
  status = 400;
  extension = createServer((request, response) => {
    requests.push({ url: request.url, token: request.headers["x-aws-parameters-secrets-token"] });
    const name = new URL(request.url ?? "", "http://host").searchParams.get("name") ?? "";
    const Value = desk.store.values.get(name);
    if (Value === undefined)
      response.writeHead(status).end("operation error SSM: GetParameter, ParameterNotFound: ");
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
  expect(requests).toEqual([
    { url: `/systemsmanager/parameters/get?name=${encodeURIComponent(flagName)}`, token: "session-token" },
    {
      url: `/systemsmanager/parameters/get?name=${encodeURIComponent(`${flagName}/info`)}`,
      token: "session-token",
    },
  ]);
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
