import type { StackSeed } from "../../../src/sandbox/index.js";

export const frameworkStacks: readonly StackSeed[] = [];
