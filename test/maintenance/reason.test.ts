import { describe, expect, test } from "vitest";
import { getStatus, turnOff, turnOn, type RoleStatus } from "../../src/maintenance/index.js";
import { infoName } from "../../src/maintenance/web/flag.js";
import { openSandbox } from "../support/timed-sandbox.js";
import { createOperator, type Operator } from "../support/operator.js";

interface Demo {
  readonly operator: (by?: string) => Operator;
  readonly info: () => string;
}

function demo(): Demo {
  const { clock, sandbox } = openSandbox();
  return {
    operator: (by) => createOperator(sandbox, clock, by === undefined ? {} : { by }),
    info: () => sandbox.world.parameters()[infoName("demo-dev")] ?? "",
  };
}

const openedBy = async ({ context }: Operator, role: "web" | "worker"): Promise<RoleStatus["opened"]> =>
  (await getStatus(role, context)).opened;

describe.each(["web", "worker"] as const)("who turned %s maintenance on, when and why", (role) => {
  test("is told as long as it is on", async () => {
    const { operator } = demo();
    await turnOn(role, operator("ada@laptop").context, { reason: "moving the database" });
    const opened = await openedBy(operator("bob@laptop"), role);
    expect(opened).toMatchObject({ by: "ada@laptop", reason: "moving the database" });
    expect(opened?.since).toMatch(/^2026-01-01T00:00:/);
    await turnOff(role, operator().context);
    expect(await openedBy(operator(), role)).toBeUndefined();
  });

  test("has no reason where none was given", async () => {
    const { operator } = demo();
    await turnOn(role, operator().context);
    expect(Object.keys((await openedBy(operator(), role)) ?? {})).toEqual(["since", "by"]);
  });

  test("names the pipeline's run", async () => {
    const { operator } = demo();
    const { context } = operator();
    await turnOn(role, { ...context, operator: { by: "ci@runner", url: "https://ci.example/7" } });
    expect(await openedBy(operator(), role)).toMatchObject({ by: "ci@runner", url: "https://ci.example/7" });
  });

  test.each(["{{ssm:secret}}\nsee {{{here}}}", '\u001b[2J\t"x" ', "移行中".repeat(22)])(
    "is kept as it was given: %j",
    async (reason) => {
      const { operator } = demo();
      await turnOn(role, operator().context, { reason });
      expect((await openedBy(operator(), role))?.reason).toBe(reason);
    },
  );
});

describe("web maintenance that is on already", () => {
  test("takes a newer reason, and keeps who turned it on", async () => {
    const { operator } = demo();
    await turnOn("web", operator("ada@laptop").context, { reason: "first" });
    const again = await turnOn("web", operator("bob@laptop").context, { reason: "second" });
    expect(again).toMatchObject({ state: "on", changed: false });
    expect(await openedBy(operator(), "web")).toMatchObject({ by: "ada@laptop", reason: "second" });
  });

  test("keeps its reason where no newer one is given", async () => {
    const { operator, info } = demo();
    await turnOn("web", operator().context, { reason: "first" });
    const before = info();
    await turnOn("web", operator().context);
    expect(info()).toBe(before);
  });

  test("keeps what others have written beside the flag, and does not tell it", async () => {
    const { operator } = demo();
    const { context } = operator();
    await turnOn("web", context);
    const value = JSON.stringify({ since: "2026-01-01T00:00:00Z", by: "ada", secret: "hash" });
    await context.parameters.put(infoName("demo-dev"), value);
    await turnOn("web", context, { reason: "new" });
    const [kept] = await context.parameters.get(infoName("demo-dev"));
    expect(JSON.parse(kept?.value ?? "")).toMatchObject({ secret: "hash", reason: "new" });
    expect(await openedBy(operator(), "web")).not.toHaveProperty("secret");
  });

  test("is on whatever stands beside the flag", async () => {
    const { operator } = demo();
    const { context } = operator();
    await turnOn("web", context);
    await context.parameters.put(infoName("demo-dev"), "no JSON");
    expect(await getStatus("web", context)).toEqual({ role: "web", state: "on", functions: [], notes: [] });
  });
});
