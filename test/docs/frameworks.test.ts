import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as v from "valibot";
import { httpApi } from "../runtime/support/events.js";
import { blocksOf, readPage, root } from "./support/pages.js";
import { ReadersShell } from "./support/shell.js";
import { frameworkStacks } from "./support/stacks.js";
import { sample } from "../support/sample.js";

const page = "docs/frameworks.md";
const text = readPage(page);

/** As each framework writes the names of the flag and of what may be read, the stack that it is about, and its workers. */
const frameworks = [
  [
    "SAM",
    "shop-sam",
    "${AWS::StackName}",
    ["shop-sam-NightlyFunction-Xe7uKd4GmSyo", "shop-sam-OrderFunction-Qm3Zc8kPw1Vd"],
  ],
  [
    "CDK",
    "ShopCdk",
    "${this.stackName}",
    ["ShopCdk-NightlyC44EE0A7-c5VyDg8NuKsB", "ShopCdk-Order702A5B72-9hJmT2xWqLrE"],
  ],
  [
    "Serverless Framework",
    "shop-sls-prod",
    "${self:service}-${sls:stage}",
    ["shop-sls-prod-nightly", "shop-sls-prod-order"],
  ],
] as const;

const dryRun = v.object({
  roles: v.object({
    worker: v.object({
      plan: v.object({ functions: v.array(v.object({ name: v.string(), worker: v.boolean() })) }),
    }),
  }),
});

const program = `
  import { handler } from "./handler.mjs";
  const { statusCode } = await handler(${JSON.stringify(httpApi())}, {});
  console.log(statusCode);
`;

let shell: ReadersShell;

beforeAll(async () => {
  shell = await ReadersShell.open(frameworkStacks, { JETS_PROJECT: "" });
  shell.write("app.mjs", "export const handler = async () => ({ statusCode: 200 });");
  shell.write("handler.mjs", blocksOf(page).find(({ file }) => file === "handler.mjs")?.text ?? "");
  shell.write("visit.mjs", program);
  shell.write("node_modules/.keep", "");
  symlinkSync(root, join(shell.folder, "node_modules/jets-maintenance"));
});

afterAll(() => shell.close());

describe.each(sample(frameworks, 1))("docs/frameworks.md: %s", (section, stack, name, workers) => {
  const lines = text
    .slice(text.indexOf(`## ${section}`))
    .replaceAll(name, stack)
    .split("\n");
  /** The parameter in the environment of the API, in the template or in the text around it. */
  const parameter =
    lines.map((line) => /(?<!:parameter)\/jets\/[^`*\s]+/.exec(line)?.[0]).find(Boolean) ?? "";

  test("the API reads the flag that the command line sets", async () => {
    const visit = async (): Promise<string> => {
      const { stdout } = await shell.run("node visit.mjs", { JETS_MAINTENANCE_PARAMETER: parameter });
      return stdout.trim();
    };
    expect(await visit()).toBe("200");
    await shell.run(`jets maintenance:on --stack ${stack} --yes`);
    expect(await visit()).toBe("503");
    await shell.run(`jets maintenance:off --stack ${stack}`);
    expect(await visit()).toBe("200");
  });

  test("the API may read the flag and its info", () => {
    const resource = lines.map((line) => /parameter(?:\/|\$\{parameter)\S*\*/.exec(line)?.[0]).find(Boolean);
    expect(resource?.replace("${parameter}", parameter)).toBe(`parameter${parameter}*`);
    expect(`${parameter}/info`.startsWith(parameter)).toBe(true);
  });

  test("the workers and nothing else are chosen by its configuration file", async () => {
    const configuration = blocksOf(page).find(
      ({ file, section: under }) => file === "jets.config.json" && under.includes(section),
    );
    shell.write("jets.config.json", configuration?.text ?? "");
    const { stdout } = await shell.run("jets maintenance:on --role worker --dry-run --json", {
      JETS_ENV: "prod",
    });
    const { functions } = v.parse(dryRun, JSON.parse(stdout)).roles.worker.plan;
    expect(functions.filter(({ worker }) => worker).map(({ name: worker }) => worker)).toEqual(workers);
  });
});
