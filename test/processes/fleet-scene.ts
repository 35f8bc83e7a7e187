import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "vitest";
import type { FunctionSeed, SandboxOptions, StackSeed } from "../../src/sandbox/index.js";
import type { Run } from "../support/process/fake-shell.js";
import { startJets, withoutProgress, type RunningProcess } from "../support/process/jets.js";
import { serveSandbox, type ServedSandbox } from "../support/network/served-sandbox.js";
import { accessKeyOf, type Place } from "../support/sdk-clients.js";
import { createVirtualClock, type VirtualClock } from "../support/virtual-clock.js";
import type { FunctionSettings } from "../support/world/index.js";

/** The accounts of the fleet: one by a profile, one by a role, one by a role that asks for an external id. */
export const accounts = ["111111111111", "222222222222", "333333333333"] as const;
/** The first one is a region that accounts have to enable. */
export const regions = ["eu-south-1", "us-east-1"] as const;

/** The stacks of the fleet in each region of each account; beside them is one that does not match. */
export const stacks = ["shop-a", "shop-b", "shop-c", "shop-d", "shop-e"] as const;
export const outsider = "other";

/** Every region of every account. */
export const places: readonly Place[] = accounts.flatMap((account) =>
  regions.map((region) => ({ account, region })),
);

/** How many applications there are in the fleet. */
export const targets = places.length * stacks.length;

const roleIn = (account: string): string => `arn:aws:iam::${account}:role/jets`;

/** The roles that the fleet needs. */
export const roles = [{ arn: roleIn(accounts[1]) }, { arn: roleIn(accounts[2]), externalId: "shop" }];

const configuration = {
  fleets: {
    prod: {
      stacks: ["shop-*"],
      regions,
      accounts: [
        { profile: "first" },
        { id: accounts[1], role: "jets" },
        { id: accounts[2], role: "jets", externalId: "shop" },
      ],
    },
  },
};

const profiles = `[profile first]
aws_access_key_id = ${accessKeyOf(accounts[0])}
aws_secret_access_key = secret
`;

/** Settings of every function, by account, region and name. */
export type FleetSettings = Readonly<Record<string, FunctionSettings>>;

/** A fleet that processes are let loose on. AWS's clock stands still unless another one is given. */
export interface FleetScene extends ServedSandbox {
  readonly clock: VirtualClock;
  /** Settings as they were before any maintenance. */
  readonly original: FleetSettings;
  readonly settings: () => FleetSettings;
  /** From now on STS gives out sessions that end after so many seconds. */
  readonly shortenSessions: (seconds: number) => void;
  /** Starts the built binary with a command for the whole fleet. */
  readonly start: (command: string, ...options: string[]) => RunningProcess;
  /** The same until it has ended, without the progress that it shows. */
  readonly run: (command: string, ...options: string[]) => Promise<Run>;
}

/** Serves three accounts with two regions of six stacks each, until the test is over. */
export async function openFleet(
  { onTestFinished }: Pick<TestContext, "onTestFinished">,
  options: SandboxOptions = {},
): Promise<FleetScene> {
  const clock = createVirtualClock(Date.now());
  const served = await serveSandbox({ stacks: seeds(), roles, clock, strictNames: true, ...options });
  const folder = await mkdtemp(join(tmpdir(), "fleet-"));
  onTestFinished(async () => {
    await served.close();
    await rm(folder, { recursive: true });
  });
  await writeFile(join(folder, "jets.config.json"), JSON.stringify(configuration));
  await writeFile(join(folder, "config"), profiles);
  const env = {
    ...served.env,
    AWS_CONFIG_FILE: join(folder, "config"),
  };
  const settings = (): FleetSettings => settingsIn(served);
  const start: FleetScene["start"] = (command, ...more) =>
    startJets([`maintenance:${command}`, "--fleet", "prod", ...more], env, folder);
  return {
    ...served,
    clock,
    original: settings(),
    settings,
    shortenSessions: (seconds) => {
      shortenSessions(served, clock.now().getTime() + seconds * 1_000);
    },
    start,
    run: async (...args) => {
      const { exitCode, stdout, stderr } = withoutProgress(await start(...args).end);
      return {
        exitCode,
        stdout,
        stderr: stderr.replaceAll(/^[A-Z][a-z ]+ \d{12} [a-z\d-]+(?: \d+\/\d+)?\n/gm, ""),
      };
    },
  };
}

function shortenSessions({ rewriter, sandbox }: ServedSandbox, expiresAt: number): void {
  rewriter.rewrite({
    operation: "AssumeRole",
    times: Infinity,
    answer: (_, response) => {
      const end = `<Expiration>${new Date(expiresAt).toISOString()}<`;
      for (const [token, session] of sandbox.sessions) sandbox.sessions.set(token, { ...session, expiresAt });
      return { ...response, body: response.body.replace(/<Expiration>[^<]*</, end) };
    },
  });
}

/** What maintenance of the workers makes of the settings: of the fleet's, and not of the others'. */
export function stopped(
  original: FleetSettings,
  isMeant: (key: string) => boolean = () => true,
): FleetSettings {
  return Object.fromEntries(
    Object.entries(original).map(([key, settings]) => [
      key,
      key.includes("_event-") && !key.includes(` ${outsider}-`) && isMeant(key)
        ? stoppedOne(settings)
        : settings,
    ]),
  );
}

function stoppedOne({ mappings }: FunctionSettings): FunctionSettings {
  const disabled = Object.keys(mappings).map((uuid) => [uuid, "Disabled"] as const);
  return { reserved: 0, provisioned: {}, mappings: Object.fromEntries(disabled) };
}

const settingsIn = ({ sandbox }: ServedSandbox): FleetSettings =>
  Object.fromEntries(
    places.flatMap(({ account, region }) =>
      Object.entries(sandbox.at(account, region).settings()).map(([name, settings]) => [
        `${account} ${region} ${name}`,
        settings,
      ]),
    ),
  );

const seeds = (): StackSeed[] =>
  places.flatMap((place) =>
    [...stacks, outsider].map((name, index) => ({
      name,
      ...place,
      functions: functionsOf(name, place, index),
    })),
  );

const functionsOf = (stack: string, { account, region }: Place, index: number): FunctionSeed[] => [
  { name: `${stack}-controller`, reserved: 3 },
  {
    name: `${stack}-jobs_event-perform`,
    reserved: 5 + index,
    mappings: [{ source: `arn:aws:sqs:${region}:${account}:${stack}` }],
  },
  {
    name: `${stack}-reports_event-render`,
    versions: 1,
    aliases: { live: "1" },
    provisioned: { live: 1 + index },
  },
];
