import { describe, expect, test } from "vitest";
import { getStatus, plan, turnOff, turnOn, verify, type Context } from "../../../../src/maintenance/index.js";
import type { FunctionSeed } from "../../../../src/sandbox/index.js";
import { inFrontOf, type Rewriter } from "../../../support/network/rewriter.js";
import { openSandbox, type TimedSandbox } from "../../../support/timed-sandbox.js";
import type { TestSandbox } from "../../../support/world/index.js";
import { createOperator, type Operator } from "../../../support/operator.js";

const controller = "demo-dev-controller";
const flag = "/jets/demo-dev/maintenance/web";
const variable = "JETS_MAINTENANCE";

interface Scene extends TimedSandbox {
  readonly rewriter: Rewriter;
  readonly ada: Operator;
  readonly context: Context;
  readonly variables: () => Readonly<Record<string, string>>;
  readonly info: () => unknown;
}

function createScene(seed: Partial<FunctionSeed> = {}, updateSettlesMs = 0): Scene {
  const environment = { JETS_ENV: "dev", SECRET: "hunter2" };
  const aws = openSandbox({
    updateSettlesMs,
    stacks: [{ name: "demo-dev", functions: [{ name: controller, environment, ...seed }] }],
  });
  const { clock } = aws;
  const rewriter = inFrontOf(aws.sandbox);
  const { sandbox } = rewriter;
  const ada = createOperator(sandbox, clock);
  return {
    sandbox,
    rewriter,
    clock,
    ada,
    context: { ...ada.context, webFlag: "env" },
    variables: () => sandbox.world.variablesOf(controller),
    info: () => JSON.parse(sandbox.world.parameters()[`${flag}/info`] ?? "null") as unknown,
  };
}

/** Changes the function's variables, as a person or a deployment does. */
function set({ sandbox, variables }: Scene, changed: Record<string, string | undefined>): void {
  const merged = Object.entries({ ...variables(), ...changed });
  const environment = Object.fromEntries(
    merged.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  sandbox.world.configure(controller, { environment });
}

const changesOf = ({ calls }: TestSandbox): string[] =>
  calls.flatMap(({ changing, operation, target }) => (changing ? [`${operation} ${target}`] : []));

const stateOf = async ({ context }: Scene): Promise<string> => (await getStatus("web", context)).state;

describe("the flag of Ruby on Jets", () => {
  test("is set and removed on the web function beside the parameter, and nothing else is touched", async () => {
    const scene = createScene();
    expect(await turnOn("web", scene.context)).toMatchObject({ state: "on", changed: true, failures: [] });
    expect(scene.variables()).toEqual({ JETS_ENV: "dev", SECRET: "hunter2", [variable]: "on" });
    expect(scene.sandbox.world.parameters()[flag]).toBe("on");
    expect(await stateOf(scene)).toBe("on");
    expect(await turnOff("web", scene.context)).toMatchObject({ state: "off", changed: true, failures: [] });
    expect(scene.variables()).toEqual({ JETS_ENV: "dev", SECRET: "hunter2" });
    expect(scene.sandbox.world.parameters()[flag]).toBe("off");
    expect(await stateOf(scene)).toBe("off");
  });

  test("comes after the parameter on the way in, and goes before it on the way out", async () => {
    const { sandbox, context } = createScene();
    const changes = (): string[] => {
      const names = sandbox.calls
        .filter(({ changing }) => changing)
        .map(({ operation, target }) => `${operation} ${target}`);
      sandbox.clearCalls();
      return names;
    };
    await turnOn("web", context);
    const put = `PutParameter ${flag}`;
    const update = `UpdateFunctionConfiguration ${controller}`;
    expect(changes()).toEqual([`${put}/info`, put, update]);
    await turnOff("web", context);
    // What was saved is written as it stands first: a read of it may be old.
    expect(changes()).toEqual([`${put}/info`, update, `${put}/info`, put]);
  });

  test("works for a function without variables", async () => {
    const scene = createScene({ environment: {} });
    await turnOn("web", scene.context);
    expect(scene.variables()).toEqual({ [variable]: "on" });
    await turnOff("web", scene.context);
    expect(scene.variables()).toEqual({});
  });

  test("is as it was already the second time, at no changing call but the flag that proves it", async () => {
    const { sandbox, context } = createScene();
    for (const turn of [turnOn, turnOff]) {
      await turn("web", context);
      sandbox.clearCalls();
      expect(await turn("web", context)).toMatchObject({ changed: false });
      expect(changesOf(sandbox)).toEqual(["PutParameter /jets/demo-dev/maintenance/web"]);
    }
  });

  test.each(["on", "ON", "true", "Yes", "y", "1"])(
    "is on as %s, which somebody has set by hand",
    async (value) => {
      const scene = createScene({ environment: { [variable]: value } });
      expect(await stateOf(scene)).toBe("partial");
      await turnOn("web", scene.context);
      expect(scene.variables()).toEqual({ [variable]: value });
      expect(await stateOf(scene)).toBe("on");
      await turnOff("web", scene.context);
      expect(scene.variables()).toEqual({});
    },
  );

  test.each(["off", "0", "false", "", "onn"])("that was %j before is brought back", async (value) => {
    const scene = createScene({ environment: { [variable]: value, JETS_ENV: "dev" } });
    expect(await stateOf(scene)).toBe("off");
    await turnOn("web", scene.context);
    expect(scene.variables()).toEqual({ [variable]: "on", JETS_ENV: "dev" });
    expect(scene.info()).toMatchObject({ saved: { [variable]: value } });
    await turnOn("web", scene.context);
    await turnOff("web", scene.context);
    expect(scene.variables()).toEqual({ [variable]: value, JETS_ENV: "dev" });
    expect(scene.info()).not.toHaveProperty("saved");
  });

  test("saves what it was before the first change, and before every later one", async () => {
    const scene = createScene({ environment: { [variable]: "off" } });
    await turnOn("web", scene.context);
    set(scene, { [variable]: "no" });
    expect(await stateOf(scene)).toBe("partial");
    await turnOn("web", scene.context);
    expect(scene.info()).toMatchObject({ saved: { [variable]: "no" } });
    set(scene, { [variable]: undefined });
    await turnOn("web", scene.context);
    await turnOff("web", scene.context);
    expect(scene.variables()).toEqual({});
  });

  test("keeps what was saved when only the parameter was turned meanwhile", async () => {
    const scene = createScene({ environment: { [variable]: "off" } });
    await turnOn("web", scene.context);
    await scene.context.parameters.put(flag, "off");
    await turnOn("web", scene.context);
    expect(await stateOf(scene)).toBe("on");
    await turnOff("web", scene.context);
    expect(scene.variables()).toEqual({ [variable]: "off" });
  });
});

describe("a run that is not told of the variable that on has set", () => {
  test("brings it back all the same", async () => {
    const scene = createScene({ environment: { [variable]: "off" } });
    await turnOn("web", scene.context);
    expect(await turnOff("web", scene.ada.context)).toMatchObject({ state: "off", changed: true });
    expect(scene.variables()).toEqual({ [variable]: "off" });
    expect(await stateOf(scene)).toBe("off");
  });

  test("compares it, plans it, and finishes what another tool has half turned off", async () => {
    const scene = createScene();
    await turnOn("web", scene.context);
    await scene.context.parameters.put(flag, "off");
    expect(await getStatus("web", scene.ada.context)).toMatchObject({
      state: "partial",
      notes: [`The parameter ${flag} is off`, `${variable} of ${controller} is "on"`],
    });
    expect(await plan("web", "off", scene.ada.context)).toMatchObject({ calls: { lambda: 1, ssm: 3 } });
    expect(await turnOff("web", scene.ada.context)).toMatchObject({ state: "off", changed: true });
    expect(scene.variables()).not.toHaveProperty(variable);
  });

  test("asks Lambda nothing once it is brought back", async () => {
    const scene = createScene();
    await turnOn("web", scene.context);
    await turnOff("web", scene.ada.context);
    scene.sandbox.clearCalls();
    for (const run of [getStatus, turnOn, getStatus, turnOff]) await run("web", scene.ada.context);
    expect(scene.sandbox.calls.filter(({ service }) => service === "Lambda")).toEqual([]);
  });

  test("can turn the parameter off where the function has been deleted", async () => {
    const scene = createScene();
    await turnOn("web", scene.context);
    scene.sandbox.world.deleteFunction(controller);
    expect(await turnOff("web", scene.ada.context)).toMatchObject({ state: "off", functions: [] });
  });

  test("says so where it may not change the function, and leaves maintenance on", async () => {
    const scene = createScene();
    await turnOn("web", scene.context);
    scene.sandbox.addFault({ operation: "UpdateFunctionConfiguration", action: { kind: "denied" } });
    await expect(turnOff("web", scene.ada.context)).rejects.toMatchObject({ code: "access_denied" });
    expect(scene.sandbox.world.parameters()[flag]).toBe("on");
  });
});

describe("rule 11: what was saved of the variable is proved, not read", () => {
  const saved = { [variable]: "no", JETS_ENV: "dev" };

  /** `on` for Ruby on Jets, where AWS shows what was there before. */
  async function turnOnBehind(before: (scene: Scene) => Promise<unknown> = () => Promise.resolve()) {
    const scene = createScene({ environment: saved });
    await before(scene);
    const old = await scene.rewriter.snapshot();
    await turnOn("web", scene.context);
    expect(scene.variables()).toEqual({ ...saved, [variable]: "on" });
    return { ...scene, old };
  }

  const isBack = (scene: Scene): void => {
    expect(scene.variables()).toEqual(saved);
    expect(scene.info() ?? {}).not.toHaveProperty("saved");
    expect(scene.sandbox.world.parameters()[flag]).toBe("off");
  };

  /** Maintenance that went by the parameter alone, and is over. */
  const earlier = async ({ ada }: Scene): Promise<void> => {
    await turnOn("web", ada.context, { reason: "earlier" });
    await turnOff("web", ada.context);
  };

  test.each([undefined, earlier])("`off` that reads what was there before `on` (%#)", async (before) => {
    for (const isTold of [true, false])
      for (const times of [1, 2]) {
        const scene = await turnOnBehind(before);
        scene.rewriter.showAsOf(scene.old, { times });
        const { context } = isTold ? scene : scene.ada;
        expect(await turnOff("web", context)).toMatchObject({ state: "off", changed: true, failures: [] });
        isBack(scene);
        expect(await turnOff("web", context)).toMatchObject({ state: "off", changed: false });
      }
  });

  test("`off` that is shown the flag alone", async () => {
    for (const isTold of [true, false])
      for (const times of [1, 3]) {
        const scene = await turnOnBehind();
        scene.rewriter.hide("/info", { times });
        const { context } = isTold ? scene : scene.ada;
        expect(await turnOff("web", context)).toMatchObject({ state: "off", changed: true, failures: [] });
        isBack(scene);
      }
  });

  test("`off` that reads what was saved before a later `on`", async () => {
    const scene = await turnOnBehind();
    const old = await scene.rewriter.snapshot();
    set(scene, { [variable]: "off" });
    await turnOn("web", scene.context);
    scene.rewriter.showAsOf(old);
    await turnOff("web", scene.context);
    expect(scene.variables()).toEqual({ ...saved, [variable]: "off" });
  });

  test("and a variable that is back is no more written than before", async () => {
    const scene = await turnOnBehind();
    const during = await scene.rewriter.snapshot();
    await turnOff("web", scene.context);
    scene.sandbox.clearCalls();
    scene.rewriter.showAsOf(during);
    expect(await turnOff("web", scene.context)).toMatchObject({ state: "off", changed: false });
    isBack(scene);
  });

  test("`off` that finds the variable set by hand, and nothing beside the flag", async () => {
    const scene = createScene({ environment: { [variable]: "on" } });
    expect(await turnOff("web", scene.context)).toMatchObject({ state: "off", changed: true, failures: [] });
    expect(scene.variables()).toEqual({});
  });
});

describe("others", () => {
  test("never lose a change that they make between reading and writing", async () => {
    for (const turn of [turnOn, turnOff]) {
      const scene = createScene();
      if (turn === turnOff) await turnOn("web", scene.context);
      let times = 0;
      const run = (): void => {
        set(scene, { [`NEW${++times}`]: "x" });
      };
      const action = { kind: "hook", when: "before", run } as const;
      scene.sandbox.addFault({ operation: "UpdateFunctionConfiguration", times: 3, action });
      await turn("web", scene.context);
      expect(scene.variables()).toEqual({
        JETS_ENV: "dev",
        SECRET: "hunter2",
        NEW1: "x",
        NEW2: "x",
        NEW3: "x",
        ...(turn === turnOn ? { [variable]: "on" } : {}),
      });
    }
  });

  test("who change the variable itself meanwhile have their value saved", async () => {
    const scene = createScene();
    const run = (): void => {
      set(scene, { [variable]: "no" });
    };
    scene.sandbox.addFault({
      operation: "UpdateFunctionConfiguration",
      action: { kind: "hook", when: "before", run },
    });
    await turnOn("web", scene.context, { message: "Moving house" });
    expect(scene.info()).toMatchObject({ message: "Moving house", saved: { [variable]: "no" } });
    await turnOff("web", scene.context);
    expect(scene.variables()).toMatchObject({ [variable]: "no" });
  });

  test("who change it again and again are named, and the run is partly done", async () => {
    const scene = createScene();
    const run = (): void => {
      set(scene, { NEW: "x" });
    };
    scene.sandbox.addFault({
      operation: "UpdateFunctionConfiguration",
      times: 99,
      action: { kind: "hook", when: "before", run },
    });
    expect(await turnOn("web", scene.context)).toMatchObject({
      state: "partial",
      failures: [
        {
          name: controller,
          reason: expect.stringMatching(/^Others changed demo-dev-controller each of the 8 times/),
        },
      ],
    });
    await expect(turnOff("web", { ...scene.context })).resolves.toMatchObject({ state: "off" });
  });

  test("whose update is still in progress are waited for", async () => {
    const scene = createScene({}, 2_000);
    scene.sandbox.world.setUpdating(controller, 40_000);
    expect(await turnOn("web", scene.context)).toMatchObject({ state: "on", changed: true, failures: [] });
    expect(scene.clock.now().getTime()).toBeGreaterThan(Date.parse("2026-01-01T00:00:40Z"));
    expect(await stateOf(scene)).toBe("on");
  });
});

describe("an update of the function", () => {
  test("is waited for, since requests are answered as before until it is done", async () => {
    const scene = createScene({}, 7_000);
    for (const turn of [turnOn, turnOff]) {
      const begin = scene.clock.now().getTime();
      await turn("web", scene.context);
      const seconds = (scene.clock.now().getTime() - begin) / 1_000;
      expect(seconds).toBeGreaterThanOrEqual(7);
      expect(seconds).toBeLessThan(9);
    }
    const waiting = "Waiting until AWS has updated demo-dev-controller, 5 minutes at most";
    expect(scene.ada.said("note")).toEqual([waiting, waiting]);
  });

  test("with wait is waited for first, and then the parameter's readers", async () => {
    const scene = createScene({}, 1_000);
    await turnOn("web", scene.context, { wait: true });
    expect(scene.ada.said("note")).toEqual([
      expect.stringMatching(/^Waiting until AWS has updated/),
      expect.stringMatching(/^Waiting until 2026-.*, when every web function has seen it$/),
    ]);
  });

  test("that AWS fails to make is told with AWS's reason, and made again by the next run", async () => {
    for (const turn of [turnOn, turnOff]) {
      const scene = createScene();
      if (turn === turnOff) await turnOn("web", scene.context);
      scene.sandbox.world.failUpdates(controller, "The role cannot be assumed by Lambda.");
      expect(await turn("web", scene.context)).toMatchObject({
        state: "partial",
        failures: [
          {
            name: controller,
            reason: expect.stringContaining(
              "AWS failed to update demo-dev-controller: The role cannot be assumed by Lambda.",
            ),
          },
        ],
      });
      const { state, functions, notes } = await getStatus("web", scene.context);
      expect({ state, functions }).toMatchObject({ state: "partial", functions: [{ state: "partial" }] });
      expect(notes).toContain(
        "AWS failed to update demo-dev-controller: The role cannot be assumed by Lambda.",
      );
      scene.sandbox.world.failUpdates(controller, null);
      expect(await turn("web", scene.context)).toMatchObject({ changed: true, failures: [] });
      expect(await stateOf(scene)).toBe(turn === turnOn ? "on" : "off");
    }
  });

  test("that never ends is given up after five minutes", async () => {
    const scene = createScene({}, 3_600_000);
    expect(await turnOn("web", scene.context)).toMatchObject({
      state: "partial",
      failures: [{ reason: expect.stringContaining("It was not done after 5 minutes.") }],
    });
    expect((await getStatus("web", scene.context)).notes).toEqual([
      "AWS is still updating demo-dev-controller: requests are answered as before",
    ]);
  });

  test("of somebody else's that failed is no matter while maintenance is off", async () => {
    const scene = createScene();
    scene.sandbox.world.failUpdates(controller, "Broken.");
    set(scene, { NEW: "x" });
    scene.sandbox.clearCalls();
    expect(await turnOff("web", scene.context)).toMatchObject({ state: "off", changed: false, failures: [] });
    expect(await getStatus("web", scene.context)).toMatchObject({ state: "off", notes: [] });
    expect(changesOf(scene.sandbox)).toEqual(["PutParameter /jets/demo-dev/maintenance/web"]);
  });
});

describe("what AWS refuses", () => {
  test("is known before anything is changed, where the function is missing", async () => {
    const { context, sandbox } = createScene({ name: "demo-dev-other" });
    for (const run of [verify, turnOn, turnOff, getStatus])
      await expect(run("web", context)).rejects.toMatchObject({
        code: "not_deployed",
        message: "There is no web function demo-dev-controller.",
      });
    expect(sandbox.world.parameters()).toEqual({});
  });

  test("is known before anything is changed, where the variables cannot be decrypted", async () => {
    const scene = createScene();
    const undecryptable = "Lambda was unable to decrypt your environment variables: KMS access was denied.";
    scene.sandbox.world.configure(controller, { undecryptable });
    for (const run of [verify, turnOn, turnOff, getStatus])
      await expect(run("web", scene.context)).rejects.toMatchObject({
        code: "aws_refused",
        message: `AWS could not decrypt the environment variables of demo-dev-controller: ${undecryptable}`,
        hint: expect.stringContaining("kms:Decrypt"),
      });
    expect(scene.sandbox.world.parameters()).toEqual({});
    expect(scene.variables()).toEqual({ JETS_ENV: "dev", SECRET: "hunter2" });
  });

  test("leaves on partly done, and names what to do; off then brings both back", async () => {
    const scene = createScene();
    scene.sandbox.addFault({ operation: "UpdateFunctionConfiguration", action: { kind: "denied" } });
    expect(await turnOn("web", scene.context)).toMatchObject({
      state: "partial",
      failures: [
        {
          reason: expect.stringContaining(
            "Access denied: lambda:UpdateFunctionConfiguration on arn:aws:lambda",
          ),
        },
      ],
    });
    expect(await getStatus("web", scene.context)).toMatchObject({
      state: "partial",
      opened: { by: "ada@laptop" },
      functions: [{ name: controller, state: "off" }],
      notes: [`The parameter ${flag} is on`, `${variable} of ${controller} is not set`],
    });
    expect(await turnOff("web", scene.context)).toMatchObject({ changed: true });
    expect(await stateOf(scene)).toBe("off");
  });

  test("leaves everything on, where off may not change the function", async () => {
    const scene = createScene();
    await turnOn("web", scene.context);
    scene.sandbox.addFault({ operation: "UpdateFunctionConfiguration", action: { kind: "denied" } });
    await expect(turnOff("web", scene.context)).rejects.toMatchObject({ code: "access_denied" });
    expect(await stateOf(scene)).toBe("on");
  });

  test("of more than 4 KB is named without a word of what the variables hold", async () => {
    const scene = createScene({ environment: { SECRET: "x".repeat(4_060) } });
    const { failures } = await turnOn("web", scene.context);
    expect(failures).toEqual([
      {
        name: controller,
        reason:
          "With JETS_MAINTENANCE the environment variables of demo-dev-controller are larger than the 4 KB that AWS takes. Shorten or remove one of them.",
      },
    ]);
    await turnOff("web", scene.context);
    expect(scene.variables()).toEqual({ SECRET: "x".repeat(4_060) });
  });

  test("is made again where the answer was lost", async () => {
    for (const when of ["before", "after"] as const) {
      const scene = createScene();
      scene.sandbox.addFault({ operation: "UpdateFunctionConfiguration", action: { kind: "drop", when } });
      expect(await turnOn("web", scene.context)).toMatchObject({ state: "on", changed: true, failures: [] });
      expect(scene.variables()).toMatchObject({ [variable]: "on", JETS_ENV: "dev" });
    }
  });
});

describe("Ctrl-C", () => {
  test("while AWS updates the function says what is half done, and how to finish", async () => {
    for (const [to, turn] of [
      ["on", turnOn],
      ["off", turnOff],
    ] as const) {
      const scene = createScene({}, 5_000);
      if (to === "off")
        await turnOn("web", {
          ...scene.context,
          ...createOperator(scene.sandbox, scene.clock).context,
          webFlag: "env",
        });
      const report: Context["report"] = (event) => {
        if (event.type === "note") scene.ada.interrupt();
      };
      await expect(turn("web", { ...scene.context, report })).rejects.toMatchObject({
        code: "interrupted",
        message: `Interrupted while AWS was updating demo-dev-controller: web maintenance of demo-dev may be only partly ${to}.`,
        hint: expect.stringContaining(`maintenance:${to}`),
      });
      const next = { ...createOperator(scene.sandbox, scene.clock).context, webFlag: "env" as const };
      await turn("web", next);
      expect((await getStatus("web", next)).state).toBe(to);
    }
  });

  test("once the variable is back does not stop the parameter from being written", async () => {
    const scene = createScene();
    await turnOn("web", scene.context);
    scene.sandbox.addFault({
      operation: "GetFunctionConfiguration",
      nth: 2,
      action: { kind: "hook", when: "after", run: scene.ada.interrupt },
    });
    expect(await turnOff("web", scene.context)).toMatchObject({ state: "off", changed: true });
    expect(scene.sandbox.world.parameters()[flag]).toBe("off");
    expect(scene.info()).not.toHaveProperty("saved");
  });

  test("while somebody else's update keeps the function busy does the same", async () => {
    const scene = createScene();
    scene.sandbox.world.setUpdating(controller, 3_600_000);
    scene.sandbox.addFault({
      operation: "UpdateFunctionConfiguration",
      nth: 3,
      action: { kind: "hook", when: "after", run: scene.ada.interrupt },
    });
    await expect(turnOn("web", scene.context)).rejects.toMatchObject({
      code: "interrupted",
      message: expect.stringContaining("may be only partly on"),
    });
  });
});

describe("a published version", () => {
  const aliases = { versions: 2, aliases: { live: "2", old: "1" } };

  test("keeps its variables, which is said once", async () => {
    const scene = createScene(aliases);
    const sentence =
      "Published versions of demo-dev-controller keep the variables that they were published with: requests through live (version 2), old (version 1) do not get the page.";
    expect(await turnOn("web", scene.context)).toMatchObject({
      state: "on",
      functions: [{ note: sentence }],
    });
    expect(scene.ada.said("warning")).toEqual([sentence]);
    expect(await getStatus("web", scene.context)).toMatchObject({ state: "on", notes: [sentence] });
    await turnOff("web", scene.context);
    expect(scene.ada.said("warning")).toEqual([sentence]);
  });

  test("of the time of maintenance still shows the page after off", async () => {
    const scene = createScene(aliases);
    await turnOn("web", scene.context);
    scene.sandbox.world.setAlias(controller, "live", "1", {
      [scene.sandbox.world.publishVersion(controller)]: 0.5,
    });
    await turnOff("web", scene.context);
    expect(scene.ada.said("warning").at(-1)).toBe(
      "Published versions of demo-dev-controller keep the variables that they were published with: requests through live (version 3) still get the page.",
    );
  });

  test("of $LATEST itself is no matter", async () => {
    const scene = createScene({ aliases: { live: "$LATEST" } });
    await turnOn("web", scene.context);
    expect(scene.ada.said("warning")).toEqual([]);
  });

  test("that may not be looked at is said to be unknown", async () => {
    const scene = createScene(aliases);
    scene.sandbox.addFault({ operation: "ListAliases", action: { kind: "denied" } });
    expect(await turnOn("web", scene.context)).toMatchObject({ state: "on", failures: [] });
    expect(scene.ada.said("warning")).toEqual([expect.stringContaining("Access denied: lambda:ListAliases")]);
  });
});

describe("a plan", () => {
  const change = (from: string | null, to: string | null): unknown => ({
    setting: "variable",
    of: controller,
    from,
    to,
  });

  test("names both changes and what they cost, and makes none", async () => {
    const scene = createScene({ environment: { [variable]: "off" } });
    expect(await plan("web", "on", scene.context)).toMatchObject({
      state: "off",
      changes: [{ setting: "flag", of: flag, from: "off", to: "on" }, change("off", "on")],
      calls: { lambda: 1, ssm: 2 },
    });
    expect(scene.sandbox.calls.filter(({ changing }) => changing)).toEqual([]);
    await turnOn("web", scene.context);
    expect(await plan("web", "on", scene.context)).toMatchObject({
      state: "on",
      changes: [],
      calls: { lambda: 0, ssm: 0 },
    });
    expect(await plan("web", "off", scene.context)).toMatchObject({
      changes: [{ setting: "flag", of: flag, from: "on", to: "off" }, change("on", "off")],
      calls: { lambda: 1, ssm: 3 },
    });
  });

  test("of what is half on has the other half in it", async () => {
    const scene = createScene();
    await turnOn("web", scene.context);
    set(scene, { [variable]: undefined });
    expect(await plan("web", "on", scene.context)).toMatchObject({
      state: "partial",
      changes: [change(null, "on")],
      calls: { lambda: 1, ssm: 2 },
    });
  });
});
