import { expect, test } from "vitest";
import { functionsAt, parseRecord } from "../../../../src/maintenance/worker/replay/record.js";
import { functionArn, recordOf, scheduled } from "../../../support/kept-events.js";

const stackId = "arn:aws:cloudformation:us-east-1:123456789012:stack/demo-dev/1";
const sentAt = new Date("2026-11-02T10:00:00Z");

const parse = (body: string, stack = stackId): ReturnType<typeof parseRecord> =>
  parseRecord({ id: "m", receipt: "r", body, sentAt }, functionsAt(stack));

test("a record of a stopped function is an event, its payload word for word", () => {
  expect(parse(recordOf("job", `{"n": 12345678901234567890}`))).toMatchObject({
    functionName: "job",
    qualifier: "$LATEST",
    payload: `{"n": 12345678901234567890}`,
    at: new Date("2026-11-02T09:12:03.250Z"),
  });
});

test.each([
  ["live", functionArn("job", "live"), "live"],
  ["a version", functionArn("job", "12"), "12"],
  ["the bare function", "arn:aws:lambda:us-east-1:123456789012:function:job", "$LATEST"],
])("%s is where it was sent to", (_, arn, qualifier) => {
  expect(parse(recordOf("job", "1", { arn }))).toMatchObject({ functionName: "job", qualifier });
});

test.each(["null", "1", `"text"`, "[]", "{}", `{"requestPayload":1}`])("a payload may be %s", (payload) => {
  expect(parse(recordOf("job", payload))?.payload).toBe(payload);
});

test.each([
  ["a failure of the function", recordOf("job", "1", { condition: "RetriesExhausted" })],
  ["an event that grew too old", recordOf("job", "1", { condition: "EventAgeExceeded" })],
  ["another account's function", recordOf("job", "1", { arn: functionArn("job").replace("1234", "4321") })],
  [
    "another region's function",
    recordOf("job", "1", { arn: functionArn("job").replace("east-1", "east-2") }),
  ],
  [
    "another partition's function",
    recordOf("job", "1", { arn: functionArn("job").replace("aws", "aws-cn") }),
  ],
  ["a forged function", recordOf("job", "1", { arn: `${functionArn("job")}:more` })],
  ["a function with a path in it", recordOf("job", "1", { arn: functionArn("../job") })],
  ["a function on a second line", recordOf("job", "1", { arn: `${functionArn("job", "1")}\n` })],
  ["no payload", recordOf("job", "1").replace("requestPayload", "payload")],
  ["no context", `{"version":"1.0","timestamp":"2026-11-02T09:12:03.250Z","requestPayload":1}`],
  ["a dead letter", `{"order":1}`],
  ["no JSON", `{"requestContext":`],
  ["a list", `[${recordOf("job", "1")}]`],
  ["nothing", ""],
])("%s is no event of ours", (_, body) => {
  expect(parse(body)).toBeUndefined();
});

test("the time of a record that cannot be read is that of its message", () => {
  expect(parse(recordOf("job", "1", { timestamp: "yesterday" }))?.at).toEqual(sentAt);
});

test("other partitions have events, too", () => {
  const arn = "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:job:$LATEST";
  const stack = "arn:aws-us-gov:cloudformation:us-gov-west-1:123456789012:stack/demo-dev/1";
  expect(parse(recordOf("job", "1", { arn }), stack)).toMatchObject({ functionName: "job" });
});

test("an event of a rule's schedule has the rule and its time", () => {
  const payload = JSON.stringify(scheduled("nightly", "2026-11-02T03:00:00Z"));
  expect(parse(recordOf("job", payload))?.schedule).toEqual({
    rule: "arn:aws:events:us-east-1:123456789012:rule/nightly",
    time: "2026-11-02T03:00:00Z",
  });
});

test.each([
  ["another kind", { ...scheduled("nightly", "2026-11-02T03:00:00Z"), "detail-type": "Order" }],
  ["no rule", { ...scheduled("nightly", "2026-11-02T03:00:00Z"), resources: [] }],
  ["no time", { ...scheduled("nightly", ""), time: 3 }],
])("an event of %s has none", (_, payload) => {
  expect(parse(recordOf("job", JSON.stringify(payload)))?.schedule).toBeUndefined();
});
