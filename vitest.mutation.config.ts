import { basename } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import config from "./vitest.config.js";

const first = ["settings", "runs", "journal", "parts", "clean-up"];
const last = ["rule-8", "rule-10", "rule-5", "rule-9"];

const rank = ({ moduleId }: TestSpecification): number => {
  const name = basename(moduleId, ".test.ts");
  return first.includes(name) ? first.indexOf(name) - first.length : last.indexOf(name) + 1;
};

/** The first test that fails decides over a mutant: those that take longest come last. */
class QuickestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve(files.toSorted((a, b) => rank(a) - rank(b)));
  }
}

export default defineConfig({
  test: {
    include: ["test/maintenance/worker/**/*.test.ts"],
    // What these catch by trying everything, the others catch by name and in a tenth of the time.
    exclude: ["test/**/model.test.ts", "test/**/rule-3.test.ts"],
    setupFiles: ["test/support/mutation.ts"],
    sequence: { sequencer: QuickestFirst },
    // A mutant may make a test wait for ever.
    testTimeout: 30_000,
    env: { ...config.test?.env, JETS_TESTS: "all" },
  },
});
