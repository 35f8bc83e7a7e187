import { defined } from "../defined.js";
import type { Context, Role } from "../maintenance/context.js";
import { JetsError } from "../maintenance/errors.js";
import {
  allow,
  documentOf,
  sizeLimit,
  sizeOf,
  type ArnOf,
  type PolicyDocument,
  type Statement,
} from "../maintenance/policy/document.js";
import { patternsOf, wordsAtMost } from "../maintenance/policy/patterns.js";
import { webStatements } from "../maintenance/policy/web.js";
import { workerStatements } from "../maintenance/policy/worker.js";
import { mergeStatements } from "./merge-statements.js";
import { partitionOf } from "./partition.js";

/** What a policy for the applications of one account is about. */
export interface PolicyRequest extends Pick<Context, "webFlag" | "report"> {
  /** Twelve digits. */
  readonly account: string;
  readonly regions: readonly string[];
  /** Names of stacks, or IAM's patterns of them. */
  readonly stacks: readonly string[];
  readonly roles: readonly Role[];
  /** Patterns of the names of functions that may be workers, for a stack's name or pattern. */
  readonly workersOf: (stack: string) => readonly string[];
  readonly keepEvents: boolean;
}

/**
 * The least that maintenance of these applications needs, with what finding them takes. They need not be deployed. Where
 * IAM's limit would be exceeded, any region counts, and then whatever begins with the same words as a stack.
 * @throws JetsError `usage` where even that exceeds it
 */
export function policyForMany(request: PolicyRequest): PolicyDocument {
  const exact = build(request, request.stacks, request.regions);
  if (sizeOf(exact) <= sizeLimit) return exact;
  let smallest = exact;
  for (let kept = wordsAtMost(request.stacks); kept > 0; kept -= 1) {
    const stacks = patternsOf(request.stacks, kept);
    smallest = build(request, stacks, ["*"]);
    if (sizeOf(smallest) > sizeLimit) continue;
    const message = `The policy for account ${request.account} allows ${stacks.join(", ")} in any region: IAM takes 6,144 characters.`;
    request.report({ type: "warning", message });
    return smallest;
  }
  throw new JetsError(
    "usage",
    `The policy for account ${request.account} has ${sizeOf(smallest)} characters, but IAM takes ${sizeLimit}.`,
    "Use fewer or wider globs, or print it for each role alone: --role web, --role worker.",
  );
}

function build(
  request: PolicyRequest,
  stacks: readonly string[],
  regions: readonly string[],
): PolicyDocument {
  const partition = partitionOf(request.regions[0] ?? "");
  const statements = regions.flatMap((region) => {
    const arnOf: ArnOf = (service, resource) =>
      `arn:${partition}:${service}:${region}:${request.account}:${resource}`;
    return [...discovery(arnOf), ...stacks.flatMap((stack) => statementsFor(stack, arnOf, request))];
  });
  return documentOf(mergeStatements(statements));
}

/**
 * What finding the applications takes. Without the name of a stack, DescribeStacks takes `*` and ListStacks
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html); GetParametersByPath takes
 * the path (https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html).
 */
const discovery = (arnOf: ArnOf): readonly Statement[] => [
  allow("FindStacks", ["cloudformation:DescribeStacks", "cloudformation:ListStacks"], ["*"]),
  allow("FindMaintenance", ["ssm:GetParametersByPath"], [arnOf("ssm", "parameter/jets")]),
];

function statementsFor(
  stack: string,
  arnOf: ArnOf,
  { roles, webFlag, workersOf, keepEvents }: PolicyRequest,
): readonly Statement[] {
  const workers = workersOf(stack);
  return [
    ...(roles.includes("web") ? webStatements({ stack, ...defined({ webFlag }) }, arnOf) : []),
    ...(roles.includes("worker")
      ? workerStatements(stack, arnOf, { workers, tagged: workers }, keepEvents)
      : []),
  ];
}
