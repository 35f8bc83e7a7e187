// The one way in: each module that is loaded late by itself divides what the others share into more files, and `--help`
// reads them all.

export { showFleetHistory } from "./history.js";
export { turnFleetOff } from "./off.js";
export { turnFleetOn } from "./on.js";
export { showFleetPolicy } from "./policy.js";
export { runDuringFleet } from "./run.js";
export { showFleetStatus } from "./status.js";
