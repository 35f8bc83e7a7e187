import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import type { PolicyDocument } from "../../src/maintenance/index.js";
import { blocksOf } from "../docs/support/pages.js";
import { isAllowed } from "../support/iam.js";
import { binary } from "../support/process/jets.js";
import { startMoto } from "../support/python/moto.js";

const run = promisify(execFile);
const accounts = ["111122223333", "444455556666"] as const;
const [account, other] = accounts;

const fileIn = (name: string): string =>
  blocksOf("docs/fleets.md").find(({ file }) => file === name)?.text ?? "";

/** A role as IAM has it, with its policy. */
interface Distributed {
  readonly role: unknown;
  readonly policy: PolicyDocument;
}

test("the StackSet of docs/fleets.md makes the roles of the fleet, with the policy of each account", async () => {
  const moto = await startMoto();
  onTestFinished(() => moto.close());
  const folder = await mkdtemp(join(tmpdir(), "jets-stackset-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: moto.url,
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "ada",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_PAGER: "",
    no_proxy: "127.0.0.1",
  };
  const policy = async (...args: readonly string[]): Promise<string> => {
    const line = [binary, "maintenance:policy", "--fleet", "prod", ...args];
    return (await run(process.execPath, line, { cwd: folder, env })).stdout;
  };
  await writeFile(join(folder, "jets.config.json"), fileIn("jets.config.json"));
  await writeFile(join(folder, "role.json"), await policy("--print-stackset"));
  await run("sh", ["-ec", fileIn("stackset.sh")], { cwd: folder, env });

  const printed = JSON.parse(await policy()) as Record<string, PolicyDocument>;
  const script = fileURLToPath(new URL("role.py", import.meta.url));
  for (const id of accounts) {
    const { stdout } = await run("python3", [script, moto.url, id]);
    const { role, policy: distributed } = JSON.parse(stdout) as Distributed;
    expect(role).toMatchObject({
      Arn: `arn:aws:iam::${id}:role/jets-maintenance`,
      MaxSessionDuration: 3_600,
      AssumeRolePolicyDocument: {
        Statement: [
          { Principal: { AWS: "arn:aws:iam::123456789012:role/deployer" }, Action: "sts:AssumeRole" },
        ],
      },
    });
    expect(role).not.toHaveProperty("AssumeRolePolicyDocument.Statement.0.Condition");
    for (const { action, resource } of allowedIn(printed[id]))
      expect(isAllowed(distributed, { action, resource }), `${action} ${resource}`).toBe(true);
    const put = (owner: string): boolean =>
      isAllowed(distributed, {
        action: "ssm:PutParameter",
        resource: `arn:aws:ssm:us-east-1:${owner}:parameter/jets/shop-us/maintenance/web`,
      });
    expect([account, other].map(put)).toEqual([account, other].map((owner) => owner === id));
  }
});

/** What a policy allows by itself, without a condition. */
const allowedIn = (policy: PolicyDocument | undefined): { action: string; resource: string }[] =>
  (policy?.Statement ?? []).flatMap(({ Action, Resource, Condition }) =>
    Condition === undefined
      ? Action.flatMap((action) => Resource.map((resource) => ({ action, resource })))
      : [],
  );
