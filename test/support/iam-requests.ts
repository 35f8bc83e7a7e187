import type { CallRecord } from "../../src/sandbox/index.js";
import type { Request } from "./iam.js";
import type { TestSandbox } from "./world/index.js";

/** What a call asks of IAM. The tags in the answer to GetFunction are a right of their own. */
export function requestsOf(call: CallRecord, sandbox: TestSandbox): Request[] {
  const { service, operation, resource } = call;
  const action = `${service.toLowerCase()}:${operation}`;
  const own = { action, resource, context: { "lambda:FunctionArn": mappedFunction(call, sandbox) } };
  return action === "lambda:GetFunction" ? [own, { action: "lambda:ListTags", resource }] : [own];
}

function mappedFunction({ account, region, target: uuid }: CallRecord, sandbox: TestSandbox): string {
  const found = Object.entries(sandbox.at(account, region).settings()).find(
    ([, { mappings }]) => uuid in mappings,
  );
  return `arn:aws:lambda:${region}:${account}:function:${found?.[0] ?? "none"}`;
}
