/**
 * What the command line does, for programs: maintenance on, off and status for the web and the worker role.
 * @module jets-maintenance
 */
export { getStatus, turnOff, turnOn } from "./calls.js";
export { duringMaintenance, type DuringResult, type RoleTurns } from "./during.js";
export { exitCodes, JetsError, type ErrorCode } from "../maintenance/errors.js";
export type * from "./options.js";
export { roles, webFlags, type Role, type Selection, type WebFlag } from "../maintenance/context.js";
export type { EventConfig, ReservedConcurrency } from "../maintenance/ports/functions.js";
export type {
  EventsResult,
  FunctionStatus,
  Opened,
  ReplayedEvents,
  RoleStatus,
  State,
  TurnResult,
  WorkerFailure,
} from "../maintenance/result.js";
export type { MaintenanceEvent, Stage } from "../maintenance/events.js";
export type { EventConfigs, Settings } from "../maintenance/worker/journal/settings.js";
