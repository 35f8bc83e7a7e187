import { cloudFormationOperations } from "../cloudformation/index.js";
import type { Fault, FaultAction } from "./faults.js";
import { lambdaOperations } from "../lambda/operations.js";
import { SandboxProblem } from "../problem.js";
import { sqsOperations } from "../sqs/index.js";
import { ssmOperations } from "../ssm/index.js";
import { stsOperations } from "../sts/index.js";

/** What `--fault` can let happen, each with what it does. */
export const faultKinds = {
  "429": "is throttled",
  "500": "fails inside AWS",
  "409": "meets another change in progress",
  denied: "is not permitted",
  "drop-before": "loses its connection before it took effect",
  "drop-after": "loses its connection after it took effect",
  "kill-before": "kills the command before it took effect",
  "kill-after": "kills the command after it took effect",
} as const;

/** What a fault can strike. */
const operations = [
  ...lambdaOperations.map(({ name }) => name),
  ...sqsOperations,
  ...ssmOperations,
  ...cloudFormationOperations,
  ...stsOperations,
].sort();

/** One of {@link faultKinds}. */
export type FaultKind = keyof typeof faultKinds;

/**
 * Reads the compact form `OPERATION:NTH:KIND`, for example `PutFunctionConcurrency:2:drop-after`. `*` as
 * operation means any call that changes something.
 * @param kill ends the command that runs against the sandbox, for the kinds that kill
 * @throws SandboxProblem that names the part that is wrong
 */
export function parseFault(text: string, kill: () => void): Fault {
  const [operation = "", nth = "", kind = "", ...rest] = text.split(":");
  if (rest.length > 0 || kind === "")
    throw wrong(text, "has not three parts", "Write OPERATION:NTH:KIND, for example GetFunction:1:429.");
  if (operation !== "*" && !operations.includes(operation))
    throw wrong(
      text,
      `names no operation that the sandbox knows: ${operation}`,
      `Write * for any change, or one of ${operations.join(", ")}.`,
    );
  if (!/^[1-9]\d*$/.test(nth))
    throw wrong(text, `counts to ${nth}`, "Count calls from 1: PutParameter:1:500 strikes the first one.");
  if (!isFaultKind(kind))
    throw wrong(text, `is of no known kind: ${kind}`, `The kinds are ${Object.keys(faultKinds).join(", ")}.`);
  const which = operation === "*" ? { changing: true } : { operation };
  return { ...which, nth: Number(nth), action: actionOf(kind, kill) };
}

function actionOf(kind: FaultKind, kill: () => void): FaultAction {
  switch (kind) {
    case "429":
      return { kind: "throttled" };
    case "500":
      return { kind: "internal" };
    case "409":
      return { kind: "conflict" };
    case "denied":
      return { kind: "denied" };
    case "drop-before":
      return { kind: "drop", when: "before" };
    case "drop-after":
      return { kind: "drop", when: "after" };
    case "kill-before":
      return { kind: "kill", when: "before", run: kill };
    case "kill-after":
      return { kind: "kill", when: "after", run: kill };
  }
}

const isFaultKind = (kind: string): kind is FaultKind => Object.hasOwn(faultKinds, kind);

function wrong(text: string, fact: string, remedy: string): SandboxProblem {
  return new SandboxProblem(`The fault ${text} ${fact}.`, remedy);
}
