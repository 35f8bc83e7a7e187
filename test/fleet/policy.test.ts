import { describe, expect, test } from "vitest";
import { iamPatterns } from "../../src/fleet/glob.js";
import { policyForMany, type PolicyRequest } from "../../src/fleet/policy.js";
import type { PolicyDocument } from "../../src/maintenance/index.js";
import type { StackSeed } from "../../src/sandbox/index.js";
import { isAllowed, type Request } from "../support/iam.js";
import { requestsOf } from "../support/iam-requests.js";
import { openAws, runInProcess } from "../support/in-process.js";

const account = "123456789012";
const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:us-east-1:${account}:${resource}`;

/** A shop with everything that maintenance changes. */
const shop = (name: string): StackSeed => ({
  name,
  functions: [
    { name: `${name}-controller` },
    {
      name: `${name}-jobs_event-perform`,
      versions: 2,
      aliases: { live: "2" },
      provisioned: { live: 2 },
      reserved: 5,
      mappings: [{ source: arn("sqs", `${name}-queue`) }],
    },
  ],
  nested: [{ logicalId: "Mail", functions: [{ name: `${name}-mail_event-send` }] }],
});

const request: PolicyRequest = {
  account,
  regions: ["us-east-1"],
  stacks: ["shop-*"],
  roles: ["web", "worker"],
  workersOf: (stack) => [`${stack}-*_event-*`],
  keepEvents: true,
  report: () => undefined,
};

const policyOf = (some: Partial<PolicyRequest> = {}): PolicyDocument =>
  policyForMany({ ...request, ...some });

const sizeOf = (policy: PolicyDocument): number => JSON.stringify(policy).length;

describe("the policy of a fleet", () => {
  test("allows what a run on an application makes, whichever it is, and not what one outside makes", async () => {
    const aws = openAws({ stacks: [shop("shop-eu"), shop("shop-us"), shop("till-eu")] });
    const policy = policyOf();
    const askedOn = async (stack: string): Promise<Request[]> => {
      aws.sandbox.clearCalls();
      for (const command of ["on --yes --keep-events", "status", "history", "off"]) {
        const line = `maintenance:${command} --all --stack ${stack}`.replace("history --all", "history");
        const { exitCode, stderr } = await runInProcess(aws, ...line.split(" "));
        expect(exitCode, `${line}: ${stderr}`).toBe(0);
      }
      return aws.sandbox.calls.flatMap((call) => requestsOf(call, aws.sandbox));
    };
    for (const stack of ["shop-eu", "shop-us"])
      expect((await askedOn(stack)).filter((one) => !isAllowed(policy, one))).toEqual([]);
    const outside = (await askedOn("till-eu")).filter((one) => isAllowed(policy, one));
    // What AWS knows no smaller resource for.
    const wide = [
      "cloudformation:DescribeStacks",
      "lambda:ListEventSourceMappings",
      "lambda:GetAccountSettings",
    ];
    expect(outside.filter(({ action }) => !wide.includes(action))).toEqual([]);
  });

  test.each([
    ["lambda:PutFunctionConcurrency", arn("lambda", "function:shop-eu-controller")],
    ["lambda:PutFunctionConcurrency", arn("lambda", "function:till-eu-jobs_event-perform")],
    ["ssm:PutParameter", arn("ssm", "parameter/jets/till-eu/maintenance/web")],
    ["ssm:PutParameter", "arn:aws:ssm:eu-west-1:123456789012:parameter/jets/shop-eu/maintenance/web"],
    ["ssm:PutParameter", "arn:aws:ssm:us-east-1:999999999999:parameter/jets/shop-eu/maintenance/web"],
    ["ssm:GetParametersByPath", arn("ssm", "parameter/")],
  ])("does not allow %s on %s", (action, resource) => {
    expect(isAllowed(policyOf(), { action, resource })).toBe(false);
  });

  test("finds stacks and what is in maintenance", () => {
    const finding = [
      { action: "cloudformation:DescribeStacks", resource: "*" },
      { action: "cloudformation:ListStacks", resource: "*" },
      { action: "ssm:GetParametersByPath", resource: arn("ssm", "parameter/jets") },
    ];
    expect(finding.map((one) => isAllowed(policyOf({ roles: ["web"] }), one))).toEqual([true, true, true]);
  });

  test("is for the regions of the account and their partition", () => {
    const policy = policyOf({ regions: ["cn-north-1", "cn-northwest-1"], keepEvents: false });
    const put = (region: string): boolean =>
      isAllowed(policy, {
        action: "ssm:PutParameter",
        resource: `arn:aws-cn:ssm:${region}:${account}:parameter/jets/shop-cn/maintenance/web`,
      });
    expect(["cn-north-1", "cn-northwest-1", "cn-west-1"].map(put)).toEqual([true, true, false]);
  });

  test("has each purpose once, and no resource that another one covers", () => {
    const { Statement: statements } = policyOf({ stacks: ["shop-*", "shop-eu"] });
    expect(new Set(statements.map(({ Sid }) => Sid)).size).toBe(statements.length);
    expect(policyOf({ stacks: ["shop-*", "shop-eu"] })).toEqual(policyOf());
  });
});

describe("IAM takes a policy of 6,144 characters", () => {
  test("so that three regions become any", () => {
    const regions = ["eu-west-1", "eu-central-1", "us-east-1"];
    const policy = policyOf({ regions });
    expect(sizeOf(policy)).toBeLessThanOrEqual(6_144);
    const put = (region: string): boolean =>
      isAllowed(policy, {
        action: "ssm:PutParameter",
        resource: `arn:aws:ssm:${region}:${account}:parameter/jets/shop-eu/maintenance/web`,
      });
    expect([...regions, "sa-east-1"].map(put)).toEqual([true, true, true, true]);
  });

  test("so that many stacks become what they begin with, which is said", () => {
    const stacks = Array.from({ length: 40 }, (_, index) => `shop-${index}-prod`);
    const said: string[] = [];
    const policy = policyOf({
      stacks,
      report: (event) => said.push("message" in event ? event.message : ""),
    });
    expect(sizeOf(policy)).toBeLessThanOrEqual(6_144);
    expect(said).toEqual([
      "The policy for account 123456789012 allows shop-* in any region: IAM takes 6,144 characters.",
    ]);
    const put = {
      action: "ssm:PutParameter",
      resource: arn("ssm", "parameter/jets/shop-7-prod/maintenance/web"),
    };
    expect(isAllowed(policy, put)).toBe(true);
  });

  test("and stacks that have nothing in common are too many at some point", () => {
    const stacks = Array.from(
      { length: 40 },
      (_, index) => `${String.fromCharCode(97 + (index % 26))}${index}x`,
    );
    expect(() => policyOf({ stacks })).toThrow(
      /^The policy for account 123456789012 has \d+ characters, but IAM takes 6144\.$/,
    );
  });
});

test("a glob with braces becomes patterns that IAM knows", () => {
  const policy = policyOf({ stacks: iamPatterns("{shop,till}-eu") });
  const put = (stack: string): boolean =>
    isAllowed(policy, {
      action: "ssm:PutParameter",
      resource: arn("ssm", `parameter/jets/${stack}/maintenance/web`),
    });
  expect(["shop-eu", "till-eu", "desk-eu"].map(put)).toEqual([true, true, false]);
});
