/** What the tool is for: maintenance on, off and status for the web and the worker role. */
export { mapBounded } from "./bounded.js";
export type { Begun } from "./begun.js";
export * from "./context.js";
export { JetsError, NoRoom, exitCodes, interrupted, type ErrorCode } from "./errors.js";
export type { MaintenanceEvent, Stage } from "./events.js";
export { parseFunctionId, type FunctionId } from "./function-id.js";
export type { History, HistoryEntry, RunResult } from "./history-entry.js";
export { quotas } from "./plan.js";
export type { EventFate, EventsAtRisk, FunctionPlan, Plan, PlannedChange } from "./plan.js";
export type { PolicyDocument, Statement } from "./policy/document.js";
export type * from "./ports/aside.js";
export type * from "./ports/clock.js";
export type * from "./ports/environments.js";
export type * from "./ports/functions.js";
export type * from "./ports/parameters.js";
export type * from "./ports/queues.js";
export type * from "./ports/stacks.js";
export type * from "./result.js";
export {
  begin,
  getEvents,
  getHistory,
  getPolicy,
  getStatus,
  plan,
  purgeEvents,
  replayEvents,
  turnOff,
  turnOn,
  verify,
} from "./use-cases.js";
export type { Settings } from "./worker/journal/settings.js";
export type { WaitingEvents, WaitingFor } from "./worker/replay/waiting.js";
