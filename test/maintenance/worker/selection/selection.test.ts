import { describe, expect, test } from "vitest";
import {
  getStatus,
  turnOff,
  turnOn,
  type Context,
  type Selection,
} from "../../../../src/maintenance/index.js";
import { type FunctionSeed } from "../../../../src/sandbox/index.js";
import { openSandbox } from "../../../support/timed-sandbox.js";
import type { TestSandbox } from "../../../support/world/index.js";
import { createOperator, type Operator } from "../../../support/operator.js";

const functions: readonly FunctionSeed[] = [
  { name: "demo-dev-controller", logicalId: "Controller" },
  { name: "demo-dev-mail_event-send", logicalId: "MailSend" },
  { name: "demo-dev-jobs_event-run", logicalId: "JobsRun" },
  { name: "shop-import-X1Y2", logicalId: "ImportFunction", tags: { "jets:role": "worker" } },
  { name: "shop-report-X1Y2", logicalId: "ReportFunction", tags: { "jets:role": "none" } },
];

interface Shop {
  readonly sandbox: TestSandbox;
  readonly operator: (selection?: Selection) => Operator & { readonly context: Context };
  readonly stopped: () => string[];
}

function shop(seeds = functions): Shop {
  const { clock, sandbox } = openSandbox({ stacks: [{ name: "demo-dev", functions: seeds }] });
  return {
    sandbox,
    operator: (selection) => {
      const operator = createOperator(sandbox, clock);
      return { ...operator, context: { ...operator.context, ...(selection && { selection }) } };
    },
    stopped: () =>
      Object.entries(sandbox.settings()).flatMap(([name, { reserved }]) => (reserved === 0 ? [name] : [])),
  };
}

describe("which functions are stopped", () => {
  const [mail, jobs] = ["demo-dev-mail_event-send", "demo-dev-jobs_event-run"];
  const [imports, report] = ["shop-import-X1Y2", "shop-report-X1Y2"];

  test.each<[Selection, string[]]>([
    [{}, [jobs, mail]],
    [{ include: ["shop-*"] }, [imports, report]],
    [{ include: ["ImportFunction", "*_event-*"] }, [jobs, mail, imports]],
    [{ include: ["{Import,Mail}*"] }, [mail, imports]],
    [{ exclude: ["*jobs*"] }, [mail]],
    [{ exclude: ["JobsRun"], include: ["*"] }, [mail, imports]],
    [{ include: ["*"] }, [jobs, mail, imports]],
    [{ tags: true }, [jobs, mail, imports]],
    [{ tags: true, exclude: ["shop-*"] }, [jobs, mail]],
    [{ tags: true, include: ["shop-*"] }, [imports]],
  ])("with %j", async (selection, expected) => {
    const { operator, sandbox, stopped } = shop();
    const before = sandbox.settings();
    // A glob names it; without tags to ask for, its own `none` is met on the way.
    const chosen = expected.filter((name) => name !== report);
    const { context } = operator(selection);
    expect(await turnOn("worker", context)).toMatchObject({ state: "on", changed: true });
    expect(stopped().sort()).toEqual([...chosen].sort());
    // Nobody has to say it again, whatever chose the workers then.
    expect(await getStatus("worker", operator().context)).toMatchObject({ state: "on" });
    expect(await turnOff("worker", operator().context)).toMatchObject({ state: "off" });
    expect(sandbox.settings()).toEqual(before);
  });

  test("never the web function, not even by its own name", async () => {
    const { operator, sandbox } = shop();
    const selection = { include: ["demo-dev-controller", "Controller"] };
    await expect(turnOn("worker", operator(selection).context)).rejects.toMatchObject({
      code: "no_workers",
      hint: expect.stringContaining("include") as unknown,
    });
    expect(sandbox.calls.filter(({ changing }) => changing)).toEqual([]);
  });

  test("not one whose tag says none, though its name says worker, and it is said why", async () => {
    const { operator, stopped } = shop([
      { name: "demo-dev-a_event-x", tags: { "jets:role": "none" } },
      { name: "demo-dev-b_event-x" },
    ]);
    const { context, said } = operator();
    const { functions: told } = await turnOn("worker", context);
    expect(stopped()).toEqual(["demo-dev-b_event-x"]);
    expect(told[0]).toEqual({ name: "demo-dev-a_event-x", state: "off", note: "its tag jets:role is none" });
    expect(said("note")).toContain("demo-dev-a_event-x was left alone: its tag jets:role is none.");
    expect(await getStatus("worker", operator().context)).toMatchObject({ state: "on", notes: [] });
  });
});

describe("status while maintenance is on", () => {
  test("misses a function deployed since that the same choice would take", async () => {
    const { operator, sandbox } = shop();
    await turnOn("worker", operator({ include: ["shop-import-*"] }).context);
    sandbox.world.addFunction("demo-dev", { name: "shop-import-new" });
    const status = await getStatus("worker", operator().context);
    expect(status.state).toBe("partial");
    expect(status.notes).toEqual([
      "shop-import-new is not in maintenance: it was deployed later or left out.",
    ]);
  });

  test("still counts a function that was stopped before it was tagged none", async () => {
    const { operator, sandbox } = shop([{ name: "demo-dev-a_event-x" }]);
    await turnOn("worker", operator().context);
    sandbox.world.setTags("demo-dev-a_event-x", { "jets:role": "none" });
    expect(await getStatus("worker", operator().context)).toMatchObject({ state: "on" });
  });
});

describe("tags that can't be read", () => {
  const deny = (sandbox: TestSandbox): void => {
    sandbox.addFault({ operation: "GetFunction", times: 99, action: { kind: "denied" } });
  };

  test("are a refusal where they were asked for", async () => {
    const { operator, sandbox } = shop();
    deny(sandbox);
    await expect(turnOn("worker", operator({ tags: true }).context)).rejects.toMatchObject({
      code: "access_denied",
    });
    expect(sandbox.calls.filter(({ changing }) => changing)).toEqual([]);
  });

  test("are a warning where they would only have been met on the way", async () => {
    const { operator, sandbox } = shop();
    deny(sandbox);
    const { context, said } = operator();
    expect(await turnOn("worker", context)).toMatchObject({ state: "on" });
    expect(said("warning")).toEqual([expect.stringMatching(/jobs_event-run.*jets:role.*lambda:ListTags/)]);
  });
});

test.each([
  [{ include: ["{{a,b}}"] }, "double braces"],
  [{ exclude: ["x".repeat(400)] }, "takes 416 bytes as JSON"],
])("a choice that cannot be written down is refused: %j", async (selection, message) => {
  const { operator, sandbox } = shop();
  await expect(turnOn("worker", operator(selection).context)).rejects.toMatchObject({
    code: "usage",
    message: expect.stringContaining(message) as unknown,
  });
  expect(sandbox.calls.filter(({ changing }) => changing)).toEqual([]);
});
