import { createServer } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createExtensionReader } from "../../../src/runtime/flag/extension.js";
import type { Reader } from "../../../src/runtime/flag/reader.js";
import { createSsmReader } from "../../../src/runtime/flag/ssm.js";
import { authorityFile, openProxy, type TestProxy } from "../../support/network/proxy.js";
import { listen } from "../support/listen.js";
import { Machine } from "../support/machine.js";
import { credentials, ParameterStore } from "../support/parameter-store.js";

const region = { ...credentials, AWS_REGION: "us-east-1" };
const host = "ssm.us-east-1.amazonaws.com";

let store: ParameterStore;
let proxy: TestProxy;
let machine: Machine;
beforeEach(async () => {
  store = await ParameterStore.start();
  store.values.set("/a", "on");
  proxy = await openProxy(store.url);
});
afterEach(() => {
  proxy.close();
  store.stop();
});

const open = (env: Record<string, string>): Reader => {
  machine = new Machine({ ...region, ...env });
  return createSsmReader(machine);
};
const readA = (read: Reader): ReturnType<Reader> => read(["/a"], new AbortController().signal);

describe("a proxy that the environment names is used", () => {
  test.each(["HTTPS_PROXY", "https_proxy"])("for HTTPS, by %s", async (name) => {
    const read = open({ [name]: proxy.url, AWS_CA_BUNDLE: authorityFile });
    expect(await readA(read)).toContainEqual(["/a", "on"]);
    expect(proxy.asked).toEqual([`CONNECT ${host}:443`]);
  });

  test.each(["HTTP_PROXY", "http_proxy"])("for HTTP, by %s", async (name) => {
    const read = open({ AWS_ENDPOINT_URL_SSM: "http://aws.test:8080", [name]: proxy.url });
    expect(await readA(read)).toContainEqual(["/a", "on"]);
    expect(proxy.asked).toEqual(["POST http://aws.test:8080/"]);
  });

  test.each([
    ["HTTPS", {}],
    ["HTTP", { AWS_ENDPOINT_URL: "http://aws.test" }],
  ] as const)("with a user and a password, for %s", async (protocol, env) => {
    const named = proxy.url.replace("http://", "ada:p%40ss@");
    const read = open({ HTTPS_PROXY: named, HTTP_PROXY: named, AWS_CA_BUNDLE: authorityFile, ...env });
    expect(await readA(read)).toContainEqual(["/a", "on"]);
    expect(proxy.authorizations).toEqual([`Basic ${Buffer.from("ada:p@ss").toString("base64")}`]);
    // The proxy of these tests hands on what it is told over HTTP.
    const told = { HTTPS: undefined, HTTP: proxy.authorizations[0] };
    expect(store.calls[0]?.headers["proxy-authorization"]).toBe(told[protocol]);
  });

  test("and its connection kept for the next read", async () => {
    const read = open({ HTTPS_PROXY: proxy.url, AWS_CA_BUNDLE: authorityFile });
    await readA(read);
    await readA(read);
    expect(proxy.asked).toHaveLength(1);
    expect(store.calls).toHaveLength(2);
  });

  test("and asked again after a long silence, which may have been a freeze", async () => {
    const read = open({ HTTPS_PROXY: proxy.url, AWS_CA_BUNDLE: authorityFile });
    await readA(read);
    machine.freeze(15_001);
    expect(await readA(read)).toContainEqual(["/a", "on"]);
    expect(proxy.asked).toHaveLength(2);
  });
});

describe("no proxy is used", () => {
  test.each([
    ["aws.test", "no"],
    [".test", "no"],
    ["test", "no"],
    ["aws.test:8080", "no"],
    ["*", "no"],
    ["ws.test", "yes"],
    ["aws.test:80", "yes"],
    ["", "yes"],
  ])("for what NO_PROXY names: %j", async (NO_PROXY, isAsked) => {
    const env = { AWS_ENDPOINT_URL: "http://aws.test:8080", HTTP_PROXY: proxy.url, NO_PROXY };
    await readA(open(env)).catch(() => undefined);
    expect(proxy.asked).toHaveLength(isAsked === "yes" ? 1 : 0);
  });

  test("for the extension, which is on this machine", async () => {
    const server = createServer((_, response) => response.end('{"Parameter":{"Value":"on"}}'));
    const PARAMETERS_SECRETS_EXTENSION_HTTP_PORT = String(await listen(server));
    const named = { HTTP_PROXY: proxy.url, http_proxy: proxy.url, HTTPS_PROXY: proxy.url };
    machine = new Machine({ ...region, PARAMETERS_SECRETS_EXTENSION_HTTP_PORT, ...named });
    expect(await readA(createExtensionReader(machine))).toContainEqual(["/a", "on"]);
    server.close();
    server.closeAllConnections();
    expect(proxy.asked).toEqual([]);
  });
});

describe("the authorities to trust", () => {
  test("are those of AWS_CA_BUNDLE, without a proxy too", async () => {
    const read = open({ AWS_ENDPOINT_URL: proxy.tlsUrl, AWS_CA_BUNDLE: authorityFile });
    expect(await readA(read)).toContainEqual(["/a", "on"]);
  });

  test.each([
    ["directly", (): object => ({ AWS_ENDPOINT_URL: proxy.tlsUrl })],
    ["through a proxy", (): object => ({ HTTPS_PROXY: proxy.url })],
  ])("are the usual ones otherwise, %s", async (_, env) => {
    await expect(readA(open({ ...env() }))).rejects.toThrow("certificate");
    expect(store.calls).toEqual([]);
  });

  test("vouch for the very host through a proxy as well", async () => {
    const env = { AWS_REGION: "eu-central-1", HTTPS_PROXY: proxy.url, AWS_CA_BUNDLE: authorityFile };
    await expect(readA(open(env))).rejects.toThrow("altnames");
    expect(store.calls).toEqual([]);
  });
});

describe("what cannot be used is an error of the read", () => {
  test("certificates that cannot be read", async () => {
    await expect(readA(open({ AWS_CA_BUNDLE: "/nowhere.pem" }))).rejects.toThrow("/nowhere.pem");
  });

  test("a proxy of another kind", async () => {
    const read = open({ HTTPS_PROXY: "socks5://127.0.0.1:9" });
    await expect(readA(read)).rejects.toThrow("HTTPS_PROXY names no HTTP proxy.");
  });

  test("a proxy that does not answer", async () => {
    await expect(readA(open({ HTTPS_PROXY: "http://127.0.0.1:9" }))).rejects.toThrow("ECONNREFUSED");
  });

  test("a proxy that refuses", async () => {
    const server = createServer();
    server.on("connect", (_, socket) => socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"));
    const address = `127.0.0.1:${await listen(server)}`;
    const read = open({ HTTPS_PROXY: `http://ada:hunter2@${address}` });
    await expect(readA(read)).rejects.toThrow(`The proxy ${address} answered 407 to CONNECT.`);
    server.close();
  });

  test("a proxy that is silent", async () => {
    const server = createServer();
    server.on("connect", () => undefined);
    const read = open({ HTTPS_PROXY: `http://127.0.0.1:${await listen(server)}` });
    await expect(readA(read)).rejects.toThrow("127.0.0.1 was silent for 2000 ms.");
    server.close();
    server.closeAllConnections();
  });
});
