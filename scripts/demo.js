// Shows the main job. Runs inside `jets sandbox -- ...`, which points the AWS SDK at an AWS on 127.0.0.1.
import { spawnSync } from "node:child_process";
import { isDeepStrictEqual } from "node:util";
import { Lambda } from "@aws-sdk/client-lambda";

// The notice that the SDK prints on Node 20 has no place in a demonstration.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
const lambda = new Lambda();

jets("maintenance:status");
jets("maintenance:on --yes");
jets("maintenance:status");
jets("maintenance:off");

const before = await readSettings("The functions of demo-dev, before");
jets("maintenance:on --role worker --yes");
jets("maintenance:status --all");
await readSettings("During worker maintenance");
jets("maintenance:off --role worker");
const after = await readSettings("Afterwards");
lambda.destroy();

const same = isDeepStrictEqual(before, after);
console.log(same ? "\nEvery setting is back." : "\nThe settings differ from those before.");
process.exitCode = same ? 0 : 1;

/** @param {string} command */
function jets(command) {
  console.log(`\n❯ jets ${command}`);
  const { status } = spawnSync(process.execPath, ["bin/jets.js", ...command.split(" ")], {
    stdio: "inherit",
    env: { ...process.env, JETS_PROJECT: "demo" },
  });
  if (status !== 0) throw new Error(`jets ${command} ended with ${status}.`);
}

/** @param {string} title */
async function readSettings(title) {
  const { Functions = [] } = await lambda.listFunctions({});
  const rows = await Promise.all(Functions.map(({ FunctionName = "" }) => readFunction(FunctionName)));
  rows.sort((a, b) => a.function.localeCompare(b.function));
  console.log(`\n${title}:`);
  printTable(rows);
  return rows;
}

/** @param {string} name */
async function readFunction(name) {
  const [reserved, provisioned, mappings] = await Promise.all([
    lambda.getFunctionConcurrency({ FunctionName: name }),
    lambda.listProvisionedConcurrencyConfigs({ FunctionName: name }),
    readMappings(name),
  ]);
  const configs = (provisioned.ProvisionedConcurrencyConfigs ?? []).map(
    (config) =>
      `${config.FunctionArn?.split(":").at(-1)}: ${config.RequestedProvisionedConcurrentExecutions}`,
  );
  return {
    function: name,
    reserved: String(reserved.ReservedConcurrentExecutions ?? "unreserved"),
    provisioned: configs.sort().join(", ") || "-",
    mappings: mappings.join(", ") || "-",
  };
}

/**
 * The states of the function's event source mappings, once AWS has got there.
 * @param {string} name
 * @returns {Promise<string[]>}
 */
async function readMappings(name) {
  const { EventSourceMappings = [] } = await lambda.listEventSourceMappings({ FunctionName: name });
  const states = EventSourceMappings.map(({ State = "" }) => State);
  return states.some((state) => state.endsWith("ing")) ? readMappings(name) : states;
}

/** @param {Record<string, string>[]} rows */
function printTable(rows) {
  const columns = Object.keys(rows[0] ?? {});
  const widths = columns.map((column) =>
    Math.max(...[column, ...rows.map((row) => row[column] ?? "")].map((text) => text.length)),
  );
  /** @param {string[]} cells */
  const line = (cells) =>
    `  ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  ")}`.trimEnd();
  console.log(line(columns));
  for (const row of rows) console.log(line(columns.map((column) => row[column] ?? "")));
}
