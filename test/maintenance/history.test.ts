import { describe, expect, test } from "vitest";
import { getHistory, turnOff, turnOn, type History, type HistoryEntry } from "../../src/maintenance/index.js";
import { flagName, infoName } from "../../src/maintenance/web/flag.js";
import { journalPath, setScene, worker, type Scene } from "../support/scene.js";

const user = "arn:aws:iam::123456789012:user/test";
const minute = 60_000;

const history = (scene: Scene, role: "web" | "worker"): Promise<History> =>
  getHistory([role], scene.open().context);

/** What happened when, by AWS's clock and to the minute, from the beginning of the year on. */
const at = (time: string | undefined): string | undefined => time?.slice(11, 16);

const sketch = ({ entries }: History): unknown[] =>
  entries.map(({ command, result, by, reason = "", opened = false, closed }) =>
    [command, result, by, reason, opened, at(closed)].join(" "),
  );

describe("the history of the web role", () => {
  test("is what was written to the flag, with who was named beside it, why, and until when", async () => {
    const scene = setScene();
    await turnOn("web", scene.open({ by: "ada@laptop", url: "https://ci.example/7" }).context, {
      reason: "move",
    });
    scene.clock.advance(90 * minute);
    await turnOff("web", scene.open({ by: "bob@laptop" }).context);
    const { entries, damages } = await history(scene, "web");
    expect(damages).toEqual([]);
    expect(entries.map((entry) => ({ ...entry, since: at(entry.since), closed: at(entry.closed) }))).toEqual([
      {
        role: "web",
        command: "on",
        result: "on",
        since: "00:00",
        by: "ada@laptop",
        url: "https://ci.example/7",
        reason: "move",
        user,
        opened: true,
        closed: "01:30",
      },
      { role: "web", command: "off", result: "off", since: "01:30", by: user, user, closed: undefined },
    ]);
  });

  test("has the reason that was given last, and still who turned it on", async () => {
    const scene = setScene();
    await turnOn("web", scene.open({ by: "ada@laptop" }).context, { reason: "first", bypassHash: "00" });
    scene.clock.advance(minute);
    await turnOn("web", scene.open({ by: "bob@laptop" }).context, { reason: "second" });
    scene.clock.advance(minute);
    await turnOff("web", scene.open().context);
    scene.clock.advance(minute);
    await turnOn("web", scene.open({ by: "eve@laptop" }).context);
    expect(sketch(await history(scene, "web"))).toEqual([
      "on on ada@laptop second true 00:02",
      `off off ${user}  false `,
      "on on eve@laptop  true ",
    ]);
  });

  test("names the writer of a flag that was written by hand, and nobody from an earlier time", async () => {
    const scene = setScene();
    const { parameters } = scene.open().context;
    const flag = flagName("demo-dev");
    await turnOn("web", scene.open({ by: "ada@laptop" }).context, { reason: "move" });
    for (const value of ["off", "on", "on", "maintenance"]) {
      scene.clock.advance(minute);
      await parameters.put(flag, value);
    }
    expect(sketch(await history(scene, "web"))).toEqual([
      "on on ada@laptop move true 00:01",
      `off off ${user}  false `,
      `on on ${user}  true 00:04`,
      `off off ${user}  false `,
    ]);
  });

  test("does without what stands beside the flag where somebody else has written it", async () => {
    const scene = setScene();
    const { parameters } = scene.open().context;
    await parameters.put(infoName("demo-dev"), "no JSON");
    await parameters.put(flagName("demo-dev"), "on");
    expect(sketch(await history(scene, "web"))).toEqual([`on on ${user}  true `]);
  });

  test("goes over every page that AWS answers with", async () => {
    const scene = setScene({ pageSizes: { parameterHistory: 3 }, emptyFirstPages: true });
    for (let round = 0; round < 5; round += 1) {
      await turnOn("web", scene.open().context);
      scene.clock.advance(minute);
      await turnOff("web", scene.open().context);
      scene.clock.advance(minute);
    }
    const { entries } = await history(scene, "web");
    expect(entries.map(({ command }) => command)).toEqual(
      Array.from({ length: 5 }, () => ["on", "off"]).flat(),
    );
  });

  test("is empty where nobody has turned it on", async () => {
    expect(await history(setScene(), "web")).toEqual({ entries: [], damages: [] });
  });
});

describe("the history of the worker role", () => {
  test("is the runs with their results, and how long maintenance lasted", async () => {
    const scene = setScene();
    await scene.on({ reason: "move" }, scene.open({ by: "ada@laptop", url: "https://ci.example/7" }));
    await scene.on({}, scene.open({ by: "bob@laptop" }));
    scene.clock.advance(90 * minute);
    await scene.off({}, scene.open({ by: "eve@laptop" }));
    await scene.on();
    const { entries } = await history(scene, "worker");
    expect(sketch({ entries, damages: [] })).toEqual([
      "on on ada@laptop move true 01:30",
      "on on bob@laptop  false ",
      "off off eve@laptop  false ",
      "on on ada@laptop  true ",
    ]);
    const [first] = entries;
    expect(first).toMatchObject({ role: "worker", run: 1, url: "https://ci.example/7" });
    expect(Date.parse(first?.ended ?? "") - Date.parse(first?.since ?? "")).toBeGreaterThan(0);
  });

  test("tells a run that is partly done from one that was interrupted", async () => {
    const scene = setScene({ functions: [worker("a"), worker("b")] });
    scene.at("PutFunctionConcurrency", { kind: "denied" });
    await scene.on();
    scene.at("GetFunction", { kind: "denied" }, { times: 9 });
    scene.at("GetFunctionConfiguration", { kind: "denied" }, { times: 9 });
    await scene.off();
    scene.sandbox.clearFaults();
    const operator = scene.open();
    scene.at("PutFunctionConcurrency", { kind: "hook", when: "before", run: operator.interrupt });
    scene.sandbox.world.setReserved("demo-dev-b_event-run", 3);
    await expect(scene.on({}, operator)).rejects.toMatchObject({ code: "interrupted" });
    expect(sketch(await history(scene, "worker"))).toEqual([
      "on partial ada@laptop  true ",
      "off partial ada@laptop  false ",
      "on interrupted ada@laptop  false ",
    ]);
  });

  test("shows a run that met a damaged journal and changed nothing", async () => {
    const scene = setScene();
    await scene.on();
    const [part = ""] = Object.keys(scene.journal()).filter((key) => key.startsWith("journal/"));
    scene.sandbox.world.setParameter(`${journalPath}${part}`, "{}");
    await expect(scene.on()).rejects.toMatchObject({ code: "journal_damaged" });
    expect(sketch(await history(scene, "worker"))).toEqual([
      "on on ada@laptop  true ",
      "on withdrawn ada@laptop  false ",
    ]);
  });

  test("shows a run that is at work, one that died, and who took over", async () => {
    const scene = setScene();
    await scene.killAt(1, "after", "on", "PutFunctionConcurrency");
    expect(sketch(await history(scene, "worker"))).toEqual(["on running ada@laptop  false "]);
    const [running] = (await history(scene, "worker")).entries;
    expect(running).not.toHaveProperty("ended");
    scene.clock.advance(3 * minute);
    expect(sketch(await history(scene, "worker"))).toEqual(["on died ada@laptop  false "]);
    await scene.on({}, scene.open({ by: "bob@laptop" }));
    expect(sketch(await history(scene, "worker"))).toEqual([
      "on died ada@laptop  true ",
      "on on bob@laptop  false ",
    ]);
    expect((await history(scene, "worker")).entries[1]).toMatchObject({ run: 2, tookOver: 1 });
  });

  test("keeps the last 20 runs", async () => {
    const scene = setScene({ functions: [worker("a")] });
    for (let round = 0; round < 12; round += 1) {
      await scene.on();
      await scene.off();
    }
    const { entries } = await history(scene, "worker");
    expect(entries.map(({ run }) => run)).toEqual(Array.from({ length: 20 }, (_, index) => index + 5));
  });

  test("names a record that can't be trusted, and shows the others", async () => {
    const scene = setScene();
    await scene.on();
    await scene.off();
    await scene.on();
    const [name = ""] = Object.keys(scene.journal()).filter((key) => key.endsWith("run/000002"));
    const value = scene.journal()[name] ?? "";
    scene.sandbox.world.setParameter(`${journalPath}${name}`, value.replace("ada", "eve"));
    const { entries, damages } = await history(scene, "worker");
    expect(entries.map(({ run }) => run)).toEqual([1, 3]);
    expect(damages).toMatchObject([{ code: "journal_damaged" }]);
    expect(damages[0]?.message).toContain(`${journalPath}run/000002 was changed after it was written`);
  });

  test("fails where the journal can't be read", async () => {
    const scene = setScene();
    scene.at("GetParametersByPath", { kind: "denied" });
    await expect(history(scene, "worker")).rejects.toMatchObject({ code: "access_denied" });
  });
});

describe("the history of both roles", () => {
  test("is in the order in which AWS has seen it", async () => {
    const scene = setScene();
    await turnOn("web", scene.open().context);
    scene.clock.advance(minute);
    await scene.on({}, scene.open({ clockAhead: -10 * minute }));
    scene.clock.advance(minute);
    await turnOff("web", scene.open().context);
    const { entries } = await getHistory(["worker", "web"], scene.open().context);
    const roleAndCommand = ({ role, command }: HistoryEntry): string => `${role} ${command}`;
    expect(entries.map(roleAndCommand)).toEqual(["web on", "worker on", "web off"]);
  });

  test("is that of an application which is deployed", async () => {
    const { context } = setScene({ stacks: [] }).open();
    await expect(getHistory(["web", "worker"], context)).rejects.toMatchObject({ code: "not_deployed" });
  });
});
