import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { runJets } from "../support/process/jets.js";
import { serveSandbox } from "../support/network/served-sandbox.js";

const run = promisify(execFile);
const page = readFileSync(new URL("../../docs/restore-by-hand.md", import.meta.url), "utf8");
const [read = "", putAway = ""] = [...page.matchAll(/^ *```sh\n(.*?)^ *```/gms)].map(
  ([, block]) => block ?? "",
);

/** The command that the page gives for an entry like this one, filled in. */
function commandFor(entry: string, values: Readonly<Record<string, string>>): string {
  const row = page.split("\n").find((line) => line.includes(`| \`"${entry}`)) ?? "";
  const command = /`(aws [^`]*)`/.exec(row)?.[1] ?? "";
  return Object.entries(values).reduce((text, [old, value]) => text.replace(old, value), command);
}

test("an application is restored with the commands of docs/restore-by-hand.md alone", async () => {
  const { sandbox, env, close } = await serveSandbox();
  const shell = async (script: string): Promise<string> => {
    const settings = {
      ...process.env,
      ...env,
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_PAGER: "",
      no_proxy: "127.0.0.1",
    };
    return (await run("sh", ["-c", script], { env: settings })).stdout;
  };
  const original = sandbox.settings();
  const on = ["maintenance:on", "--role", "worker", "--yes", "--keep-events"];
  expect((await runJets(on, env)).exitCode).toBe(0);

  const journal = await shell(read);
  expect(journal).toMatch(/run\/000001\t.*"state":"released"/);
  const name = "demo-dev-reports_event-render";
  expect(journal).toContain(`"${name}":{"reserved":10,`);
  const uuid = /"mappings":\{"([^"]+)":"enabled"/.exec(journal)?.[1] ?? "";
  const jobs = "demo-dev-jobs_event-perform";
  const unset = (NAME: string, qualifier = "$LATEST"): string =>
    commandFor('eventConfigs": { "$LATEST": null', { NAME, "'$LATEST'": `'${qualifier}'` });
  expect(journal).toContain('"eventConfigs":{');
  const commands = [
    commandFor('reserved": null', { NAME: "demo-dev-cleanup_event-purge" }),
    commandFor('reserved": 20', { NAME: jobs }),
    commandFor('reserved": 20', { NAME: name, " 20": " 10" }),
    commandFor("provisioned", { NAME: name }),
    commandFor("provisioned", { NAME: name, live: "canary", " 4": " 1" }),
    commandFor("mappings", { "63cb...": uuid }),
    unset("demo-dev-cleanup_event-purge"),
    unset(jobs),
    ...["$LATEST", "live", "canary", "1", "2"].map((qualifier) => unset(name, qualifier)),
  ];
  await shell(["set -e", ...commands].join("\n"));
  expect(sandbox.settings()).toEqual(original);
  for (const one of Object.keys(original)) expect(sandbox.world.eventInvokeConfigsOf(one)).toEqual({});

  await shell(putAway);
  expect(sandbox.world.parameters()).toEqual({});
  expect((await runJets(["maintenance:status", "--role", "worker"], env)).stdout).toBe("off\n");
  await close();
});
