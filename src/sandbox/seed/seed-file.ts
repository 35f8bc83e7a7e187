import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { SandboxProblem } from "../problem.js";
import { stacksSchema, type StackSeed } from "./seed.js";

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
  const result = v.safeParse(stacksSchema, parseJson(text, file));
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
      `The stacks file ${file} is not JSON: ${messageOf(cause)}.`,
      "Write a JSON list of stacks; `jets sandbox --help` shows one.",
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
