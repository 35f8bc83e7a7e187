import { expect, test } from "vitest";
import { decideByPolicy, verifyPolicy } from "../../../src/sandbox/sqs/policy.js";

const resource = "arn:aws:sqs:us-east-1:123456789012:jobs";
const role = "arn:aws:iam::123456789012:role/worker";
const request = { role, account: "123456789012", action: "sqs:SendMessage", resource };

const base = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: resource };
const decide = (...statements: readonly object[]): string =>
  decideByPolicy(JSON.stringify({ Statement: statements }), request);

test.each([
  {},
  { Principal: { AWS: "*" } },
  { Principal: { AWS: ["arn:aws:iam::999999999999:role/x", role] } },
  { Action: ["sqs:ReceiveMessage", "SQS:Send*"] },
  { Resource: ["arn:aws:sqs:*:*:job?"] },
  { Condition: { StringEquals: { "aws:PrincipalAccount": "123456789012" } } },
  { Condition: { StringLike: { "AWS:principalarn": ["x", "arn:aws:iam::*:role/w*"] } } },
  { Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/w*" } } },
  {
    Condition: {
      ArnEquals: { "aws:PrincipalArn": role },
      StringEquals: { "aws:PrincipalAccount": ["123456789012"] },
    },
  },
])("a statement with %j lets the role send", (part) => {
  expect(decide({ ...base, ...part })).toBe("allow");
});

test.each([
  { Principal: { AWS: "arn:aws:iam::123456789012:role/other" } },
  { Principal: { Service: "lambda.amazonaws.com" } },
  { Principal: undefined },
  { Action: "sqs:ReceiveMessage" },
  { Resource: `${resource}2` },
  { Condition: { StringEquals: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/w*" } } },
  { Condition: { ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::*" } } },
  { Condition: { ArnEquals: { "aws:SourceArn": role } } },
  { Condition: { StringEquals: { "aws:PrincipalAccount": "999999999999", "aws:PrincipalArn": role } } },
  { Condition: { Null: { "aws:PrincipalArn": "false" } } },
])("a statement with %j says nothing of it", (part) => {
  expect(decide({ ...base, ...part })).toBe("silent");
});

test("what is denied stays denied", () => {
  expect(decide(base, { ...base, Effect: "Deny" })).toBe("deny");
});

const accepts = (policy: unknown): boolean => {
  try {
    verifyPolicy(typeof policy === "string" ? policy : JSON.stringify(policy));
    return true;
  } catch {
    return false;
  }
};

const many = <T>(length: number, item: T): T[] => Array.from({ length }, () => item);
const conditions = (count: number): object => ({
  StringEquals: Object.fromEntries(Array.from({ length: count }, (_, at) => [`aws:k${at}`, "x"])),
});

test.each([
  [{ Statement: many(20, {}).map(() => ({ ...base, Principal: "*" })) }, { Statement: many(21, base) }],
  [
    { Statement: { ...base, Principal: { AWS: many(50, role) } } },
    { Statement: { ...base, Principal: { AWS: many(51, role) } } },
  ],
  [
    { Statement: { ...base, Condition: conditions(10) } },
    { Statement: { ...base, Condition: conditions(11) } },
  ],
  [{ Statement: { ...base, Sid: "x".repeat(8000) } }, { Statement: { ...base, Sid: "x".repeat(8192) } }],
  [{ Statement: [] }, {}],
  [{ Statement: base }, "not JSON"],
  [{ Statement: base }, { Statement: { ...base, Effect: "Maybe" } }],
])("a policy is taken up to AWS's limits, and refused beyond them (%#)", (good, bad) => {
  expect(accepts(good)).toBe(true);
  expect(accepts(bad)).toBe(false);
});
