import { describe, expect, test } from "vitest";
import { nameOf, queue, setScene, smallStack, worker } from "../../../support/scene.js";

const [a, b, c] = [nameOf("a"), nameOf("b"), nameOf("c")];

describe("rule 6: the exit code tells the truth", () => {
  test("one function that fails never stops the others, and all failures are listed", async () => {
    const { on, off, at, sandbox, settled } = setScene();
    const before = sandbox.settings();
    at("DeleteProvisionedConcurrencyConfig", { kind: "denied" }, { times: 9 });
    at("UpdateEventSourceMapping", { kind: "denied" }, { times: 9 });
    const denied = (action: string): unknown =>
      expect.stringMatching(new RegExp(`^Access denied: lambda:${action} on `));
    expect(await on()).toMatchObject({
      state: "partial",
      failures: expect.arrayContaining([
        { name: a, reason: denied("DeleteProvisionedConcurrencyConfig") },
        { name: b, reason: denied("UpdateEventSourceMapping") },
      ]),
    });
    expect(sandbox.settings()[c]?.reserved).toBe(0);
    sandbox.clearFaults();
    at("PutProvisionedConcurrencyConfig", { kind: "denied" }, { times: 9 });
    await on();
    expect(await off()).toMatchObject({ state: "partial", failures: [{ name: a }] });
    expect(settled()[b]).toEqual(before[b]);
    sandbox.clearFaults();
    expect(await off()).toMatchObject({ state: "off", failures: [] });
    expect(settled()).toEqual(before);
  });

  test("provisioned concurrency that AWS refuses holds up neither another alias nor the mappings", async () => {
    const functions = [
      worker("a", {
        versions: 3,
        aliases: { blue: "1", green: "2", live: "3" },
        provisioned: { blue: 1, green: 1, live: 2 },
        mappings: [{ source: queue("a") }],
      }),
    ];
    const { on, off, at, sandbox, settled } = setScene({ functions });
    const before = sandbox.settings();
    await on();
    for (const alias of ["blue", "green"])
      at("PutProvisionedConcurrencyConfig", { kind: "denied" }, { target: `${a}:${alias}`, times: 9 });
    const told = await off();
    expect(told).toMatchObject({ state: "partial", failures: [{ name: a }] });
    const denied = (alias: string): string =>
      `Access denied: lambda:PutProvisionedConcurrencyConfig on arn:aws:lambda:us-east-1:123456789012:function:${a}:${alias}.`;
    expect(told.failures[0]?.reason).toContain(`${denied("blue")} ${denied("green")} `);
    expect(settled()[a]).toEqual({ ...before[a], provisioned: { live: 2 } });
    sandbox.clearFaults();
    expect(await off()).toMatchObject({ state: "off", failures: [] });
    expect(settled()).toEqual(before);
  });

  test.each(["on", "off"] as const)(
    "`%s` names a worker that cannot be read, and does the rest",
    async (command) => {
      const scene = setScene();
      const before = scene.sandbox.settings();
      if (command === "off") await scene.on();
      for (const operation of ["GetFunction", "GetFunctionConfiguration", "GetFunctionConcurrency"])
        scene.at(operation, { kind: "denied" }, { target: a, times: 9 });
      expect(await scene[command]()).toMatchObject({ state: "partial", failures: [{ name: a }] });
      expect(scene.sandbox.settings()[b]?.reserved).toBe(command === "on" ? 0 : null);
      scene.sandbox.clearFaults();
      await scene.off();
      expect(scene.settled()).toEqual(before);
    },
  );

  test("`off` gives the `aws` line for a worker that cannot be read at all", async () => {
    const { on, off, at, sandbox } = setScene();
    const mappings = Object.entries(sandbox.settings()[b]?.mappings ?? {});
    const enabled = mappings.flatMap(([uuid, state]) => (state === "Enabled" ? [uuid] : []));
    await on();
    for (const operation of ["GetFunction", "GetFunctionConfiguration", "GetFunctionConcurrency"])
      for (const target of [a, b]) at(operation, { kind: "denied" }, { target, times: 9 });
    const { failures } = await off();
    const [ofA = "", ofB = ""] = failures.map(({ reason }) => reason.split(" By hand: ")[1]);
    expect(ofA.split(" && ")).toEqual([
      `aws lambda put-function-concurrency --function-name ${a} --reserved-concurrent-executions 5`,
      `aws lambda put-provisioned-concurrency-config --function-name ${a} --qualifier 1 --provisioned-concurrent-executions 1`,
      `aws lambda put-provisioned-concurrency-config --function-name ${a} --qualifier live --provisioned-concurrent-executions 2`,
    ]);
    expect(ofB.split(" && ")).toEqual([
      `aws lambda delete-function-concurrency --function-name ${b}`,
      `aws lambda update-event-source-mapping --uuid ${enabled.join()} --enabled`,
    ]);
  });

  test("a batch that cannot be written fails those that need it or a later one, and the next `on` finishes", async () => {
    const provisioned = { versions: 1, provisioned: { "1": 1 } };
    const { on, off, at, sandbox, settled } = setScene({
      functions: [
        worker("a", provisioned),
        worker("b", { ...provisioned, mappings: [{ source: queue("b") }] }),
      ],
      mappingSettlesMs: 30_000,
    });
    for (const name of [a, b]) {
      const run = (): void => {
        sandbox.world.setProvisioned(name, "1", 2);
      };
      at("DeleteProvisionedConcurrencyConfig", { kind: "hook", when: "after", run }, { target: `${name}:1` });
    }
    const denied = { kind: "denied" } as const;
    at("PutParameter", denied, { target: "/jets/demo-dev/maintenance/worker/journal/1-2/01", times: 9 });
    expect(await on()).toMatchObject({ state: "partial", failures: [{ name: a }, { name: b }] });
    expect(sandbox.settings()[b]).toMatchObject({ reserved: null, provisioned: { "1": 2 } });
    sandbox.clearFaults();
    expect(await on()).toMatchObject({ state: "on", failures: [] });
    await off();
    expect(settled()[a]?.provisioned).toEqual({ "1": 2 });
    expect(settled()[b]?.provisioned).toEqual({ "1": 2 });
  });

  test("what would fail for every worker ends the run, and leaves all for the next", async () => {
    const { on, off, at, sandbox, settled } = setScene();
    const before = sandbox.settings();
    const expired = {
      kind: "refuse",
      status: 400,
      code: "ExpiredTokenException",
      message: "Expired.",
    } as const;
    at("PutFunctionConcurrency", expired, { times: 99 });
    await expect(on()).rejects.toMatchObject({ code: "credentials_expired" });
    sandbox.clearFaults();
    expect(await off()).toMatchObject({ state: "off", failures: [] });
    expect(settled()).toEqual(before);
  });

  test("it ends the restore of a worker that has several steps to go as well", async () => {
    const provisioned = { versions: 3, provisioned: { "1": 1, "2": 1, "3": 1 } };
    const { on, off, at, sandbox, settled } = setScene({ functions: [worker("a", provisioned)] });
    const before = sandbox.settings();
    await on();
    sandbox.clearCalls();
    const code = "ExpiredTokenException";
    at(
      "PutProvisionedConcurrencyConfig",
      { kind: "refuse", status: 400, code, message: "Expired." },
      { times: 9 },
    );
    await expect(off()).rejects.toMatchObject({ code: "credentials_expired" });
    const tried = sandbox.calls.filter(({ operation }) => operation === "PutProvisionedConcurrencyConfig");
    expect(tried).toHaveLength(1);
    sandbox.clearFaults();
    await off();
    expect(settled()).toEqual(before);
  });

  test("a list of all mappings that fails ends `on` before any change, and holds up nothing of `off`", async () => {
    const { on, off, at, sandbox, settled, changes } = setScene();
    const before = sandbox.settings();
    at("ListEventSourceMappings", { kind: "denied" });
    await expect(on()).rejects.toMatchObject({ code: "access_denied" });
    expect(changes()).toEqual([]);
    await on();
    at("ListEventSourceMappings", { kind: "denied" });
    expect(await off()).toMatchObject({ state: "off", failures: [] });
    expect(settled()).toEqual(before);
  });
});

describe("a journal that cannot be written anew", () => {
  const part = (batch: string): string => `/jets/demo-dev/maintenance/worker/journal/${batch}/01`;
  const denied = { kind: "denied" } as const;
  const kept = expect.stringMatching(
    /^The journal could not be rewritten and stays as it is, which restores the same: Access denied: ssm:PutParameter on /,
  ) as unknown;

  test("of `off` still names every worker that is not back, and the next `off` finishes", async () => {
    const { on, off, at, sandbox, settled, status } = setScene();
    const before = sandbox.settings();
    await on();
    for (const target of [a, b]) at("PutFunctionConcurrency", denied, { target });
    at("DeleteFunctionConcurrency", denied, { target: b });
    at("PutParameter", denied, { target: part("2-1") });
    expect(await off()).toMatchObject({
      state: "partial",
      failures: [{ name: a }, { name: b }],
      warnings: [kept],
    });
    expect(await status()).toMatchObject({ notes: [] });
    sandbox.clearFaults();
    expect(await off()).toMatchObject({ state: "off", failures: [] });
    expect(settled()).toEqual(before);
  });

  test("of `on` is a warning: all workers are stopped and saved, and `off` brings them back", async () => {
    const { on, off, at, sandbox, settled } = setScene({ functions: [worker("first", { reserved: 1 })] });
    await on();
    for (let index = 1; index <= 40; index += 1) {
      sandbox.world.addFunction("demo-dev", worker(`later-${index}`, { reserved: 2 }));
      if (index < 40) await on();
    }
    at("PutParameter", denied, { target: part("41-2") });
    expect(await on()).toMatchObject({ state: "on", failures: [], warnings: [kept] });
    expect(await off()).toMatchObject({ state: "off", failures: [], warnings: [] });
    const reserved = Object.entries(settled()).map(([name, settings]) => [name, settings.reserved]);
    expect(reserved).toEqual(reserved.map(([name]) => [name, name === nameOf("first") ? 1 : 2]));
  });

  test("ends the run where the lock is lost", async () => {
    const { on, off, at, sandbox } = setScene();
    await on();
    at("PutFunctionConcurrency", denied, { target: a });
    const run = (): void => {
      sandbox.world.setParameter(part("2-1"), "somebody else's");
    };
    at("PutParameter", { kind: "hook", when: "before", run }, { target: part("2-1") });
    await expect(off()).rejects.toMatchObject({ code: "lock_lost" });
  });
});

describe("a release that AWS refuses", () => {
  const record = "/jets/demo-dev/maintenance/worker/run/00000";

  test("of `on` is exit 1 though all workers are stopped: that is said, and what to run", async () => {
    const { on, off, open, at, status, clock, sandbox, settled } = setScene();
    const before = sandbox.settings();
    at("PutParameter", { kind: "denied" }, { target: `${record}1`, nth: 2 });
    const failing = on({}, open({ by: "ada" }));
    await expect(failing).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(
        /^The workers of demo-dev are stopped, but the end of the run could not be recorded: Access denied: ssm:PutParameter on /,
      ),
      hint: expect.stringMatching(
        /^Allow ssm:PutParameter .* The lock goes stale in two minutes; then run `jets maintenance:on --role worker --stack demo-dev`, or at once with --break-lock\.$/,
      ),
    });
    expect(await status()).toMatchObject({ state: "on", notes: [expect.stringContaining("by ada")] });
    await expect(on()).rejects.toMatchObject({ code: "locked" });
    clock.advance(121_000);
    expect(await on()).toMatchObject({ state: "on", failures: [] });
    await off();
    expect(settled()).toEqual(before);
  });

  test("of `off` is exit 1 though all is back, and the next `off` changes nothing but the journal", async () => {
    const { on, off, at, changes, status, clock, sandbox, settled } = setScene();
    const before = sandbox.settings();
    await on();
    at("PutParameter", { kind: "internal" }, { target: `${record}2`, nth: 2, times: 99 });
    await expect(off()).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(/^The workers of demo-dev are restored, but/),
      hint: expect.stringContaining("`jets maintenance:off --role worker --stack demo-dev`"),
    });
    expect(settled()).toEqual(before);
    expect((await status()).state).toBe("partial");
    sandbox.clearFaults();
    changes();
    clock.advance(121_000);
    expect(await off()).toMatchObject({ state: "off", failures: [] });
    expect(changes()).toEqual([]);
    expect((await status()).state).toBe("off");
  });

  test("of a partly done `on` still names the worker that is not as asked", async () => {
    const { on, open, at } = setScene();
    at("PutFunctionConcurrency", { kind: "denied" }, { target: a });
    at("PutParameter", { kind: "denied" }, { target: `${record}1`, nth: 2 });
    const ada = open();
    await expect(on({}, ada)).rejects.toMatchObject({
      message: expect.stringMatching(/^The workers of demo-dev are partly stopped, but/),
    });
    expect(ada.said("warning")).toEqual([
      expect.stringMatching(new RegExp(`^${a} failed: Access denied: lambda:PutFunctionConcurrency`)),
    ]);
  });
});

describe("capacity", () => {
  const functions = [
    worker("a", { reserved: 40 }),
    worker("b", { reserved: 30 }),
    worker("c", { reserved: 5 }),
  ];
  const crowded = { accountConcurrency: 200, functions: [...functions, { name: "greedy" }] };

  test("`off` says first what is short, restores what fits and keeps the rest; a later `off` finishes", async () => {
    const { on, off, sandbox, settled, status, journal } = setScene(crowded);
    const before = sandbox.settings();
    await on();
    sandbox.world.setReserved("greedy", 35);
    const told = await off();
    expect(told.warnings).toEqual([
      "The account may be 10 short of concurrency: 75 have to be reserved again, 165 of 200 are unreserved, and AWS keeps 100 of them (fewer in a new account). What fits is restored.",
    ]);
    expect(told).toMatchObject({
      state: "partial",
      failures: [
        {
          name: expect.any(String),
          reason: expect.stringContaining("below its minimum value of [100]"),
        },
      ],
    });
    const short = told.failures[0]?.name ?? "";
    expect(sandbox.settings()[short]?.reserved).toBe(0);
    const record = Object.entries(journal()).findLast(([name]) => name.startsWith("run/"))?.[1] ?? "{}";
    expect(JSON.parse(record)).toMatchObject({ outcome: "partial", batches: [["2-1", 1]] });
    expect(short).toBe(b);
    expect(JSON.parse(journal()["journal/2-1/01"] ?? "{}")).toMatchObject({
      functions: { [b]: { reserved: 30 } },
    });
    expect(journal()["journal/2-1/01"]).not.toContain(a);
    expect((await status()).state).toBe("partial");
    sandbox.world.setReserved("greedy", null);
    expect(await off()).toMatchObject({ state: "off", failures: [], warnings: [] });
    expect(settled()).toEqual(before);
  });

  test("a new account's own minimum is told of what does not fit, where the forecast goes by the usual one", async () => {
    const { on, off, sandbox } = setScene({ ...crowded, accountConcurrency: 100, unreservedMinimum: 10 });
    await on();
    sandbox.world.setReserved("greedy", 20);
    const told = await off();
    expect(told.warnings).toEqual([
      expect.stringContaining("AWS keeps 100 of them (fewer in a new account)"),
    ]);
    expect(told.failures).toEqual([
      { name: expect.any(String), reason: expect.stringContaining("below its minimum value of [10]") },
    ]);
  });

  test("`on` after a partly done `off` stops all again and still knows every original", async () => {
    const { on, off, sandbox, settled } = setScene(crowded);
    const before = sandbox.settings();
    await on();
    sandbox.world.setReserved("greedy", 35);
    await off();
    expect(await on()).toMatchObject({ state: "on", failures: [] });
    expect(functions.map(({ name }) => sandbox.settings()[name]?.reserved)).toEqual([0, 0, 0]);
    sandbox.world.setReserved("greedy", null);
    await off();
    expect(settled()).toEqual(before);
  });

  test("provisioned concurrency of an unreserved worker counts as well", async () => {
    const { on, off, sandbox } = setScene({
      accountConcurrency: 150,
      functions: [worker("a", { versions: 1, provisioned: { "1": 30 } }), { name: "greedy" }],
    });
    await on();
    sandbox.world.setReserved("greedy", 40);
    expect((await off()).warnings[0]).toMatch(/^The account may be 20 short of concurrency: 30 have to be/);
  });

  test("what fits to the last unit is restored without a warning", async () => {
    const { on, off, sandbox, settled } = setScene({ accountConcurrency: 175, functions });
    const before = sandbox.settings();
    await on();
    expect(await off()).toMatchObject({ state: "off", warnings: [] });
    expect(settled()).toEqual(before);
  });

  test("is not asked about where nothing has to be reserved again", async () => {
    const { on, off, sandbox } = setScene({ functions: [worker("a"), worker("b", { reserved: 0 })] });
    await on();
    await off();
    expect(sandbox.calls.map(({ operation }) => operation)).not.toContain("GetAccountSettings");
  });

  test("that cannot be read is told, and restored all the same", async () => {
    const { on, off, at, sandbox, settled } = setScene({ functions });
    const before = sandbox.settings();
    await on();
    at("GetAccountSettings", { kind: "denied" });
    expect((await off()).warnings).toEqual([
      expect.stringMatching(
        /^It was not checked whether the account has enough concurrency: Access denied: lambda:GetAccountSettings/,
      ),
    ]);
    expect(settled()).toEqual(before);
  });
});

describe("events that would be lost", () => {
  const sources = (seed: object): Parameters<typeof setScene>[0] => ({
    functions: [
      worker("a", { invokedBy: ["events.amazonaws.com", "s3.amazonaws.com"], ...seed }),
      worker("b"),
    ],
  });
  const dropped = `Events from EventBridge, S3 to ${a} will be dropped while it is stopped: it has neither a dead-letter queue nor a failure destination.`;

  test("are named, and with `fail` refused before anything is changed", async () => {
    const { on, changes, journal } = setScene(sources({}));
    expect((await on({ onEventLoss: "warn" })).warnings).toEqual([dropped]);
    const fresh = setScene(sources({}));
    await expect(fresh.on({ onEventLoss: "fail" })).rejects.toMatchObject({
      code: "events_at_risk",
      message: `Events would be lost while these workers are stopped: ${a}. Nothing was changed.`,
      hint: "Give them a dead-letter queue or a failure destination, or accept the loss with --on-event-loss warn.",
    });
    expect(fresh.changes()).toEqual([]);
    expect(fresh.journal()).toEqual({});
    expect(changes()).not.toEqual([]);
    expect(journal()).not.toEqual({});
  });

  test.each([
    ["a dead-letter queue", { deadLetter: queue("dead") }, queue("dead")],
    ["a failure destination", { onFailure: queue("failed") }, queue("failed")],
    [
      "both",
      { deadLetter: queue("dead"), onFailure: queue("failed") },
      `${queue("dead")}, ${queue("failed")}`,
    ],
  ])("that go to %s are named and not refused", async (_, seed, where) => {
    const { on } = setScene(sources(seed));
    expect(await on({ onEventLoss: "fail" })).toMatchObject({
      state: "on",
      warnings: [
        `Events from EventBridge, S3 to ${a} will go to ${where} while it is stopped, and are not replayed.`,
      ],
    });
  });

  test("sources that cannot be read are named, and with `fail` refused", async () => {
    const { on, at } = setScene({ functions: smallStack });
    at("GetPolicy", { kind: "denied" }, { target: a });
    const fresh = setScene({ functions: smallStack });
    fresh.at("GetPolicy", { kind: "denied" }, { target: a });
    expect((await on({ onEventLoss: "warn" })).warnings).toEqual([
      expect.stringMatching(
        new RegExp(`^The event sources of ${a} could not be read: Access denied: lambda:GetPolicy`),
      ),
    ]);
    await expect(fresh.on({ onEventLoss: "fail" })).rejects.toMatchObject({ code: "events_at_risk" });
  });

  test("of callers that wait for an answer there are none", async () => {
    const { on } = setScene({ functions: [worker("a", { invokedBy: ["apigateway.amazonaws.com"] })] });
    expect((await on({ onEventLoss: "fail" })).warnings).toEqual([]);
  });
});
