import { beforeEach, describe, expect, test } from "vitest";
import type { PolicyDocument } from "../../../src/maintenance/index.js";
import type { StackSeed } from "../../../src/sandbox/index.js";
import { accounts, openFleet, type FleetScene } from "../../support/fleet.js";
import { isAllowed } from "../../support/iam.js";
import { requestsOf } from "../../support/iam-requests.js";
import type { FakeShell, Run } from "../../support/process/fake-shell.js";
import { documentIn } from "../../support/schema.js";

const { one: a, two: b } = accounts;
const role = `arn:aws:iam::${b}:role/ops/jets-maintenance`;

const shop = (account: string, region: string, name: string): StackSeed => ({
  name,
  account,
  region,
  functions: [
    { name: `${name}-controller` },
    {
      name: `${name}-jobs_event-perform`,
      reserved: 5,
      mappings: [{ source: `arn:aws:sqs:${region}:${account}:queue` }],
    },
  ],
  nested: [{ logicalId: "Mail", functions: [{ name: `${name}-mail_event-send` }] }],
});

const prod = {
  stacks: ["shop-*"],
  regions: ["us-east-1", "eu-west-1"],
  accounts: [{ profile: "prod-one" }, { role, externalId: "e-1", regions: ["eu-west-1"] }],
};

const roles = [{ arn: role, externalId: "e-1" }];
const stacks = [
  shop(a, "us-east-1", "shop-prod"),
  shop(a, "eu-west-1", "shop-prod"),
  shop(b, "eu-west-1", "shop-eu"),
  shop(b, "eu-west-1", "till-eu"),
];

let scene: FleetScene;
let shell: FakeShell;

beforeEach(() => {
  configure({ fleets: { prod } });
});

function configure(file: object): void {
  scene = openFleet({ stacks, roles }, file);
  shell = scene.shell();
}

const policy = (...args: string[]): Promise<Run> => shell.jets("maintenance:policy", ...args);

/** The policy of each account. */
async function policiesFor(...args: string[]): Promise<Record<string, PolicyDocument>> {
  const { exitCode, stdout, stderr } = await policy(...args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return documentIn(stdout) as Record<string, PolicyDocument>;
}

const resources = (document: PolicyDocument | undefined, sid: string): readonly string[] | undefined =>
  document?.Statement.find(({ Sid }) => Sid === sid)?.Resource;

describe("the policy of a fleet", () => {
  test("is one for each account, in its regions", async () => {
    const policies = await policiesFor("--fleet", "prod", "--role", "web");
    expect(Object.keys(policies)).toEqual([a, b]);
    expect(resources(policies[a], "FindMaintenance")).toEqual([
      `arn:aws:ssm:us-east-1:${a}:parameter/jets`,
      `arn:aws:ssm:eu-west-1:${a}:parameter/jets`,
    ]);
    expect(resources(policies[b], "FindMaintenance")).toEqual([`arn:aws:ssm:eu-west-1:${b}:parameter/jets`]);
    expect(resources(policies[b], "WebFlag")).toEqual([
      `arn:aws:ssm:eu-west-1:${b}:parameter/jets/shop-*/maintenance/web`,
      `arn:aws:ssm:eu-west-1:${b}:parameter/jets/shop-*/maintenance/web/info`,
    ]);
  });

  test("allows all that the fleet's runs ask there, and needs no role to be there yet", async () => {
    const policies = await policiesFor("--fleet", "prod", "--keep-events");
    expect(scene.sandbox.calls.map(({ operation }) => operation)).toEqual(["GetCallerIdentity"]);
    scene.sandbox.clearCalls();
    for (const command of ["on --all --yes --keep-events", "status --all", "history", "off --all"]) {
      const { exitCode, stderr } = await shell.jets(...`maintenance:${command} --fleet prod`.split(" "));
      expect(exitCode, `${command}: ${stderr}`).toBe(0);
    }
    const asked = scene.sandbox.calls.filter(({ service }) => service !== "STS");
    expect(asked.length).toBeGreaterThan(50);
    for (const call of asked) {
      const refused = requestsOf(call, scene.sandbox).filter((one) => {
        const allowed = policies[call.account];
        return allowed === undefined || !isAllowed(allowed, one);
      });
      expect(refused).toEqual([]);
    }
  });

  test("is for the accounts that --account names", async () => {
    expect(Object.keys(await policiesFor("--fleet", "prod", "--account", b))).toEqual([b]);
  });

  test("grants any function of the stacks where the configuration file chooses workers", async () => {
    configure({ workers: { include: ["*Consumer*", "legacy-{a,b}*", "old-[xy]z"] }, fleets: { prod } });
    const policies = await policiesFor("--fleet", "prod", "--account", b, "--role", "worker");
    const functionArn = (name: string): string => `arn:aws:lambda:eu-west-1:${b}:function:${name}`;
    expect(resources(policies[b], "WorkerReserved")).toEqual(
      ["shop-*-*", "legacy-a*", "legacy-b*", "old-*"].map(functionArn),
    );
  });

  test("names what is wider than it was asked for", async () => {
    const stacks = Array.from({ length: 30 }, (_, index) => `shop-${index}-prod`);
    configure({ fleets: { prod: { ...prod, stacks } } });
    const { exitCode, stderr } = await policy("--fleet", "prod", "--account", b);
    expect(exitCode).toBe(0);
    expect(stderr).toBe(
      `WARNING: The policy for account ${b} allows shop-* in any region: IAM takes 6,144 characters.\n`,
    );
  });

  test("is not printed where an account is not known", async () => {
    configure({ fleets: { prod: { ...prod, accounts: [...prod.accounts, { profile: "gone" }] } } });
    const { exitCode, stdout, stderr } = await policy("--fleet", "prod", "--json");
    expect(exitCode).toBe(1);
    expect(documentIn(stdout)).toMatchObject({ error: { code: "credentials_missing" } });
    expect(stderr).toContain('the profile "gone"');
  });
});

test("many applications without a fleet have a policy, too", async () => {
  const policies = await policiesFor("--stack", "{shop,till}-*", "--profile", "prod-one", "--role", "web");
  expect(resources(policies[a], "WebHistory")?.slice(0, 3)).toEqual([
    `arn:aws:ssm:us-east-1:${a}:parameter/jets/shop-*/maintenance/web`,
    `arn:aws:ssm:us-east-1:${a}:parameter/jets/shop-*/maintenance/web/info`,
    `arn:aws:ssm:us-east-1:${a}:parameter/jets/till-*/maintenance/web`,
  ]);
});

describe("--print-stackset", () => {
  test("prints a template with the fleet's roles, which names no account", async () => {
    const { exitCode, stdout, stderr } = await policy("--fleet", "prod", "--print-stackset");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(documentIn(stdout)).toMatchObject({
      Description: "Lets jets turn maintenance of the fleet prod on and off",
      Parameters: { ExternalId: { Default: "e-1" } },
      Resources: {
        MaintenanceRole: {
          Type: "AWS::IAM::Role",
          Properties: { RoleName: "jets-maintenance", Path: "/ops/", MaxSessionDuration: 3_600 },
        },
      },
    });
    expect(stdout).toContain("arn:${AWS::Partition}:ssm:eu-west-1:${AWS::AccountId}:parameter/jets/shop-*");
    expect(stdout).not.toMatch(/\d{12}:/);
    expect(stdout).not.toContain("us-east-1");
    expect(scene.sandbox.calls.filter(({ service }) => service !== "STS")).toEqual([]);
  });

  test("has a role for each name, and asks for the external ID where they have several", async () => {
    const accounts = [
      { id: a, role: "jets", externalId: "e-1" },
      { id: b, role: "jets-maintenance", externalId: "e-2" },
    ];
    configure({ fleets: { prod: { ...prod, accounts } } });
    const document = documentIn((await policy("--fleet", "prod", "--print-stackset")).stdout);
    expect(document).toMatchObject({
      Resources: {
        MaintenanceRole: { Properties: { RoleName: "jets", Path: "/" } },
        MaintenanceRole2: { Properties: { RoleName: "jets-maintenance", Path: "/" } },
      },
    });
    expect(document).not.toHaveProperty("Parameters.ExternalId.Default");
  });
});

test.each([
  [["--print-stackset"], "--print-stackset needs --fleet."],
  [["--stack", "shop-*", "--print-stackset"], "--print-stackset needs --fleet."],
  [["--fleet", "prod", "--stack", "shop-eu"], "--stack changes nothing: the policy of many"],
  [["--stack", "shop-*", "--exclude", "*x"], "--exclude changes nothing: the policy of many"],
  [["--fleet", "prod", "--account", "999999999999"], "The fleet has no account 999999999999."],
  [["--fleet", "test", "--print-stackset"], "No account of the fleet test has a role."],
])("%j is refused", async (args, fact) => {
  configure({ fleets: { prod, test: { ...prod, accounts: [{ profile: "prod-one" }] } } });
  const { exitCode, stdout, stderr } = await policy(...args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain(`ERROR: ${fact}`);
});
