import { listen, type CallRecord, type SandboxOptions } from "../../../src/sandbox/index.js";
import { createTestSandbox, type TestSandbox } from "../world/index.js";
import type { WireRequest } from "../../../src/sandbox/wire/messages.js";
import { inFrontOf, type Rewriter } from "./rewriter.js";

/** A sandbox that listens, and the environment that leads the binary to it. */
export interface ServedSandbox {
  readonly sandbox: TestSandbox;
  /** Lets AWS give other answers, for example old ones. */
  readonly rewriter: Rewriter;
  readonly env: Record<string, string>;
  /** Every call over the wire, in the order of arrival, with the access key of who made it. */
  readonly callers: readonly CallerRecord[];
  readonly close: () => Promise<void>;
}

/** A call as it arrived, and who made it. */
interface CallerRecord extends CallRecord {
  readonly accessKey: string;
}

/** Serves an AWS for the binary; the application is `demo-dev`. */
export async function serveSandbox(options?: SandboxOptions): Promise<ServedSandbox> {
  const rewriter = inFrontOf(createTestSandbox({ mappingSettlesMs: 0, provisionedSettlesMs: 0, ...options }));
  const { sandbox } = rewriter;
  const callers: CallerRecord[] = [];
  const listening = await listen({
    ...sandbox,
    handle: (request) => {
      const answer = sandbox.handle(request);
      const call = sandbox.calls.at(-1);
      if (call !== undefined) callers.push({ ...call, accessKey: accessKeyOf(request) });
      return answer;
    },
  });
  const env = {
    ...noAws,
    AWS_ENDPOINT_URL: listening.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "sandbox",
    AWS_SECRET_ACCESS_KEY: "sandbox",
    JETS_PROJECT: "demo",
  };
  return { sandbox, rewriter, env, callers, close: () => listening.close() };
}

const accessKeyOf = ({ headers }: WireRequest): string =>
  /Credential=([^/]+)/.exec(headers.authorization ?? "")?.[1] ?? "nobody";

/** Nothing of the machine's own AWS settings, and no looking for credentials in the network. */
export const noAws: Record<string, string> = {
  HOME: "/nowhere",
  AWS_CONFIG_FILE: "/nowhere/config",
  AWS_SHARED_CREDENTIALS_FILE: "/nowhere/credentials",
  AWS_EC2_METADATA_DISABLED: "true",
};
