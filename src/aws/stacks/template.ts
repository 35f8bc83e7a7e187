import type { Stack } from "@aws-sdk/client-cloudformation";
import { isStackMissing } from "../call/refusals.js";
import type { ServiceCall } from "../call/service.js";
import type { CloudFormationCalls } from "../sdk/cloudformation.js";

/** The text of a stack's template, in JSON or YAML, with its transforms carried out. */
export async function getTemplate(call: ServiceCall<CloudFormationCalls>, stack: string): Promise<string> {
  const answer = await call("cloudformation:GetTemplate", stack, (cloudFormation) =>
    cloudFormation.getTemplate({ StackName: stack, TemplateStage: "Processed" }),
  );
  return answer.TemplateBody ?? "";
}

/** What a stack was given and what it hands on. */
export type StackValues = Pick<Stack, "Parameters" | "Outputs">;

/** The values of a stack; none where it was deleted, as a nested one may be by hand. */
export async function getStackValues(
  call: ServiceCall<CloudFormationCalls>,
  stack: string,
): Promise<StackValues> {
  try {
    const answer = await call("cloudformation:DescribeStacks", stack, (cloudFormation) =>
      cloudFormation.describeValues({ StackName: stack }),
    );
    return answer.Stacks?.[0] ?? {};
  } catch (error) {
    if (isStackMissing(error)) return {};
    throw error;
  }
}

/** A template as plain values; `undefined` where it is neither JSON nor YAML. */
export async function parseTemplate(template: string): Promise<unknown> {
  try {
    // JSON is YAML too, but most templates need no parser of their own.
    if (template.trimStart().startsWith("{")) return JSON.parse(template);
    const yaml = await import("yaml");
    // Short forms such as `!GetAtt` are tags that it does not know; it keeps their values, which is what counts.
    return yaml.parse(template, { logLevel: "error", uniqueKeys: false });
  } catch {
    return undefined;
  }
}
