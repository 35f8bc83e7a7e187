import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  array,
  literal,
  looseObject,
  number,
  optional,
  parse,
  record,
  string,
  type InferOutput,
} from "valibot";
import { putInFront } from "../../../src/runtime/in-front.js";
import { credentials, ParameterStore } from "./parameter-store.js";
import { Machine } from "./machine.js";
import type { Handler } from "../../../src/runtime/application.js";
import type { MaintenanceOptions } from "../../../src/runtime/options.js";

/** The flag that JETS_PROJECT=demo names. */
export const flagName = "/jets/demo-dev/maintenance/web";

const Response = looseObject({
  statusCode: number(),
  statusDescription: optional(string()),
  headers: optional(record(string(), string())),
  multiValueHeaders: optional(record(string(), array(string()))),
  cookies: optional(array(string())),
  body: string(),
  isBase64Encoded: literal(false),
});

/** A response, whichever way the front wants its headers. */
export interface Reply {
  readonly status: number;
  readonly body: string;
  /** By their lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly cookie: string | undefined;
  readonly raw: InferOutput<typeof Response>;
}

/** Reads a proxy response of any shape; throws where it is none. */
export function readReply(value: unknown): Reply {
  const raw = parse(Response, value);
  const single = Object.entries(raw.multiValueHeaders ?? {}).map(
    ([name, values]) => [name, values.join(", ")] as const,
  );
  const headers = Object.fromEntries(
    [...Object.entries(raw.headers ?? {}), ...single].map(([name, text]) => [name.toLowerCase(), text]),
  );
  return {
    status: raw.statusCode,
    body: raw.body,
    headers,
    cookie: raw.cookies?.[0] ?? headers["set-cookie"],
    raw,
  };
}

/** A handler with the maintenance page in front, an SSM of its own, and an application that keeps what reaches it. */
export class FrontDesk {
  readonly machine = new Machine();
  /** The events that the application answered. */
  readonly answered: unknown[] = [];
  loads = 0;
  private handler: Handler | undefined;

  private constructor(
    readonly store: ParameterStore,
    readonly publicDir: string,
  ) {
    Object.assign(this.machine.env, credentials, { JETS_PROJECT: "demo", AWS_ENDPOINT_URL_SSM: store.url });
  }

  static async open(): Promise<FrontDesk> {
    return new FrontDesk(await ParameterStore.start(), await mkdtemp(join(tmpdir(), "public-")));
  }

  async close(): Promise<void> {
    this.store.stop();
    await rm(this.publicDir, { recursive: true });
  }

  turnOn(info: object = {}): void {
    this.store.values.set(flagName, "on");
    this.store.values.set(`${flagName}/info`, JSON.stringify(info));
  }

  turnOff(): void {
    this.store.values.set(flagName, "off");
  }

  async putPage(name: "maintenance.html" | "maintenance.json", text: string): Promise<void> {
    await writeFile(join(this.publicDir, name), text);
  }

  /** From here on, requests are asked of a container that starts anew with these options. */
  configure(options: MaintenanceOptions = {}): void {
    const application = (event: unknown): Promise<unknown> => {
      this.answered.push(event);
      return Promise.resolve({ statusCode: 200, body: "application", isBase64Encoded: false });
    };
    const load = (): unknown => {
      this.loads += 1;
      return application;
    };
    this.handler = putInFront(load, { publicDir: this.publicDir, ...options }, this.machine);
  }

  /** What Lambda would get back. */
  invoke(event: unknown): Promise<unknown> {
    if (this.handler === undefined) this.configure();
    return Promise.resolve(this.handler?.(event, {}));
  }

  async ask(event: unknown): Promise<Reply> {
    return readReply(await this.invoke(event));
  }
}
