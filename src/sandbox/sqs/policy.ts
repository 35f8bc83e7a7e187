import * as v from "valibot";
import { sqsError } from "./errors.js";

const oneOrMore = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => [value].flat()),
);

const statement = v.object({
  Effect: v.picklist(["Allow", "Deny"]),
  Principal: v.exactOptional(v.union([v.literal("*"), v.record(v.string(), oneOrMore)])),
  Action: v.exactOptional(oneOrMore),
  Resource: v.exactOptional(oneOrMore),
  Condition: v.exactOptional(v.record(v.string(), v.record(v.string(), oneOrMore))),
});

type Statement = v.InferOutput<typeof statement>;

const policy = v.object({
  Statement: v.pipe(
    v.union([v.array(statement), statement]),
    v.transform((value) => [value].flat()),
  ),
});

/** What AWS takes of a queue's policy: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html */
const most = { bytes: 8192, statements: 20, principals: 50, conditions: 10 };

/** A role that would do something with a queue. */
export interface PolicyRequest {
  /** The ARN of the role. */
  readonly role: string;
  readonly account: string;
  /** For example `sqs:SendMessage`. */
  readonly action: string;
  /** The ARN of the queue. */
  readonly resource: string;
}

/** Checks a queue's policy. @throws AwsError `InvalidAttributeValue` for what is no policy, or is too large */
export function verifyPolicy(text: string): void {
  const statements = readStatements(text);
  const isTooLarge =
    Buffer.byteLength(text) > most.bytes ||
    statements === undefined ||
    statements.length > most.statements ||
    statements.some(
      (one) =>
        principalsOf(one).length > most.principals ||
        Object.values(one.Condition ?? {}).flatMap((keys) => Object.keys(keys)).length > most.conditions,
    );
  if (isTooLarge) throw sqsError("InvalidAttributeValue", "Invalid value for the parameter Policy.");
}

/**
 * What a queue's policy says to a request. It knows `Principal` as `*` or ARNs of roles; `Action` and `Resource` with
 * wildcards; and conditions on `aws:PrincipalAccount` and `aws:PrincipalArn` by StringEquals, StringLike, ArnEquals and
 * ArnLike. A statement with another condition does not apply.
 */
export function decideByPolicy(text: string, request: PolicyRequest): "allow" | "deny" | "silent" {
  const applying = (readStatements(text) ?? []).filter((one) => applies(one, request));
  if (applying.some(({ Effect }) => Effect === "Deny")) return "deny";
  return applying.length > 0 ? "allow" : "silent";
}

function readStatements(text: string): readonly Statement[] | undefined {
  try {
    const read = v.safeParse(policy, JSON.parse(text));
    return read.success ? read.output.Statement : undefined;
  } catch {
    return undefined;
  }
}

function applies(one: Statement, { role, account, action, resource }: PolicyRequest): boolean {
  const known = { "aws:principalaccount": account, "aws:principalarn": role };
  return (
    principalsOf(one).some((principal) => principal === "*" || principal === role) &&
    (one.Action ?? []).some((pattern) => isLike(action.toLowerCase(), pattern.toLowerCase())) &&
    (one.Resource ?? []).some((pattern) => isLike(resource, pattern)) &&
    Object.entries(one.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, patterns]) => {
        const value = new Map(Object.entries(known)).get(key.toLowerCase());
        return value !== undefined && patterns.some((pattern) => isMet(operator, value, pattern));
      }),
    )
  );
}

const principalsOf = ({ Principal = {} }: Statement): readonly string[] =>
  Principal === "*" ? ["*"] : (Principal.AWS ?? []);

// ArnEquals and ArnLike are the same, part by part:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
function isMet(operator: string, value: string, pattern: string): boolean {
  if (operator === "StringEquals") return value === pattern;
  if (operator === "StringLike") return isLike(value, pattern);
  if (operator !== "ArnEquals" && operator !== "ArnLike") return false;
  const [values, patterns] = [partsOf(value), partsOf(pattern)];
  return values.length === patterns.length && values.every((part, at) => isLike(part, patterns[at] ?? ""));
}

/** The six parts of an ARN; the last one may hold colons. */
function partsOf(arn: string): readonly string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
}

/** Whether a text matches a pattern with `*` and `?`. */
export function isLike(text: string, pattern: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s").test(text);
}
