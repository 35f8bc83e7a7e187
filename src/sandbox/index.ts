/** A small AWS on 127.0.0.1, for trying, demos and tests. Imports nothing else of ours. */
export type { CallRecord } from "./calls.js";
export type { Fault, FaultAction, When } from "./faults/faults.js";
export { listen, type Listening } from "./listen.js";
export { awsPageSizes, type PageSizes, type SandboxClock, type SandboxOptions } from "./options.js";
export { awsQuotas, type QuotaLimit, type QuotaLimits } from "./quotas.js";
export { SandboxProblem } from "./problem.js";
export { runSandbox, type RunOptions } from "./run/run.js";
export { faultKinds, parseFault, type FaultKind } from "./faults/fault-syntax.js";
export { parseStacks, readStacksFile, stacksFileExample } from "./seed/seed-file.js";
export { createSandbox, type Sandbox } from "./sandbox.js";
export type * from "./seed/role.js";
export type * from "./seed/seed.js";
export type { CalledService, ServiceName, WireRequest, WireResponse } from "./wire/messages.js";
