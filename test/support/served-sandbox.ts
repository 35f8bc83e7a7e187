import { createSandbox, listen, type Sandbox, type SandboxOptions } from "../../src/sandbox/index.js";

/** A sandbox that listens, and the environment that leads the binary to it. */
export interface ServedSandbox {
  readonly sandbox: Sandbox;
  readonly env: Record<string, string>;
  readonly close: () => Promise<void>;
}

/** Serves an AWS for the binary; the application is `demo-dev`. */
export async function serveSandbox(options?: SandboxOptions): Promise<ServedSandbox> {
  const sandbox = createSandbox({ mappingSettlesMs: 0, provisionedSettlesMs: 0, ...options });
  const listening = await listen(sandbox);
  const env = {
    ...noAws,
    AWS_ENDPOINT_URL: listening.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "sandbox",
    AWS_SECRET_ACCESS_KEY: "sandbox",
    JETS_PROJECT: "demo",
  };
  return { sandbox, env, close: () => listening.close() };
}

/** Nothing of the machine's own AWS settings, and no looking for credentials in the network. */
export const noAws: Record<string, string> = {
  HOME: "/nowhere",
  AWS_CONFIG_FILE: "/nowhere/config",
  AWS_SHARED_CREDENTIALS_FILE: "/nowhere/credentials",
  AWS_EC2_METADATA_DISABLED: "true",
};
