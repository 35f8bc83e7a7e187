import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The files of which `npm test` tries some cases, chosen by `sample` of test/support/sample.ts, and `npm run test:slow`
 * all, and what these are.
 */
export const sampled = {
  "aws/call/clock-skew": "how AWS calls a clock that is off",
  "aws/credentials/account": "each answer of a container that gives no credentials",
  "aws/credentials/mfa": "each answer at a terminal that cannot move its cursor",
  "commands/completion/completion": "each kind of word in bash",
  "docs/action": "what it refuses",
  "docs/command-lines": "every command line of every page",
  "docs/frameworks": "each framework",
  "docs/readme": "`npm run demo`",
  "fleet/model/model": "150 random stories of fleets",
  "library/docs": "each program",
  "maintenance/worker/journal/event-configs": "how many qualifiers a function has",
  "maintenance/worker/model/events": "600 random stories of events",
  "maintenance/worker/model/model": "1,000 random stories",
  "maintenance/worker/replay/interrupted": "a death of `off` at each call of a replay",
  "maintenance/worker/restore/salvage": "each part of a journal, damaged in each way",
  "maintenance/worker/safety/rule-10": "each way to damage each record",
  "maintenance/worker/safety/rule-11": "each parameter, missing in each list",
  "maintenance/worker/safety/rule-12": "a death of `off` at each call while there is no room",
  "maintenance/worker/safety/rule-2": "a death of `on` at each call while AWS takes no reservation",
  "maintenance/worker/safety/rule-3": "a kill at each call",
  "maintenance/worker/safety/rule-5": "each moment at which `--break-lock` can overtake",
  "maintenance/worker/safety/rule-8": "Ctrl-C at each call",
  "maintenance/worker/safety/rule-9": "the longest selections in any script",
  "maintenance/worker/stop/probe": "a death of `on` at each call",
  "maintenance/worker/stop/stop-all": "deaths of `on` between the first stop and the last batch",
  "processes/faults": "a fault at each change of a process",
  "processes/jobs": "each way to leave a run behind",
  "processes/kill": "a process killed at each change",
  "processes/outage": "each kind of outage, with processes",
  "processes/persisting-faults": "each kind of fault at each call",
  "processes/races": "two processes that meet at each call",
  "processes/real-terminal": "each answer, and each signal at a question",
  "processes/run": "each signal, and each change by others under the command",
  "processes/run-terminal": "Ctrl-C on each way in",
  "processes/signals": "each signal at each kind of change, with processes",
  "processes/streams": "each command and each stream on a full disk",
  "run/heeded-report": "a reporter that fails at each event",
  "runtime/random-events": "12,000 random events",
};

/** The files that only `npm run test:slow` runs, and why. */
export const whole = {
  "docs/action-in-trouble": "docs/action has a turn of each command",
  "docs/session-picture": "golden/golden and docs/readme have what terminals show",
  "docs/ci": "npm installs jets in each pipeline of the page; docs/action has the steps that they share",
  "library/during":
    "processes/run has the same turns by the command line; library/index has the other functions",
  "processes/fleet": "thirty applications, as processes; commands/fleet has the same turns in this process",
  "processes/run-overlap": "runs that meet, as processes; processes/run has one at a time",
};

/** The same, alone at the end: on a clock twenty times as fast, a machine that is busy is AWS that does not answer. */
export const inQuiet = { "processes/size": "2,000 workers; safety/rule-9 has 200" };

/** The paths of test files. */
export const pathsOf = (files: Readonly<Record<string, string>>): string[] =>
  Object.keys(files).map((name) => `test/${name}.test.ts`);

/** Tests with a command of their own. */
const elsewhere = [
  ...["test/moto/**", "test/browser/**", "test/lambda/**", "test/shells/**"],
  ...pathsOf({ ...whole, ...inQuiet }),
];

/** The files that take longest, the first one most. */
const longest = ["account", "model", "run", "races", "rule-9", "persisting-faults", "ci"];

const rank = ({ moduleId }: TestSpecification): number => {
  const at = longest.indexOf(basename(moduleId, ".test.ts"));
  return at === -1 ? longest.length : at;
};

/** The files that take longest come first, so that no worker is left alone with one; those of a project stay together. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => a.project.name.localeCompare(b.project.name) || rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One more than can compute: many tests wait for what they have started.
    maxWorkers: Math.max(2, availableParallelism() + 1),
    sequence: { sequencer: LongestFirst },
    setupFiles: ["test/support/at-rest.ts"],
    // No test may look for credentials or instances outside this machine.
    env: {
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: "us-east-1",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CA_BUNDLE: "",
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    },
    projects: [
      {
        extends: true,
        // One process runs many files: loading the SDK takes longer than most of them.
        test: {
          name: "shared",
          isolate: false,
          include: ["test/**/*.test.ts"],
          exclude: elsewhere,
        },
      },
    ],
  },
});
