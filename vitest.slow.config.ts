import { defineConfig } from "vitest/config";
import config, { inQuiet, pathsOf, sampled, whole } from "./vitest.config.js";

export default defineConfig({
  test: {
    ...config.test,
    env: { ...config.test?.env, JETS_TESTS: "all" },
    projects: [
      { extends: true, test: { name: "all", isolate: false, include: pathsOf({ ...sampled, ...whole }) } },
      { extends: true, test: { name: "quiet", include: pathsOf(inQuiet), sequence: { groupOrder: 1 } } },
    ],
  },
});
