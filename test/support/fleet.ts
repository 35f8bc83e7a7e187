import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import type { SandboxOptions } from "../../src/sandbox/index.js";
import { openAws, openShell } from "./in-process.js";
import type { FakeShell } from "./process/fake-shell.js";
import { FakeTerminal, type Devices } from "./process/fake-terminal.js";
import type { TimedSandbox } from "./timed-sandbox.js";

// Loading code takes real time, in which virtual time would jump ahead.
await Promise.all([
  import("../../src/commands/fleet/history.js"),
  import("../../src/commands/fleet/off.js"),
  import("../../src/commands/fleet/on.js"),
  import("../../src/commands/fleet/run.js"),
  import("../../src/commands/fleet/status.js"),
  import("../../src/application/configuration.js"),
  import("../../src/application/find-fleet.js"),
  import("../../src/maintenance/web/turn.js"),
  import("../../src/maintenance/worker/index.js"),
  import("picomatch"),
]);

/** The accounts of the fleet `prod`: the sandbox's own, and two that roles are assumed in. */
export const accounts = { home: "123456789012", one: "111122223333", two: "222233334444" } as const;

/** Its regions. */
export const regions = ["eu-west-1", "us-east-1"] as const;

/** What the configuration file says, unless a test says something else. */
const configuration = {
  fleets: {
    prod: {
      stacks: ["shop-*"],
      regions,
      accounts: [
        { id: accounts.home },
        { id: accounts.one, role: "jets-maintenance" },
        { id: accounts.two, role: "jets-maintenance" },
      ],
    },
  },
};

type Stacks = NonNullable<SandboxOptions["stacks"]>;

/** In each account and region two shops and a stack that the fleet does not name, each with two workers. */
export const shops: Stacks = Object.values(accounts).flatMap((account) =>
  regions.flatMap((region) =>
    ["shop-a", "shop-b", "other"].map((name) => ({
      name,
      account,
      region,
      functions: [
        { name: `${name}-mail_event-send`, reserved: 3 },
        { name: `${name}-clean_event-run` },
        { name: `${name}-web_controller` },
      ],
    })),
  ),
);

/** A fleet in a sandbox of this process. */
export interface FleetScene extends TimedSandbox {
  /** A person in the folder of the configuration file, in a pipe unless the devices say otherwise. */
  readonly shell: (
    devices?: Devices,
    env?: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ) => FakeShell;
  /** The same for a machine of its own, with a Ctrl-C. */
  readonly shellOf: (machine: TimedSandbox, signal: AbortSignal) => FakeShell;
  /** Writes the configuration file anew. */
  readonly write: (file: object) => void;
  /** Every setting of every function in every account and region, with the names of places. */
  readonly settings: () => Record<string, unknown>;
}

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Opens a sandbox with the shops, or with what the options say. */
export function openFleet(options: SandboxOptions = {}, file: object = configuration): FleetScene {
  const folder = mkdtempSync(join(tmpdir(), "fleet-"));
  folders.push(folder);
  const write = (content: object): void => {
    writeFileSync(join(folder, "jets.config.json"), JSON.stringify(content));
  };
  write(file);
  const at = openAws({ stacks: shops, region: "us-east-1", ...options });
  const profiles = { "prod-one": accounts.one, "prod-again": accounts.one, "prod-two": accounts.two };
  return {
    ...at,
    write,
    shell: (devices = {}, env = {}, signal) =>
      openShell(at, new FakeTerminal(devices, env, folder, 120), profiles, signal),
    shellOf: (machine, signal) => openShell(machine, new FakeTerminal({}, {}, folder, 120), profiles, signal),
    settings: () =>
      Object.fromEntries(
        Object.values(accounts).flatMap((account) =>
          regions.map((region) => [`${account} ${region}`, at.sandbox.at(account, region).settings()]),
        ),
      ),
  };
}
