import { expect, test } from "vitest";
import { sourceNames } from "../../src/maintenance/event-sources.js";

test.each([
  [["events", "s3"], "EventBridge, S3"],
  [["scheduler"], "EventBridge Scheduler"],
  [["logs", "cloudwatch"], "CloudWatch Logs, CloudWatch alarms"],
  [["newer-service"], "newer-service"],
])("event sources %j are %s for people", (sources, told) => {
  expect(sourceNames(sources)).toBe(told);
});
