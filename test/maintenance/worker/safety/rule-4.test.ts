import { describe, expect, test } from "vitest";
import { nameOf, queue, setScene, worker } from "../../../support/scene.js";

const a = nameOf("a");
const b = nameOf("b");

describe("rule 4: others' changes are respected", () => {
  test("a worker deployed meanwhile is shown by status and taken in by the next `on`", async () => {
    const { on, off, sandbox, settled, status } = setScene();
    const before = sandbox.settings();
    await on();
    sandbox.world.addFunction("demo-dev", worker("new", { reserved: 3 }));
    expect(await status()).toMatchObject({
      state: "partial",
      notes: [`${nameOf("new")} is not in maintenance: it was deployed later or left out.`],
    });
    expect(await on()).toMatchObject({ state: "on", changed: true });
    expect(sandbox.settings()[nameOf("new")]?.reserved).toBe(0);
    await off();
    const added = { [nameOf("new")]: { reserved: 3, provisioned: {}, mappings: {} } };
    expect(settled()).toEqual({ ...before, ...added });
  });

  test("a function deleted meanwhile is reported and stops nothing", async () => {
    const { on, off, sandbox, settled } = setScene();
    const rest = Object.fromEntries(Object.entries(sandbox.settings()).filter(([name]) => name !== a));
    await on();
    sandbox.world.deleteFunction(a);
    expect(await off()).toMatchObject({
      state: "off",
      failures: [],
      warnings: [`${a} does not exist any more: there is nothing to restore.`],
    });
    expect(settled()).toEqual(rest);
  });

  test.each([
    ["PutFunctionConcurrency", "on", `${a} is in the stack but does not exist any more; it was left out.`],
    ["PutFunctionConcurrency", "off", `${a} does not exist any more: there is nothing to restore.`],
  ] as const)(
    "a function that is deleted just before %s of `%s` is reported",
    async (operation, command, said) => {
      const scene = setScene({ functions: [worker("a", { reserved: 1 }), worker("b")] });
      if (command === "off") await scene.on();
      const run = (): void => {
        scene.sandbox.world.deleteFunction(a);
      };
      scene.at(operation, { kind: "hook", when: "before", run }, { target: a });
      expect(await scene[command]()).toMatchObject({ state: command, failures: [], warnings: [said] });
    },
  );

  test("a function that the stack lists and nobody has any more is reported by `on`", async () => {
    const { on, sandbox } = setScene({
      stacks: [
        {
          name: "demo-dev",
          functions: [worker("b")],
          resources: [{ logicalId: "Gone", type: "AWS::Lambda::Function", physicalId: a }],
        },
      ],
    });
    expect(await on()).toMatchObject({
      state: "on",
      warnings: [`${a} is in the stack but does not exist any more; it was left out.`],
    });
    expect(sandbox.settings()[b]?.reserved).toBe(0);
  });

  test("an alias, a version or a mapping that is gone is reported, and the rest comes back", async () => {
    const { on, off, sandbox, settled } = setScene({
      functions: [
        worker("a", {
          reserved: 9,
          versions: 3,
          aliases: { live: "1" },
          provisioned: { live: 2, "2": 1, "3": 4 },
          mappings: [{ source: queue("gone") }, { source: queue("there") }],
        }),
      ],
    });
    await on();
    const [gone = "", there = ""] = sandbox.world.mappingsOf(a);
    sandbox.world.deleteAlias(a, "live");
    sandbox.world.deleteVersion(a, "2");
    sandbox.world.deleteMapping(gone);
    const told = await off();
    expect(told).toMatchObject({ state: "off", failures: [] });
    expect(new Set(told.warnings)).toEqual(
      new Set([
        `${a} has no live any more: its 2 provisioned were not restored.`,
        `${a} has no 2 any more: its 1 provisioned were not restored.`,
        `The event source mapping ${gone} of ${a} does not exist any more.`,
      ]),
    );
    expect(settled()[a]).toEqual({ reserved: 9, provisioned: { "3": 4 }, mappings: { [there]: "Enabled" } });
  });

  test("a mapping that is deleted while it is turned off is no reason to go on polling", async () => {
    const { on, off, sandbox, at } = setScene({
      functions: [worker("a", { reserved: 9, mappings: [{ source: queue("gone") }] })],
    });
    const [uuid = ""] = sandbox.world.mappingsOf(a);
    const run = (): void => {
      sandbox.world.deleteMapping(uuid);
    };
    at("UpdateEventSourceMapping", { kind: "hook", when: "after", run });
    expect(await on()).toMatchObject({ state: "on", failures: [] });
    expect(sandbox.settings()[a]?.reserved).toBe(0);
    expect((await off()).warnings).toEqual([
      `The event source mapping ${uuid} of ${a} does not exist any more.`,
    ]);
  });

  const changed = {
    functions: [
      worker("a", {
        reserved: 9,
        versions: 2,
        aliases: { live: "2" },
        provisioned: { live: 3 },
        mappings: [{ source: queue("off"), enabled: false }],
      }),
      worker("b"),
    ],
  };

  test("a value that somebody set meanwhile is kept: both values and the line that puts the saved one back", async () => {
    const { on, off, sandbox, settled } = setScene(changed);
    await on();
    const [uuid = ""] = sandbox.world.mappingsOf(a);
    sandbox.world.setReserved(a, 20);
    sandbox.world.setProvisioned(a, "live", 11);
    sandbox.world.setMapping(uuid, true);
    sandbox.world.setReserved(b, 4);
    const kept = sandbox.settings();
    const told = await off();
    expect(told).toMatchObject({ state: "off", failures: [] });
    expect(new Set(told.warnings)).toEqual(
      new Set([
        `Reserved concurrency of ${a} was changed to 20 during maintenance and is kept; it was 9. To put that back: aws lambda put-function-concurrency --function-name ${a} --reserved-concurrent-executions 9`,
        `Provisioned concurrency on live of ${a} was changed to 11 during maintenance and is kept; it was 3. To put that back: aws lambda put-provisioned-concurrency-config --function-name ${a} --qualifier live --provisioned-concurrent-executions 3`,
        `Event source mapping ${uuid} of ${a} was changed to enabled during maintenance and is kept; it was disabled. To put that back: aws lambda update-event-source-mapping --uuid ${uuid} --no-enabled`,
        `Reserved concurrency of ${b} was changed to 4 during maintenance and is kept; it was unreserved. To put that back: aws lambda delete-function-concurrency --function-name ${b}`,
      ]),
    );
    expect(settled()).toEqual(kept);
    expect(await off()).toMatchObject({ changed: false, warnings: [] });
  });

  test("a reservation that somebody deleted is kept as well", async () => {
    const { on, off, sandbox, settled } = setScene(changed);
    await on();
    sandbox.world.setReserved(a, null);
    const told = await off();
    expect(told.warnings).toEqual([
      expect.stringContaining(
        `Reserved concurrency of ${a} was changed to unreserved during maintenance and is kept; it was 9.`,
      ),
    ]);
    expect(settled()[a]).toMatchObject({ reserved: null, provisioned: { live: 3 } });
  });

  test("what is kept is told though it stands in the way of the rest, and `off --force` clears it away", async () => {
    const { on, off, sandbox, settled } = setScene({
      functions: [
        worker("a", { reserved: 5, versions: 2, aliases: { live: "2" }, provisioned: { live: 2 } }),
        worker("b"),
      ],
    });
    const before = sandbox.settings();
    await on();
    sandbox.world.setReserved(a, 1);
    expect(await off()).toMatchObject({
      state: "partial",
      warnings: [
        `Reserved concurrency of ${a} was changed to 1 during maintenance and is kept; it was 5. To put that back: aws lambda put-function-concurrency --function-name ${a} --reserved-concurrent-executions 5`,
      ],
      failures: [
        {
          name: a,
          reason: expect.stringMatching(
            / If a value that was kept is in the way, `jets maintenance:off --role worker --stack demo-dev --force` restores the saved ones\.$/,
          ),
        },
      ],
    });
    expect(await off({ force: true })).toMatchObject({ state: "off", failures: [] });
    expect(settled()).toEqual(before);
  });

  test("a failure of a worker of which nothing is kept says nothing of `--force`", async () => {
    const { on, off, at } = setScene(changed);
    await on();
    at("PutFunctionConcurrency", { kind: "denied" }, { target: a, times: 9 });
    expect((await off()).failures).toEqual([{ name: a, reason: expect.not.stringContaining("--force") }]);
  });

  test("`off --force` restores the saved values, though both reservation and provisioned were raised", async () => {
    const { on, off, sandbox, settled } = setScene(changed);
    const before = sandbox.settings();
    await on();
    const [uuid = ""] = sandbox.world.mappingsOf(a);
    sandbox.world.setReserved(a, 20);
    sandbox.world.setProvisioned(a, "live", 11);
    sandbox.world.setMapping(uuid, true);
    sandbox.world.setReserved(b, 4);
    expect(await off({ force: true })).toMatchObject({ state: "off", failures: [] });
    expect(settled()).toEqual(before);
  });

  test("`off --force` lowers what is provisioned first only where the saved reservation is below it", async () => {
    for (const [live, first] of [
      [9, "PutFunctionConcurrency"],
      [10, "PutProvisionedConcurrencyConfig"],
    ] as const) {
      const { on, off, sandbox, changes } = setScene(changed);
      await on();
      sandbox.world.setReserved(a, 20);
      sandbox.world.setProvisioned(a, "live", live);
      changes();
      await off({ force: true });
      expect(changes().find((call) => call.includes(` ${a}`))).toMatch(first);
    }
  });

  test("`off --force` restores a reservation that was lowered, and provisioned concurrency after it", async () => {
    const { on, off, sandbox, settled } = setScene(changed);
    const before = sandbox.settings();
    await on();
    sandbox.world.setReserved(a, 1);
    sandbox.world.setProvisioned(a, "live", 1);
    expect(await off({ force: true })).toMatchObject({ state: "off", failures: [] });
    expect(settled()).toEqual(before);
  });

  test("`off --force` lowers what was raised before it raises the rest, within what is reserved", async () => {
    const seed = { reserved: 6, versions: 2, provisioned: { "1": 4, "2": 1 } };
    const { on, off, sandbox, settled } = setScene({ functions: [worker("a", seed)] });
    const before = sandbox.settings();
    await on();
    sandbox.world.setReserved(a, 6);
    sandbox.world.setProvisioned(a, "1", 1);
    sandbox.world.setProvisioned(a, "2", 5);
    expect(await off({ force: true })).toMatchObject({ failures: [] });
    expect(settled()).toEqual(before);
  });

  test("an `on` over changed values saves them: the newest value that is not ours is the original", async () => {
    const { on, off, sandbox, settled } = setScene(changed);
    await on();
    const [uuid = ""] = sandbox.world.mappingsOf(a);
    sandbox.world.setReserved(a, 20);
    sandbox.world.setProvisioned(a, "live", 11);
    sandbox.world.setMapping(uuid, true);
    sandbox.world.setReserved(b, 4);
    const newest = sandbox.settings();
    expect(await on()).toMatchObject({ state: "on", changed: true });
    expect(sandbox.settings()[a]?.reserved).toBe(0);
    expect(await off()).toMatchObject({ state: "off", warnings: [] });
    expect(settled()).toEqual(newest);
  });

  test("the older value stays in the history until maintenance is over", async () => {
    const { on, sandbox, journal } = setScene({ functions: [worker("a", { reserved: 9 })] });
    await on();
    sandbox.world.setReserved(a, 20);
    await on();
    expect(journal()["journal/1-1/01"]).toContain('"reserved":9');
    expect(journal()["journal/2-1/01"]).toContain('"reserved":20');
  });

  test("a worker that is tagged `none` during maintenance comes back, and `off` says no other thing", async () => {
    const { on, off, sandbox, settled, status } = setScene();
    const before = sandbox.settings();
    await on();
    sandbox.world.setTags(a, { "jets:role": "none" });
    expect((await status()).functions).toContainEqual(expect.objectContaining({ name: a, state: "on" }));
    const { functions } = await off();
    expect(functions).toStrictEqual([a, b, nameOf("c")].map((name) => ({ name, state: "off" })));
    expect(settled()).toEqual(before);
  });

  test.each([
    "CREATE_IN_PROGRESS",
    "UPDATE_IN_PROGRESS",
    "UPDATE_ROLLBACK_IN_PROGRESS",
    "DELETE_IN_PROGRESS",
    "IMPORT_IN_PROGRESS",
  ])(
    "a stack that is %s is refused by both commands; `--during-deployment` alone goes on",
    async (status) => {
      const { on, off, sandbox, changes } = setScene();
      const refused = {
        code: "deploy_in_progress",
        message: `The stack demo-dev is being changed: its status is ${status}. Nothing was changed.`,
        hint: "Wait for the deployment to end, or go on regardless with --during-deployment.",
      };
      sandbox.world.setStackStatus("demo-dev", status);
      await expect(on()).rejects.toMatchObject(refused);
      expect(changes()).toEqual([]);
      expect(await on({ duringDeployment: true })).toMatchObject({ state: "on" });
      changes();
      await expect(off()).rejects.toMatchObject(refused);
      await expect(off({ force: true })).rejects.toMatchObject(refused);
      expect(changes()).toEqual([]);
      expect(await off({ duringDeployment: true })).toMatchObject({ state: "off" });
    },
  );

  test("`--during-deployment` keeps what others have set", async () => {
    const { on, off, sandbox, settled } = setScene({ functions: [worker("a", { reserved: 5 })] });
    await on();
    sandbox.world.setReserved(a, 7);
    const { warnings } = await off({ duringDeployment: true });
    expect(warnings).toEqual([expect.stringMatching(/was changed to 7 during maintenance and is kept/)]);
    expect(settled()[a]?.reserved).toBe(7);
  });

  test("`off --force` names each value that it overwrites, and none that is as it was", async () => {
    const { on, off, sandbox, settled } = setScene();
    const before = settled();
    await on();
    sandbox.world.setReserved(a, 7);
    sandbox.world.setReserved(b, 9);
    const { warnings } = await off({ force: true });
    expect([...warnings].sort()).toEqual([
      `Reserved concurrency of ${a} was changed to 7 during maintenance; --force overwrites that with 5, as it was before.`,
      `Reserved concurrency of ${b} was changed to 9 during maintenance; --force overwrites that with unreserved, as it was before.`,
    ]);
    expect(settled()).toEqual(before);
    await on();
    expect((await off({ force: true })).warnings).toEqual([]);
  });

  test.each([
    "UPDATE_ROLLBACK_COMPLETE",
    "UPDATE_ROLLBACK_FAILED",
    "CREATE_COMPLETE",
    "CREATE_FAILED",
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
  ])("a stack that is %s is not being deployed", async (status) => {
    const { on, sandbox } = setScene();
    sandbox.world.setStackStatus("demo-dev", status);
    expect((await on()).state).toBe("on");
  });

  test.each(["on", "off"] as const)("`%s` warns of a stack that was replaced meanwhile", async (command) => {
    const scene = setScene({ functions: [worker("a", { reserved: 9 })] });
    await scene.on();
    const old = scene.sandbox.world.stackId("demo-dev");
    const id = scene.sandbox.world.replaceStack({
      name: "demo-dev",
      functions: [worker("a", { reserved: 2 })],
    });
    const { warnings } = await scene[command]();
    expect(warnings[0]).toMatch(
      /^The stack demo-dev was replaced since maintenance was turned on at .* are kept\.$/,
    );
    expect(warnings[0]).toContain(`${old} is now ${id}`);
    if (command === "on") await scene.off();
    expect(scene.settled()[a]?.reserved).toBe(2);
  });

  test("a stack that is gone or has no workers any more is still brought back", async () => {
    const { on, off, sandbox, settled } = setScene({
      functions: [worker("a", { reserved: 9 }), { name: "demo-dev-controller" }],
    });
    await on();
    sandbox.world.setResourceStatus("demo-dev", "AEventRunLambdaFunction", "DELETE_COMPLETE");
    await expect(on()).rejects.toMatchObject({ code: "no_workers" });
    expect(await off()).toMatchObject({ state: "off" });
    expect(settled()[a]?.reserved).toBe(9);
    expect(await off()).toMatchObject({ state: "off", changed: false });
  });
});

describe("status", () => {
  test("tells since when, by whom and why", async () => {
    const { on, status, open } = setScene();
    await on({ reason: 'moving {{house}}\n"quickly"' }, open({ by: "ada@laptop" }));
    const { opened } = await status();
    expect(opened).toEqual({
      by: "ada@laptop",
      reason: 'moving {{house}}\n"quickly"',
      since: expect.stringMatching(/^2026-01-01T00:00:00/),
    });
  });

  test("keeps telling who turned it on when somebody else repeats it", async () => {
    const { on, status, open } = setScene();
    await on({ reason: "first" }, open({ by: "ada" }));
    await on({ reason: "second" }, open({ by: "bob" }));
    expect((await status()).opened).toMatchObject({ by: "ada", reason: "first" });
  });

  test("names each worker that is not stopped and how", async () => {
    const { on, status, sandbox } = setScene();
    await on();
    const [first = "", second = ""] = sandbox.world.mappingsOf(b);
    sandbox.world.setReserved(a, 7);
    sandbox.world.setReserved(b, null);
    sandbox.world.setMapping(first, true);
    sandbox.world.setMapping(second, true);
    expect(await status()).toMatchObject({
      state: "partial",
      notes: [
        `${a} is not stopped: its reserved concurrency is 7.`,
        `${b} is not stopped: it is unreserved, its mapping ${first} is enabled, its mapping ${second} is enabled.`,
      ],
    });
  });

  test("is partial when only a mapping is on", async () => {
    const { on, status, sandbox } = setScene();
    await on();
    const [uuid = ""] = sandbox.world.mappingsOf(b);
    sandbox.world.setMapping(uuid, true);
    const notes = [`${b} is not stopped: its mapping ${uuid} is enabled.`];
    expect(await status()).toMatchObject({ state: "partial", notes });
  });

  test("names a worker that cannot be read", async () => {
    const { on, status, at } = setScene();
    await on();
    at("GetFunction", { kind: "denied" }, { target: a });
    at("GetFunctionConfiguration", { kind: "denied" }, { target: a });
    expect(await status()).toMatchObject({
      state: "partial",
      notes: [
        expect.stringMatching(new RegExp(`^${a} could not be read: Access denied: lambda:GetFunction`)),
      ],
    });
  });

  test("is off where there are no workers: only those who would stop them look for them", async () => {
    const { status, on } = setScene({ functions: [{ name: "demo-dev-controller" }] });
    expect(await status()).toMatchObject({ state: "off", functions: [], notes: [] });
    await expect(on()).rejects.toMatchObject({ code: "no_workers", message: "No worker functions deployed" });
  });

  test("says who is at work", async () => {
    const { status, killAt } = setScene();
    await killAt(10, "after", "on");
    const { state, notes } = await status();
    expect(state).toBe("off");
    expect(notes).toEqual([
      expect.stringMatching(
        /^A run that has not ended has the lock of demo-dev: jets maintenance:on --role worker by ada@laptop since 2026-01-01T00:00:00.*Z, last heard of at 2026-01-01T00:00:00.*Z\.$/,
      ),
    ]);
  });

  test("is off for functions at zero that no journal knows of", async () => {
    const { status } = setScene({ functions: [worker("a", { reserved: 0 })] });
    expect(await status()).toMatchObject({ state: "off", notes: [] });
  });
});
