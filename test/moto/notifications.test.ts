import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { deployment, rules, templateText } from "../docs/support/notifications.js";
import { startMoto } from "../support/python/moto.js";
import { runAwsCli } from "../support/python/python.js";

// Not here, because moto has none: the Slack channel, and a rule that is really asked.
test("the template of docs/notifications.md is deployed with the command of the page", async () => {
  const moto = await startMoto();
  onTestFinished(() => moto.close());
  const folder = await mkdtemp(join(tmpdir(), "jets-notifications-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "notifications.yaml"), templateText);
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: moto.url,
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "ada",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_PAGER: "",
    no_proxy: "127.0.0.1",
  };
  await promisify(execFile)("sh", ["-c", deployment], { cwd: folder, env });

  const aws = (...args: string[]): Promise<unknown> => runAwsCli(moto.url, ...args);
  const { Rules } = (await aws("events", "list-rules")) as {
    Rules: { Name: string; EventPattern: string }[];
  };
  expect(Rules.map(({ EventPattern }) => JSON.parse(EventPattern) as unknown)).toEqual(
    expect.arrayContaining([rules.WebRule.Properties.EventPattern, rules.WorkerRule.Properties.EventPattern]),
  );
  for (const { Name } of Rules)
    expect(await aws("events", "list-targets-by-rule", "--rule", Name)).toMatchObject({
      Targets: [
        { Id: "mail", Arn: expect.stringContaining("Mail") as string },
        { Id: "chat", Arn: expect.stringContaining("Chat") as string },
      ],
    });
  expect(await aws("sns", "list-subscriptions")).toMatchObject({
    Subscriptions: [{ Protocol: "email", Endpoint: "ops@example.com" }],
  });
});
