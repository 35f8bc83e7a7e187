import { expect, test } from "vitest";
import { seal } from "../../../../src/maintenance/worker/journal/checksum.js";
import { runName } from "../../../../src/maintenance/worker/journal/names.js";
import { sealRun, unsealRun, type RunRecord } from "../../../../src/maintenance/worker/lock/run-record.js";

const modifiedAt = new Date(Date.UTC(2026, 0, 1));
const name = runName("demo-dev", 12);

const running: RunRecord = {
  v: 1,
  stack: "demo-dev",
  run: 12,
  token: "t-12",
  command: "on",
  by: "ada@laptop",
  since: "2026-01-01T00:00:00.000Z",
  stackId: "arn:demo-dev",
  state: "running",
};

const full: RunRecord = {
  ...running,
  url: "https://ci.example.com/7",
  reason: "moving",
  selection: { include: ["*"], exclude: ["b"], tags: true },
  over: 11,
  state: "released",
  outcome: "partial",
  batches: [
    ["9-1", 2],
    ["11-23", 14],
  ],
  opened: {
    since: "2026-01-01T00:00:00.000Z",
    by: "bob",
    url: "https://ci.example.com/6",
    reason: "first",
    stackId: "arn:demo-dev",
    selection: { include: ["a"], exclude: [], tags: false },
  },
};

test.each<[string, RunRecord]>([
  ["is at work", running],
  ["has ended and says all that it can", full],
  ["came too late", { ...running, command: "off", state: "withdrawn" }],
  ["was chosen by nothing in particular", { ...running, selection: {} }],
  ["has done what was asked", { ...full, outcome: "on" }],
  ["has closed the journal", { ...running, command: "off", state: "released", outcome: "off", batches: [] }],
  ["has failed", { ...full, outcome: "failed" }],
  ["was interrupted", { ...full, outcome: "interrupted" }],
])("the record of a run that %s comes back as it was written", (_, record) => {
  const value = sealRun(record);
  expect(unsealRun("demo-dev", { name, value, modifiedAt })).toEqual({ record, aliveAt: modifiedAt });
});

const { opened } = full;

test.each([
  ["format", { ...running, v: 0 }],
  ["stack", { ...running, stack: 1 }],
  ["number", { ...running, run: 0 }],
  ["number", { ...running, run: 1.5 }],
  ["number", { ...running, run: "12" }],
  ["token", { ...running, token: null }],
  ["command", { ...running, command: "status" }],
  ["operator", { ...running, by: 7 }],
  ["URL", { ...running, url: 7 }],
  ["time", { ...running, since: 7 }],
  ["reason", { ...running, reason: null }],
  ["stack's id", { ...running, stackId: undefined }],
  ["include", { ...running, selection: { include: "*" } }],
  ["include", { ...running, selection: { include: [1] } }],
  ["exclude", { ...running, selection: { exclude: [1] } }],
  ["tags", { ...running, selection: { tags: "true" } }],
  ["predecessor", { ...running, over: "11" }],
  ["state", { ...running, state: "ended" }],
  ["outcome", { ...full, outcome: "done" }],
  ["list of batches", { ...full, batches: "9-1" }],
  ["batch", { ...full, batches: [["9-1"]] }],
  ["batch", { ...full, batches: [[91, 1]] }],
  ["batch", { ...full, batches: [["9-1", "1"]] }],
  ["batch", { ...full, batches: [[["9-1"], 1]] }],
  ["batch", { ...full, batches: [["9", 1]] }],
  ["batch", { ...full, batches: [["9-", 1]] }],
  ["batch", { ...full, batches: [["x9-1", 1]] }],
  ["batch", { ...full, batches: [["9-1x", 1]] }],
  ["opener", { ...full, opened: { ...opened, by: 7 } }],
  ["opener", { ...full, opened: { ...opened, since: 7 } }],
  ["opener", { ...full, opened: { ...opened, url: 7 } }],
  ["opener", { ...full, opened: { ...opened, reason: 7 } }],
  ["opener", { ...full, opened: { ...opened, stackId: 7 } }],
  ["opener", { ...full, opened: { ...opened, selection: { tags: 1 } } }],
])("a record that has a good checksum and no such %s as a run writes is refused", (_, record) => {
  const refused = expect.objectContaining({
    code: "journal_damaged",
    message: `The parameter ${name} does not hold the record of a run. Nothing was changed.`,
  });
  const value = seal(record);
  expect(() => unsealRun("demo-dev", { name, value, modifiedAt })).toThrow(refused);
});

test("a record of a run that ended and does not say what the journal is from there on is refused", () => {
  const value = seal({ ...full, batches: undefined });
  expect(() => unsealRun("demo-dev", { name, value, modifiedAt })).toThrow(/does not name its journal/);
  const withdrawn = seal({ ...full, batches: undefined, state: "withdrawn" });
  expect(unsealRun("demo-dev", { name, value: withdrawn, modifiedAt }).record.state).toBe("withdrawn");
});
