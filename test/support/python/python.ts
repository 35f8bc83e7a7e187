import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Makes the calls of one group of test/moto/calls.py on an endpoint; returns how each was answered. */
export async function callWithBoto3(endpoint: string, group: string): Promise<Record<string, unknown>> {
  const script = fileURLToPath(new URL("../../moto/calls.py", import.meta.url));
  const { stdout } = await run("python3", [script, endpoint, group]);
  const answers: unknown = JSON.parse(stdout);
  if (typeof answers !== "object" || answers === null)
    throw new Error(`${group} printed no object: ${stdout}`);
  return { ...answers };
}

/** Runs one command of the aws CLI on an endpoint; returns what it printed, as JSON. */
export async function runAwsCli(endpoint: string, ...args: readonly string[]): Promise<unknown> {
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "ada",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_PAGER: "",
    no_proxy: "127.0.0.1",
  };
  // The aws CLI 1 looks for no endpoint of SQS in its environment: https://github.com/aws/aws-cli/issues/8737
  const where = args[0] === "sqs" ? ["--endpoint-url", endpoint] : [];
  const { stdout } = await run("aws", [...args, ...where, "--output", "json"], { env });
  return stdout === "" ? undefined : JSON.parse(stdout);
}
