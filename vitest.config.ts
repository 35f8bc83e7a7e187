import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Tests that put other things into the environment of their process, which the SDK reads once and keeps. */
const withOwnEnvironment = [
  "test/aws/clients.test.ts",
  "test/aws/direct.test.ts",
  "test/aws/credentials/*.test.ts",
  "test/aws/network/*.test.ts",
];

/** Its processes go by a clock twenty times as fast, for which a machine that is busy is AWS that does not answer. */
const inQuiet = ["test/processes/size.test.ts"];

const elsewhere = ["test/moto/**", "test/browser/**", "test/lambda/**", "test/shells/**"];

/** The files that take longest, the first one most. */
const longest = ["model", "ci", "races", "command-lines", "persisting-faults", "faults", "rule-9"];

const rank = ({ moduleId }: TestSpecification): number => {
  const at = longest.indexOf(basename(moduleId, ".test.ts"));
  return at === -1 ? longest.length : at;
};

/** The files that take longest come first, so that no worker is left alone with one; those of a project stay together. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => b.project.name.localeCompare(a.project.name) || rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: Math.max(2, availableParallelism()),
    sequence: { sequencer: LongestFirst },
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
          exclude: [...elsewhere, ...withOwnEnvironment, ...inQuiet],
        },
      },
      { extends: true, test: { name: "alone", include: withOwnEnvironment } },
      { extends: true, test: { name: "quiet", include: inQuiet, sequence: { groupOrder: 1 } } },
    ],
  },
});
