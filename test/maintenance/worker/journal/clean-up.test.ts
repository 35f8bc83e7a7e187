import { describe, expect, test } from "vitest";
import { Gate } from "../../../support/gate.js";
import { journalPath, setScene, worker } from "../../../support/scene.js";

describe("what no later run needs", () => {
  test("is removed: all but the journal, the last 20 records and the first one", async () => {
    const { on, off, journal } = setScene();
    for (let round = 0; round < 12; round += 1) {
      await on();
      await off();
    }
    await on();
    const names = Object.keys(journal());
    expect(names.filter((name) => name.startsWith("journal/"))).toEqual(["journal/25-1/01"]);
    expect(names.filter((name) => name.startsWith("run/"))).toEqual(
      [1, ...Array.from({ length: 20 }, (_, index) => index + 6)].map(
        (run) => `run/${String(run).padStart(6, "0")}`,
      ),
    );
  });

  test("is what a run that died left uncommitted, too", async () => {
    const functions = Array.from({ length: 90 }, (_, index) =>
      worker(`with-a-rather-long-name-${index}`, { reserved: 1 }),
    );
    const { on, off, journal, at, sandbox, settled, open } = setScene({ functions });
    const before = sandbox.settings();
    const ada = open();
    const died = new Gate();
    const kill = (): void => {
      ada.kill();
      died.open();
    };
    at(
      "PutParameter",
      { kind: "kill", when: "after", run: kill },
      { target: `${journalPath}journal/1-1/01` },
    );
    void on({}, ada);
    await died.opened;
    expect(Object.keys(journal())).toEqual(["journal/1-1/01", "run/000001", "spare/1-1", "spare/1-2"]);
    await on({ breakLock: true });
    expect(Object.keys(journal()).filter((name) => name.startsWith("journal/1-1"))).toEqual([]);
    await off();
    expect(settled()).toEqual(before);
  });

  test("is told where it cannot be deleted, and tried again", async () => {
    const { on, off, at, journal } = setScene();
    await on();
    await off();
    at("DeleteParameters", { kind: "denied" });
    expect((await on()).warnings).toEqual([
      expect.stringMatching(/^Old journal parameters could not be deleted: /),
    ]);
    expect(Object.keys(journal())).toContain("journal/1-1/01");
    await on();
    expect(Object.keys(journal())).not.toContain("journal/1-1/01");
  });
});
