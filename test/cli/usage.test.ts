import { describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { FakeShell } from "../support/process/fake-shell.js";

const maintenanceCommands = ["on", "off", "run", "status", "history", "events", "policy", "preview"];
const commands = [
  ...maintenanceCommands.map((name) => `maintenance:${name}`),
  "maintenance",
  "config",
  "completion",
  "sandbox",
  "help",
].join(", ");
const onOptions =
  "--role, --all, --yes, --reason, --dry-run, --wait, --on-event-loss, --during-deployment, --break-lock, --lock-timeout, --include, --exclude, --keep-events, --no-keep-events, --message, --until, --retry-after, --for, --with-secret, --web-flag, --stack, --region, --profile, --json, --quiet, --verbose, --fleet, --account, --concurrency, --expect, --max-failures, --no-preflight, --help";
const offOptions =
  "--role, --all, --yes, --dry-run, --wait, --force, --salvage, --no-replay, --during-deployment, --break-lock, --lock-timeout, --web-flag, --replay-rate, --replay-schedules, --stack, --region, --profile, --json, --quiet, --verbose, --fleet, --account, --concurrency, --expect, --help";
const statusOptions =
  "--role, --all, --exit-code, --web-flag, --stack, --region, --profile, --json, --quiet, --verbose, --fleet, --account, --concurrency, --help";

describe("a wrong command line exits 2, names the valid ones and reaches nothing in AWS", () => {
  test.each([
    [
      ["maintenance:onn"],
      "Unknown command 'maintenance:onn'. Did you mean maintenance:on?",
      `Valid commands: ${commands}. See jets --help.`,
    ],
    [["on"], "Unknown command 'on'.", "Did you mean maintenance:on? See jets --help."],
    [["status"], "Unknown command 'status'.", "Did you mean maintenance:status? See jets --help."],
    [
      ["maintenance:on", "now"],
      "Unexpected argument 'now'.",
      `Valid options: ${onOptions}. See jets maintenance:on --help.`,
    ],
    [
      ["maintenance", "of"],
      "Unknown command 'of'. Did you mean one of off, on?",
      `Valid commands: ${maintenanceCommands.join(", ")}, help. See jets maintenance --help.`,
    ],
    [["help", "me"], "Unknown command 'me'.", `Valid commands: ${commands}. See jets --help.`],
    [
      ["maintenance:on", "--rol", "web"],
      "Unknown option '--rol'. Did you mean --role?",
      `Valid options: ${onOptions}. See jets maintenance:on --help.`,
    ],
    [
      ["maintenance", "on", "-x"],
      "Unknown option '-x'.",
      `Valid options: ${onOptions}. See jets maintenance on --help.`,
    ],
    [
      ["maintenance:off", "--on-event-loss", "warn"],
      "Unknown option '--on-event-loss'.",
      `Valid options: ${offOptions}. See jets maintenance:off --help.`,
    ],
    [
      ["maintenance:on", "-r", "worker", "--on-event-loss", "ask"],
      "Option '--on-event-loss <how>' argument 'ask' is invalid. Allowed choices are warn, fail.",
      "See jets maintenance:on --help.",
    ],
    [
      ["maintenance:on", "--role", "worker", "--yes", "--force"],
      "Unknown option '--force'. Did you mean --for?",
      `Valid options: ${onOptions}. See jets maintenance:on --help.`,
    ],
    [
      ["maintenance:on", "--during-deployment"],
      "--during-deployment is for the worker role only, but the role is web.",
      "Remove --during-deployment, or use --role worker.",
    ],
    [
      ["maintenance", "off", "--during-deployment"],
      "--during-deployment is for the worker role only, but the role is web.",
      "Remove --during-deployment, or use --role worker.",
    ],
    [
      ["maintenance:on", "--yes", "--break-lock"],
      "--break-lock is for the worker role only, but the role is web.",
      "Remove --break-lock, or use --role worker.",
    ],
    [
      ["maintenance", "on", "--yes", "--on-event-loss", "warn", "-r", "web"],
      "--on-event-loss is for the worker role only, but the role is web.",
      "Remove --on-event-loss, or use --role worker.",
    ],
    [
      ["maintenance:off", "--force"],
      "--force is for the worker role only, but the role is web.",
      "Remove --force, or use --role worker.",
    ],
    [
      ["maintenance", "off", "--break-lock"],
      "--break-lock is for the worker role only, but the role is web.",
      "Remove --break-lock, or use --role worker.",
    ],
    [
      ["maintenance:status", "--colour"],
      "Unknown option '--colour'.",
      `Valid options: ${statusOptions}. See jets maintenance:status --help.`,
    ],
    [
      ["--stack", "demo-dev", "maintenance:on"],
      "Unknown option '--stack'.",
      "Valid options: --version, --help. See jets --help.",
    ],
    [
      ["maintenance:on", "--role", "wbe"],
      "Option '-r, --role <role>' argument 'wbe' is invalid. Allowed choices are web, worker, all.",
      "See jets maintenance:on --help.",
    ],
    [
      ["maintenance:on", "--role"],
      "Option '-r, --role <role>' argument missing.",
      "Valid values: web, worker, all. See jets maintenance:on --help.",
    ],
    [["maintenance:on", "worker"], "Unexpected argument 'worker'.", "Did you mean --role worker?"],
    [
      ["sandbox", "--latency", "fast"],
      "Option '--latency <ms>' argument 'fast' is invalid. It must be a whole number.",
      "See jets sandbox --help.",
    ],
    [
      ["sandbox", "--stacks", "/nowhere.json", "--", "echo"],
      "The stacks file /nowhere.json cannot be read: ENOENT: no such file or directory, open '/nowhere.json'.",
      "Check its name and permissions.",
    ],
    [
      ["maintenance:preview", "--port", "70000"],
      "Option '--port <port>' argument '70000' is invalid. It must be a port from 0 to 65535.",
      "See jets maintenance:preview --help.",
    ],
    [
      ["completion"],
      "Missing required argument 'shell'.",
      "Valid values: bash, zsh, fish. See jets completion --help.",
    ],
    [
      ["maintenance:off", "--stack", ""],
      "Option '--stack <name>' argument '' is invalid. It must not be empty.",
      "See jets maintenance:off --help.",
    ],
  ])("jets %j", async (args, fact, remedy) => {
    const shell = new FakeShell();
    expect(await shell.jets(...args)).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: `ERROR: ${fact}\n${remedy}\n`,
    });
    expect(shell.reached).toEqual([]);
  });
});

describe("help goes to stdout, has an example and reaches nothing in AWS", () => {
  test.each([
    [[], "Usage: jets [options] [command]", "$ jets maintenance:on --stack demo-dev"],
    [["--help"], "Usage: jets [options] [command]", "$ jets maintenance:on --stack demo-dev"],
    [["help"], "Usage: jets [options] [command]", "$ jets maintenance:on --stack demo-dev"],
    [["maintenance"], "Usage: jets maintenance [options] [command]", "$ jets maintenance status --all"],
    [["maintenance", "-h"], "Usage: jets maintenance [options] [command]", "$ jets maintenance status --all"],
    [
      ["maintenance:on", "--help"],
      "Usage: jets maintenance:on [options]",
      "$ jets maintenance:on --role worker --yes",
    ],
    [
      ["maintenance", "on", "-h"],
      "Usage: jets maintenance on [options]",
      "$ jets maintenance:on --role worker --yes",
    ],
    [
      ["help", "maintenance:off"],
      "Usage: jets maintenance:off [options]",
      "$ jets maintenance:off --role worker",
    ],
    [
      ["sandbox", "--help"],
      "Usage: jets sandbox [options] [command...]",
      "$ jets sandbox -- jets maintenance:status",
    ],
    [
      ["maintenance:preview", "-h"],
      "Usage: jets maintenance:preview [options]",
      '$ jets maintenance:preview --message "Moving house" --until 2h --open',
    ],
    [
      ["maintenance:history", "-h"],
      "Usage: jets maintenance:history [options]",
      "$ jets maintenance:history --role worker",
    ],
    [
      ["maintenance", "policy", "--help"],
      "Usage: jets maintenance policy [options]",
      "$ jets maintenance:policy --role web > policy.json",
    ],
    [["completion", "-h"], "Usage: jets completion [options] <shell>", '$ eval "$(jets completion bash)"'],
    [["config", "--help"], "Usage: jets config [options]", "$ jets config --stack demo-dev --json"],
    [
      ["maintenance:status", "-h"],
      "Usage: jets maintenance:status [options]",
      "$ jets maintenance:status --all",
    ],
  ])("jets %j", async (args, usage, example) => {
    const shell = new FakeShell();
    const { exitCode, stdout, stderr } = await shell.jets(...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout.split("\n", 1)).toEqual([usage]);
    expect(stdout).toContain(`\nExample:\n  ${example}`);
    expect(shell.reached).toEqual([]);
  });

  test("jets --version prints the version of the package", async () => {
    const shell = new FakeShell();
    expect(await shell.jets("--version")).toEqual({
      exitCode: 0,
      stdout: `${packageJson.version}\n`,
      stderr: "",
    });
  });
});
