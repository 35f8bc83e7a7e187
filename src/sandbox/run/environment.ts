import { delimiter } from "node:path";

/** What the sandbox accepts as credentials: anything, so this. */
const credentials = { AWS_ACCESS_KEY_ID: "sandbox", AWS_SECRET_ACCESS_KEY: "sandbox" };

/** Variables that would lead a command past the sandbox, to a real account, or make an SDK refuse its address. */
const misleading: readonly string[] = [
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_SESSION_TOKEN",
  "AWS_SECURITY_TOKEN",
  "AWS_ENDPOINT_URL_CLOUDFORMATION",
  "AWS_ENDPOINT_URL_LAMBDA",
  "AWS_ENDPOINT_URL_SQS",
  "AWS_ENDPOINT_URL_SSM",
  "AWS_ENDPOINT_URL_STS",
  "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
  "AWS_USE_FIPS_ENDPOINT",
  "AWS_USE_DUALSTACK_ENDPOINT",
];

/** Where a sandbox is. */
export interface Whereabouts {
  readonly url: string;
  readonly region: string;
  /** The application that commands mean when they name none, for example `demo` and `dev` for the stack `demo-dev`. */
  readonly application?: { readonly project: string; readonly env: string };
  /** A folder of programs for the command. */
  readonly programs?: string;
}

/** The environment of a command that is to reach the sandbox, and nothing else. */
export function environmentFor(where: Whereabouts, outer: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const inner = { ...outer, ...variablesFor(where), ...pathFor(where, outer), ...noProxy(outer) };
  return Object.fromEntries(Object.entries(inner).filter(([name]) => !misleading.includes(name)));
}

/** The same as lines for a POSIX shell. */
export function exportLinesFor(where: Whereabouts): string {
  const lines = Object.entries(variablesFor(where)).map(([name, value]) => `export ${name}=${value}\n`);
  return `${lines.join("")}unset ${misleading.join(" ")}\n`;
}

function variablesFor({ url, region, application }: Whereabouts): Record<string, string> {
  const meant =
    application === undefined ? {} : { JETS_PROJECT: application.project, JETS_ENV: application.env };
  return { AWS_ENDPOINT_URL: url, AWS_REGION: region, AWS_DEFAULT_REGION: region, ...credentials, ...meant };
}

function pathFor({ programs }: Whereabouts, { PATH = "" }: NodeJS.ProcessEnv): Record<string, string> {
  return programs === undefined ? {} : { PATH: [programs, PATH].filter(Boolean).join(delimiter) };
}

// The aws CLI and boto3 would hand calls to 127.0.0.1 to a proxy.
function noProxy(outer: NodeJS.ProcessEnv): Record<string, string> {
  const hosts = [outer.no_proxy ?? outer.NO_PROXY, "127.0.0.1"].filter(Boolean).join(",");
  return { no_proxy: hosts, NO_PROXY: hosts };
}
