/**
 * What runs inside a Lambda: the maintenance page in front of a handler.
 * @module jets-maintenance/runtime
 */
export { withMaintenance, type AnyHandler, type Loaded } from "./with-maintenance.js";
export type { MaintenanceOptions } from "./options.js";
