/**
 * What the command line does, for programs: maintenance on, off and status for the web and the worker role.
 * @module jets-maintenance
 */
export { getStatus, turnOff, turnOn } from "./calls.js";
export { exitCodes, JetsError, type ErrorCode } from "../maintenance/errors.js";
export type * from "./options.js";
export { roles, webFlags } from "../maintenance/roles.js";
export type { ReservedConcurrency } from "../maintenance/ports.js";
export type {
  FunctionStatus,
  MaintenanceEvent,
  Opened,
  Role,
  RoleStatus,
  Selection,
  Stage,
  State,
  TurnResult,
  WebFlag,
  WorkerFailure,
} from "../maintenance/roles.js";
export type { Settings } from "../maintenance/worker/journal/settings.js";
