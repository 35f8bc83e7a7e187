import fc from "fast-check";
import { expect, test } from "vitest";
import { allowToSend } from "../../../../src/maintenance/worker/keep/queue-policy.js";
import { decideByPolicy } from "../../../../src/sandbox/sqs/policy.js";
import { statementsOf } from "../../../support/kept-events.js";

const arn = "arn:aws:sqs:us-east-1:123456789012:jets-demo-dev-events";
const account = "123456789012";
const roleArn = (name: string): string => `arn:aws:iam::${account}:role/${name}`;
const allow = (roles: readonly string[], policy?: string): string =>
  allowToSend(policy, { stack: "demo-dev", arn, roles, keepsRoles: false });

const maySend = (policy: string, role: string, of = account): boolean =>
  decideByPolicy(policy, { role, account: of, action: "sqs:SendMessage", resource: arn }) === "allow";

const foreign = {
  Sid: "Alarms",
  Effect: "Allow",
  Principal: { Service: "cloudwatch.amazonaws.com" },
  Action: ["sqs:SendMessage"],
  Resource: arn,
};

const path = fc.constantFrom("", "service-role/", "team/a/");
const name = fc
  .tuple(path, fc.boolean(), fc.stringMatching(/^[\w+=,.@-]{1,44}$/))
  .map(([before, isOfStack, rest]) => roleArn(`${before}${isOfStack ? "demo-dev-" : ""}${rest}`));

test("a queue's policy lets exactly the workers' roles send, as long as their names fit", () => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 20 }), name, (roles, other) => {
      const policy = allow(roles);
      for (const role of roles) expect(maySend(policy, role)).toBe(true);
      expect(maySend(policy, other)).toBe(roles.includes(other));
    }),
  );
});

test("a queue's policy stays within 8,192 bytes whatever the roles, and keeps what others wrote", () => {
  fc.assert(
    fc.property(fc.array(name, { maxLength: 400 }), (roles) => {
      const policy = allow(roles, JSON.stringify({ Version: "2012-10-17", Statement: [foreign] }));
      expect(Buffer.byteLength(policy)).toBeLessThanOrEqual(8_192);
      expect(statementsOf(policy)).toMatchObject([foreign, { Sid: "JetsKeepsEvents" }]);
    }),
    { numRuns: 30 },
  );
});

test("roles that do not fit by name go by the stack's name, each with its own path", () => {
  const roles = Array.from({ length: 200 }, (_, at) =>
    roleArn(`${at % 2 === 0 ? "" : "team/"}demo-dev-Worker${at}-1A2B3C4D5E6F`),
  );
  const policy = allow([...roles, roleArn("shared")]);
  expect(Buffer.byteLength(policy)).toBeLessThan(1_000);
  for (const role of [...roles, roleArn("shared")]) expect(maySend(policy, role)).toBe(true);
  expect(maySend(policy, roleArn("demo-development"))).toBe(false);
  expect(maySend(policy, roleArn("other/demo-dev-x"))).toBe(false);
  expect(maySend(policy, roleArn("other"))).toBe(false);
});

test("another account's role of the same name may not send", () => {
  const role = roleArn("demo-dev-job");
  expect(maySend(allow([role]), role.replace(account, "210987654321"), "210987654321")).toBe(false);
});

test("a policy of one statement without a list, and with an id, is kept as well", () => {
  const deny = { ...foreign, Effect: "Deny" };
  const policy = JSON.stringify({ Version: "2008-10-17", Id: "theirs", Statement: deny });
  expect(JSON.parse(allow([roleArn("a")], policy))).toMatchObject({
    Version: "2008-10-17",
    Id: "theirs",
    Statement: [deny, { Sid: "JetsKeepsEvents" }],
  });
});

test("the statement is written anew each time, once", () => {
  const once = allow([roleArn("a")]);
  expect(allow([roleArn("a")], once)).toBe(once);
  expect(statementsOf(allow([roleArn("b")], once))).toHaveLength(1);
});

test.each([["a"], ["a", "c"]])("while workers are stopped, what it allows %j stays allowed", (...before) => {
  const named = before.map(roleArn);
  // SQS may give a list of one as a text.
  const policy = allow(named).replace(JSON.stringify([roleArn("a")]), JSON.stringify(roleArn("a")));
  const kept = allowToSend(policy, { stack: "demo-dev", arn, roles: [roleArn("b")], keepsRoles: true });
  expect(kept).toBe(allow([...named, roleArn("b")].sort()));
});

test.each(["", "no JSON", "[]", `{"Statement":"x"}`, "null"])("a policy that is %j is replaced", (policy) => {
  expect(allow([roleArn("a")], policy)).toBe(allow([roleArn("a")]));
});
