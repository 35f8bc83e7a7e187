import { isObject } from "../json.js";
import type { MaintenanceOptions } from "../options.js";

/** Makes a test for events that are no web requests and are left undone during maintenance. */
export function compileSkip(skip: MaintenanceOptions["skipEvents"]): (event: unknown) => boolean {
  if (skip === true) return isRepeated;
  return typeof skip === "function" ? skip : () => false;
}

// Events that come again by themselves, so that nothing is lost: never a message or a record, which would count as
// done.
function isRepeated(event: unknown): boolean {
  return isObject(event) && (schedulers.has(event.source) || event.warmer === true || "_prewarm" in event);
}

const schedulers: ReadonlySet<unknown> = new Set([
  // A rule with a schedule: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html
  "aws.events",
  // EventBridge Scheduler, where the schedule names no input of its own.
  "aws.scheduler",
  // serverless-plugin-warmup and @middy/warmup; `warmer` above is lambda-warmer, `_prewarm` Jets.
  "serverless-plugin-warmup",
]);
