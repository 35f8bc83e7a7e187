import type { SandboxOptions } from "../../src/sandbox/index.js";
import { journalPath } from "../support/scene.js";
import type { Stage } from "./stage.js";

/** Something that somebody does at a terminal. */
export interface Story {
  readonly name: string;
  /** How the account is laid out; the demo application otherwise. */
  readonly account?: SandboxOptions;
  readonly tell: (stage: Stage) => Promise<void>;
}

const inLine = (...commands: readonly string[]): Story["tell"] => {
  return async (stage) => {
    for (const command of commands) await stage.jets(command);
  };
};

/** An AWS with its own quotas, in which a run takes seconds. */
const busy: SandboxOptions = {
  quotas: true,
  latencyMs: 30,
  mappingSettlesMs: 0,
  stacks: [
    {
      name: "demo-dev",
      functions: Array.from({ length: 24 }, (_, index) => ({
        name: `demo-dev-job${index}_event-run`,
        reserved: 1,
        timeout: 3,
      })),
    },
  ],
};

const firstRun = `${journalPath}run/000001`;
const target = "demo-dev-jobs_event-perform";

export const stories: readonly Story[] = [
  {
    name: "web: on, asked",
    tell: (stage: Stage): Promise<void> => stage.jets("maintenance:on", "y", "\r"),
  },
  {
    name: "web: declined",
    tell: (stage: Stage): Promise<void> => stage.jets("maintenance:on", "\r"),
  },
  {
    name: "web: on, already on, status, off, already off",
    tell: inLine(
      "maintenance:on --yes",
      "maintenance:on --yes",
      "maintenance:status",
      "maintenance:off",
      "maintenance:off",
    ),
  },
  {
    name: "worker: on, asked",
    tell: (stage: Stage): Promise<void> => stage.jets("maintenance:on --role worker", "y", "\r"),
  },
  {
    name: "worker: on, already on, status, off, already off",
    tell: inLine(
      "maintenance:on --role worker --yes",
      "maintenance:on --role worker --yes",
      "maintenance:status --all",
      "maintenance:off --role worker",
      "maintenance:off --role worker",
      "maintenance:status --all",
    ),
  },
  {
    name: "worker: progress",
    account: busy,
    tell: inLine("maintenance:on --role worker --yes --wait", "maintenance:off --role worker --quiet"),
  },
  {
    name: "worker: what would happen",
    tell: async (stage: Stage): Promise<void> => {
      await stage.jets("maintenance:on --role worker --dry-run");
      await stage.unseen("maintenance:on --role worker --yes");
      await stage.jets("maintenance:off --role worker --dry-run");
    },
  },
  {
    name: "worker: partly on",
    tell: async (stage: Stage): Promise<void> => {
      stage.sandbox.addFault({ operation: "PutFunctionConcurrency", target, action: { kind: "denied" } });
      await stage.jets("maintenance:on --role worker --yes");
      await stage.jets("maintenance:status --role worker");
    },
  },
  {
    name: "worker: another run is at work",
    tell: async (stage: Stage): Promise<void> => {
      const { world } = stage.sandbox;
      let record = "";
      const run = (): void => {
        record = world.parameters()[firstRun] ?? "";
      };
      stage.sandbox.addFault({
        operation: "PutFunctionConcurrency",
        action: { kind: "hook", when: "before", run },
      });
      await stage.unseen("maintenance:on --role worker --yes");
      // As it was while that run was at work.
      world.setParameter(firstRun, record);
      await stage.jets("maintenance:off --role worker");
    },
  },
  {
    name: "worker: a damaged journal",
    tell: async (stage: Stage): Promise<void> => {
      await stage.unseen("maintenance:on --role worker --yes");
      stage.sandbox.world.setParameter(firstRun, '{"v":1}');
      await stage.jets("maintenance:off --role worker");
    },
  },
  {
    name: "usage errors",
    tell: inLine("maintenance:on --role both", "maintenance:pause", "maintenance:off --force"),
  },
  {
    name: "not deployed",
    account: { stacks: [] },
    tell: inLine("maintenance:status", "maintenance:on --role worker --yes"),
  },
];
