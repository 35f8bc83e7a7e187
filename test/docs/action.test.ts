import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { runAction } from "./support/github.js";
import { useJob } from "./support/job.js";
import { sample } from "../support/sample.js";

const job = useJob();

const stack = "shop-prod";
const flag = (): string | undefined => job.shell.sandbox.world.parameters()[`/jets/${stack}/maintenance/web`];

describe("action.yml", () => {
  test("installs jets once, turns maintenance on and off, and lets nothing that it is given be run", async () => {
    rmSync(join(job.runner, "jets"), { recursive: true, force: true });
    const reason = `it's "$(touch owned)"; touch owned \`touch owned\``;
    const inputs = { command: "on", stack, reason, message: "$HOME", until: "2h" };
    const on = await runAction(inputs, job.shell);
    expect(on).toMatchObject({ exitCode: 0, outputs: { web: "on", worker: "", "exit-code": "0" } });
    expect(on.stderr).toContain("Web maintenance has been turned on");
    expect(flag()).toBe("on");
    const info: unknown = JSON.parse(
      job.shell.sandbox.world.parameters()[`/jets/${stack}/maintenance/web/info`] ?? "",
    );
    expect(info).toMatchObject({ reason, message: "$HOME", until: expect.any(String) });
    expect(existsSync(join(job.shell.folder, "owned"))).toBe(false);
    job.registry.close();
    const off = await runAction({ command: "off", stack }, job.shell);
    expect(off).toMatchObject({ exitCode: 0, outputs: { web: "off" } });
    expect(flag()).toBe("off");
    expect(existsSync(join(job.runner, "jets", packageJson.version))).toBe(true);
  });

  test("runs commands during maintenance, and ends as they do", async () => {
    const before = job.shell.sandbox.settings();
    const run = `jets maintenance:status --role worker --stack ${stack}\nexit 7`;
    const { exitCode, stdout } = await runAction({ command: "run", role: "worker", stack, run }, job.shell);
    expect(exitCode).toBe(7);
    expect(stdout).toContain("on\n");
    expect(job.shell.sandbox.settings()).toEqual(before);
  });

  const refusals = [
    [{ command: "preview" }, "::error title=jets::The input command must be on, off, run or status."],
    [{ command: "on", role: "both" }, "::error title=jets::"],
    [{ command: "off", reason: "none" }, "::error title=jets::"],
  ] as const;

  test.each(sample(refusals, 1))("refuses what jets refuses: %o", async (inputs, annotation) => {
    const refused = await runAction({ ...inputs, stack }, job.shell);
    expect(refused.exitCode).toBe(2);
    expect(refused.stdout + refused.stderr).toContain(annotation);
    expect(flag()).toBeUndefined();
  });
});
