import { describe, expect, test } from "vitest";
import { before, changingCalls, goalOf, openScene, upTo, type Command, type Scene } from "./application.js";
import { sample } from "../support/sample.js";

const commands: readonly Command[] = ["on", "off"];

/** The number of AWS's calls that changed something. */
const changesIn = ({ sandbox }: Scene): number => sandbox.calls.filter(({ changing }) => changing).length;

describe.each(commands)("maintenance:%s that is not killed", (command) => {
  test(`does its job with ${changingCalls[command]} changing calls`, async (context) => {
    const scene = await openScene(before[command], context);
    expect((await scene.run(command)).exitCode).toBe(0);
    expect(scene.sandbox.settings()).toEqual(goalOf(command, scene));
    expect(changesIn(scene)).toBe(changingCalls[command]);
  });
});

const kills = commands.flatMap((command) =>
  upTo(changingCalls[command]).flatMap((nth) =>
    (["before", "after"] as const).map((when) => ({ command, nth, when })),
  ),
);

/** Lets the binary run into SIGKILL, and returns once it is gone. */
async function runAndKill(scene: Scene, { command, nth, when }: (typeof kills)[number]): Promise<void> {
  const kill = (): Promise<void> => running.kill();
  scene.sandbox.addFault({ changing: true, nth, action: { kind: "kill", when, run: kill } });
  const running = scene.start(command);
  await expect(running.end).rejects.toThrow("SIGKILL");
}

describe.concurrent("kill -9", () => {
  test.for(sample(kills, 2))("$when changing call $nth of $command loses nothing", async (point, context) => {
    const scene = await openScene(before[point.command], context);
    await runAndKill(scene, point);
    // Both ways to get past the lock of a dead run: by AWS's clock, and at once.
    const waits = point.nth % 2 === 0;
    if (waits) scene.clock.advance(121_000);
    const { exitCode, stderr } = await scene.run("off", ...(waits ? [] : ["--break-lock"]));
    expect(exitCode, stderr).toBe(0);
    expect(scene.sandbox.settings()).toEqual(scene.original);
    expect(await scene.run("status")).toMatchObject({
      stdout: "off\n",
      stderr: "Worker maintenance status for demo-dev\n",
    });
  });
});
