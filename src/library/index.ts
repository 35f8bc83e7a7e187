/** What the command line does, for programs: maintenance on, off and status for the web and the worker role. */
export { getStatus, turnOff, turnOn } from "./calls.js";
export { JetsError, type ErrorCode } from "../maintenance/errors.js";
export type * from "./options.js";
export type {
  FunctionStatus,
  MaintenanceEvent,
  Opened,
  Role,
  RoleStatus,
  Selection,
  State,
  TurnResult,
  WorkerFailure,
} from "../maintenance/roles.js";
export type { Settings } from "../maintenance/worker/settings.js";
