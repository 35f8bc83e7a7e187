import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { PolicyDocument } from "../../src/maintenance/index.js";
import { isAllowed } from "../support/iam.js";
import { binary, RunningProcess } from "../support/process/jets.js";
import { startMoto } from "../support/python/moto.js";

const [account, other] = ["111122223333", "444455556666"] as const;
const fleet = {
  stacks: ["shop-*"],
  regions: ["us-east-1", "eu-west-1"],
  accounts: [account, other].map((id) => ({ id, role: "ops/jets-maintenance" })),
};

/** What `maintenance:policy --fleet prod` prints. */
async function policy(...args: readonly string[]): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "jets-role-"));
  await writeFile(join(directory, "jets.config.json"), JSON.stringify({ fleets: { prod: fleet } }));
  const line = [process.execPath, binary, "maintenance:policy", "--fleet", "prod", ...args];
  const { stdout } = await new RunningProcess("sh", ["-c", 'cd "$0" && exec "$@"', directory, ...line], {})
    .end;
  await rm(directory, { recursive: true });
  return stdout;
}

/** A role as IAM has it, with its policy. */
interface Distributed {
  readonly role: unknown;
  readonly policy: PolicyDocument;
}

/** The role that a StackSet with this template makes in another account of moto. */
async function distribute(template: string, parameters: readonly string[]): Promise<Distributed> {
  const moto = await startMoto();
  try {
    const script = fileURLToPath(new URL("role.py", import.meta.url));
    return await new Promise<Distributed>((resolve, reject) => {
      const child = execFile("python3", [script, moto.url, ...parameters], (error, stdout) => {
        if (error === null) resolve(JSON.parse(stdout) as Distributed);
        else reject(new Error("The role was not distributed.", { cause: error }));
      });
      child.stdin?.end(template);
    });
  } finally {
    await moto.close();
  }
}

test("a StackSet makes the role of a fleet in its accounts, with the policy of that account", async () => {
  const principal = "arn:aws:iam::123456789012:role/deployer";
  const template = await policy("--print-stackset");
  const { role, policy: distributed } = await distribute(template, [account, principal, "e-1"]);
  expect(role).toMatchObject({
    Arn: `arn:aws:iam::${account}:role/ops/jets-maintenance`,
    MaxSessionDuration: 3_600,
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Principal: { AWS: principal },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "sts:ExternalId": "e-1" } },
        },
      ],
    },
  });
  const printed = JSON.parse(await policy("--account", account)) as Record<string, PolicyDocument>;
  expect(distributed).toEqual(printed[account]);
  const put = (owner: string): boolean =>
    isAllowed(distributed, {
      action: "ssm:PutParameter",
      resource: `arn:aws:ssm:us-east-1:${owner}:parameter/jets/shop-a/maintenance/web`,
    });
  expect([account, other].map(put)).toEqual([true, false]);
});
