/** As AWS calls the services whose events reach a function asynchronously, by the first part of their principals. */
const names: ReadonlyMap<string, string> = new Map([
  ["cloudformation", "CloudFormation"],
  ["cloudwatch", "CloudWatch alarms"],
  ["codecommit", "CodeCommit"],
  ["codepipeline", "CodePipeline"],
  ["config", "Config"],
  ["events", "EventBridge"],
  ["iot", "IoT"],
  ["lambda", "the destination of another function"],
  ["logs", "CloudWatch Logs"],
  ["pipes", "EventBridge Pipes"],
  ["s3", "S3"],
  ["scheduler", "EventBridge Scheduler"],
  ["ses", "SES"],
  ["sns", "SNS"],
]);

/** Event sources for people: `EventBridge, S3` of `events` and `s3`. One without a name of its own stays as it is. */
export const sourceNames = (sources: readonly string[]): string =>
  sources.map((source) => names.get(source) ?? source).join(", ");
