import { expect, test } from "vitest";
import { faultKinds, parseFault, SandboxProblem } from "../../../src/sandbox/index.js";

const noKill = (): void => undefined;

test.each([
  [
    "PutFunctionConcurrency:2:drop-after",
    { operation: "PutFunctionConcurrency", nth: 2, action: { kind: "drop", when: "after" } },
  ],
  ["GetFunction:1:429", { operation: "GetFunction", nth: 1, action: { kind: "throttled" } }],
  ["PutParameter:10:500", { operation: "PutParameter", nth: 10, action: { kind: "internal" } }],
  ["AssumeRole:1:denied", { operation: "AssumeRole", nth: 1, action: { kind: "denied" } }],
  ["*:3:409", { changing: true, nth: 3, action: { kind: "conflict" } }],
  ["*:1:denied", { changing: true, nth: 1, action: { kind: "denied" } }],
  ["*:1:drop-before", { changing: true, nth: 1, action: { kind: "drop", when: "before" } }],
])("%s is understood", (text, fault) => {
  expect(parseFault(text, noKill)).toEqual(fault);
});

test.each(["before", "after"])("kill-%s runs what kills the command", (when) => {
  let killed = false;
  const { action } = parseFault(`*:1:kill-${when}`, () => (killed = true));
  expect(action).toMatchObject({ kind: "kill", when });
  if (action.kind === "kill") void action.run();
  expect(killed).toBe(true);
});

test.each(Object.keys(faultKinds))("the kind %s is understood", (kind) => {
  expect(() => parseFault(`GetFunction:1:${kind}`, noKill)).not.toThrow();
});

test.each([
  ["GetFunction:1", /has not three parts/],
  ["GetFunction:1:429:x", /has not three parts/],
  ["getFunction:1:429", /names no operation that the sandbox knows: getFunction/],
  ["NoSuchOp:1:429", /names no operation that the sandbox knows: NoSuchOp/],
  ["GetFunction:0:429", /counts to 0/],
  ["GetFunction:x:429", /counts to x/],
  ["GetFunction:1:teapot", /no known kind: teapot/],
  ["GetFunction:1:toString", /no known kind: toString/],
])("%s is refused", (text, message) => {
  expect(() => parseFault(text, noKill)).toThrow(SandboxProblem);
  expect(() => parseFault(text, noKill)).toThrow(message);
});

test("an operation that is not known is refused with all that are", () => {
  const hint = expect.stringMatching(/DescribeStacks.*GetFunction,.*PutParameter/) as string;
  expect(() => parseFault("NoSuchOp:1:429", noKill)).toThrow(expect.objectContaining({ hint }));
});
