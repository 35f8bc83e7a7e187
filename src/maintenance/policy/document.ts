import { defined } from "../../defined.js";

/** An IAM policy, in IAM's own words. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

/** What one purpose needs. */
export interface Statement {
  /** The purpose. */
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: { readonly ArnLike: Readonly<Record<string, readonly string[]>> };
}

/** What a managed policy may hold: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const sizeLimit = 6_144;

/** How many characters count: all but white space, which the texts of a policy do not have. */
export const sizeOf = (policy: PolicyDocument): number => JSON.stringify(policy).length;

/** Builds the ARN of a resource of one application's region and account. */
export type ArnOf = (service: string, resource: string) => string;

/** @param stackId the stack's ARN, which tells partition, region and account */
export function arnsBeside(stackId: string): ArnOf {
  const [, partition, , region, account] = stackId.split(":");
  return (service, resource) =>
    `arn:${partition ?? ""}:${service}:${region ?? ""}:${account ?? ""}:${resource}`;
}

/** A policy of these statements. */
export const documentOf = (statements: readonly Statement[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: statements,
});

/** A statement for one purpose. */
export const allow = (
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  condition?: Statement["Condition"],
): Statement => ({
  Sid: sid,
  Effect: "Allow",
  Action: actions,
  Resource: resources,
  ...defined({ Condition: condition }),
});
