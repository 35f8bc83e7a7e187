/**
 * What the command line does, for programs: maintenance on, off and status for the web and the worker role.
 * @module jets-maintenance
 */
export { getStatus, turnOff, turnOn } from "./calls.js";
export { exitCodes, JetsError, type ErrorCode } from "../maintenance/errors.js";
export type * from "./options.js";
export {
  roles,
  webFlags,
  type FunctionStatus,
  type MaintenanceEvent,
  type Opened,
  type Role,
  type RoleStatus,
  type Selection,
  type Stage,
  type State,
  type TurnResult,
  type WebFlag,
  type WorkerFailure,
} from "../maintenance/context.js";
export type { ReservedConcurrency } from "../maintenance/ports/functions.js";
export type { Settings } from "../maintenance/worker/journal/settings.js";
