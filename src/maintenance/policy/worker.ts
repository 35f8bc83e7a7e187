import { workerPath } from "../worker/journal/names.js";
import { queueName } from "../worker/keep/queue.js";
import { allow, type ArnOf, type Statement } from "./document.js";

/** Names of functions, or patterns of them that end in `*`. */
export interface Concerned {
  readonly workers: readonly string[];
  /** Those whose tags say whether they are workers. */
  readonly tagged: readonly string[];
}

/** What the worker role needs besides the stack. `keepsEvents`: whether its events are kept, too. */
export const workerStatements = (
  stack: string,
  arnOf: ArnOf,
  concerned: Concerned,
  keepsEvents: boolean,
): Statement[] => [
  ...journalStatements(stack, arnOf),
  ...functionStatements(arnOf, concerned),
  ...(keepsEvents ? keepingStatements(stack, arnOf, concerned) : []),
];

/** What keeping and replaying events needs. An event is sent to a function, an alias or a version. */
function keepingStatements(stack: string, arnOf: ArnOf, { workers }: Concerned): Statement[] {
  const bare = workers.map((name) => arnOf("lambda", `function:${name}`));
  const qualified = workers.map((name) => arnOf("lambda", `function:${name}:*`));
  return [
    allow(
      "KeepEventsQueue",
      [
        "sqs:CreateQueue",
        "sqs:GetQueueUrl",
        "sqs:GetQueueAttributes",
        "sqs:SetQueueAttributes",
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:ChangeMessageVisibility",
        "sqs:PurgeQueue",
      ],
      [arnOf("sqs", queueName(stack))],
    ),
    allow(
      "KeepEventsFunctions",
      ["lambda:PutFunctionEventInvokeConfig", "lambda:DeleteFunctionEventInvokeConfig"],
      bare,
    ),
    allow("KeepEventsReplay", ["lambda:InvokeFunction"], [...bare, ...qualified]),
  ];
}

function journalStatements(stack: string, arnOf: ArnOf): Statement[] {
  const journal = arnOf("ssm", `parameter${workerPath(stack)}`);
  return [
    allow(
      "WorkerNestedStacks",
      // The last two are called where there are custom resources; the next deployment may bring some.
      ["cloudformation:ListStackResources", "cloudformation:GetTemplate", "cloudformation:DescribeStacks"],
      [arnOf("cloudformation", `stack/${stack}/*`), arnOf("cloudformation", `stack/${stack}-*/*`)],
    ),
    allow(
      "WorkerJournal",
      ["ssm:GetParameters", "ssm:PutParameter", "ssm:DeleteParameters"],
      [`${journal}/*`],
    ),
    allow("WorkerJournalList", ["ssm:GetParametersByPath"], [journal]),
  ];
}

/** Which action takes which resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html */
function functionStatements(arnOf: ArnOf, { workers, tagged }: Concerned): Statement[] {
  const functionArn = (name: string): string => arnOf("lambda", `function:${name}`);
  const bare = workers.map(functionArn);
  const qualified = workers.map((name) => functionArn(`${name}:*`));
  return [
    allow(
      "WorkerSettings",
      ["lambda:GetFunctionConcurrency", "lambda:ListProvisionedConcurrencyConfigs"],
      bare,
    ),
    allow("WorkerFunctions", ["lambda:GetFunction", "lambda:ListTags"], tagged.map(functionArn)),
    // A policy of an alias is a resource of its own: what is granted of a function alone does not reach it.
    allow("WorkerPolicies", ["lambda:GetPolicy"], [...bare, ...qualified]),
    allow(
      "WorkerEvents",
      ["lambda:ListFunctionEventInvokeConfigs", "lambda:ListAliases", "lambda:ListVersionsByFunction"],
      bare,
    ),
    allow("WorkerReserved", ["lambda:PutFunctionConcurrency", "lambda:DeleteFunctionConcurrency"], bare),
    allow(
      "WorkerProvisioned",
      [
        "lambda:GetProvisionedConcurrencyConfig",
        "lambda:PutProvisionedConcurrencyConfig",
        "lambda:DeleteProvisionedConcurrencyConfig",
      ],
      qualified,
    ),
    allow(
      "WorkerMappings",
      ["lambda:GetEventSourceMapping", "lambda:UpdateEventSourceMapping"],
      [arnOf("lambda", "event-source-mapping:*")],
      { ArnLike: { "lambda:FunctionArn": [...bare, ...qualified] } },
    ),
    // AWS knows nothing smaller for these.
    allow("WorkerAccount", ["lambda:ListEventSourceMappings", "lambda:GetAccountSettings"], ["*"]),
  ];
}
