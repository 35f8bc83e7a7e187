import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { SandboxProblem } from "../problem.js";
import type { FunctionSeed, MappingSeed, NestedStackSeed, ResourceSeed, StackSeed } from "./seed.js";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const atLeastOne = v.pipe(v.number(), v.integer(), v.minValue(1));
const optional = v.exactOptional;

const functionName = v.pipe(v.string(), v.regex(/^[a-zA-Z0-9_-]{1,64}$/, "a function name"));
const stackName = v.pipe(v.string(), v.regex(/^[a-zA-Z][a-zA-Z0-9-]{0,127}$/, "a stack name"));
const logicalId = v.pipe(v.string(), v.regex(/^[a-zA-Z0-9]{1,255}$/, "a logical id of letters and digits"));

const mapping: v.GenericSchema<unknown, MappingSeed> = v.strictObject({
  source: v.pipe(v.string(), v.startsWith("arn:", "an ARN")),
  uuid: optional(v.pipe(v.string(), v.uuid("a UUID"))),
  qualifier: optional(v.string()),
  enabled: optional(v.boolean()),
  batchSize: optional(atLeastOne),
  startingPosition: optional(v.picklist(["TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"])),
  maximumRecordAge: optional(v.pipe(v.number(), v.integer(), v.minValue(-1))),
  inStack: optional(v.boolean()),
});

const lambdaFunction: v.GenericSchema<unknown, FunctionSeed> = v.strictObject({
  name: functionName,
  logicalId: optional(logicalId),
  reserved: optional(count),
  versions: optional(count),
  aliases: optional(v.record(v.string(), v.string())),
  provisioned: optional(v.record(v.string(), atLeastOne)),
  mappings: optional(v.array(mapping)),
  invokedBy: optional(v.array(v.string())),
  deadLetter: optional(v.string()),
  onFailure: optional(v.string()),
  onFailureOf: optional(v.record(v.string(), v.string())),
  policies: optional(v.record(v.string(), v.array(v.unknown()))),
  environment: optional(v.record(v.string(), v.string())),
  tags: optional(v.record(v.string(), v.string())),
  timeout: optional(atLeastOne),
  runtime: optional(v.string()),
  capacityProvider: optional(v.string()),
  durableSeconds: optional(atLeastOne),
  edge: optional(v.boolean()),
});

const resource: v.GenericSchema<unknown, ResourceSeed> = v.strictObject({
  logicalId,
  type: v.string(),
  physicalId: v.string(),
  status: optional(v.string()),
  properties: optional(v.record(v.string(), v.unknown())),
});

const nestedStack: v.GenericSchema<unknown, NestedStackSeed> = v.lazy(() =>
  v.strictObject({ logicalId, name: optional(stackName), ...content }),
);

const content = {
  status: optional(v.string()),
  functions: optional(v.array(lambdaFunction)),
  resources: optional(v.array(resource)),
  nested: optional(v.array(nestedStack)),
  parameters: optional(v.record(v.string(), v.string())),
  outputs: optional(v.record(v.string(), v.string())),
  template: optional(v.string()),
};

const stacks: v.GenericSchema<unknown, StackSeed[]> = v.array(
  v.strictObject({ name: stackName, ...content }),
);

/** A stacks file that shows every key at work; for help texts. */
export const stacksFileExample = `[
  {
    "name": "shop-dev",
    "functions": [
      { "name": "shop-dev-controller" },
      {
        "name": "shop-dev-mail_event-send",
        "reserved": 5,
        "versions": 2,
        "aliases": { "live": "2" },
        "provisioned": { "live": 2 },
        "mappings": [{ "source": "arn:aws:sqs:us-east-1:123456789012:mail", "enabled": true }],
        "invokedBy": ["sns.amazonaws.com"],
        "deadLetter": "arn:aws:sqs:us-east-1:123456789012:dead",
        "timeout": 60
      }
    ],
    "resources": [{ "logicalId": "MailQueue", "type": "AWS::SQS::Queue", "physicalId": "mail" }],
    "nested": [{ "logicalId": "Reports", "functions": [{ "name": "shop-dev-report_event-run" }] }]
  }
]
`;

/**
 * Reads what `--stacks FILE` names: a JSON list of {@link StackSeed}.
 * @throws SandboxProblem that names the file, the key and what is wrong with it
 */
export async function readStacksFile(file: string): Promise<readonly StackSeed[]> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new SandboxProblem(
      `The stacks file ${file} cannot be read: ${messageOf(cause)}.`,
      "Check its name and permissions.",
      { cause },
    );
  });
  return parseStacks(text, file);
}

/**
 * Checks a JSON list of {@link StackSeed}.
 * @param file how messages name where it comes from
 * @throws SandboxProblem that names the key and what is wrong with it
 */
export function parseStacks(text: string, file: string): readonly StackSeed[] {
  const result = v.safeParse(stacks, parseJson(text, file));
  if (result.success) return result.output;
  const [issue] = result.issues;
  const key = v.getDotPath(issue) ?? "the whole file";
  throw new SandboxProblem(
    `${file}: ${key} is ${complaint(issue)}.`,
    "`jets sandbox --help` shows what a stacks file looks like.",
  );
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SandboxProblem(
      `The stacks file ${file} is no JSON: ${messageOf(cause)}.`,
      "Correct it; a JSON list of stacks is expected.",
      { cause },
    );
  }
}

function complaint({ received, expected }: v.BaseIssue<unknown>): string {
  if (received === "undefined") return "missing";
  // Valibot expects `never` where a key is not known at all.
  if (expected === null || expected === "never") return `${received}, which is not known here`;
  return `${received} instead of ${expected}`;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
