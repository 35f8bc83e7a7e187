import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { RuntimeApi, type Outcome } from "./runtime-api.js";
import { createTeamFolder } from "./team.js";

const RIC = resolve("test/lambda/peers/node_modules/aws-lambda-ric/bin/index.mjs");

/** A Lambda container: a task root with a team's files, and AWS's own runtime client running in it. */
export class Container {
  private constructor(
    private readonly api: RuntimeApi,
    private readonly taskRoot: string,
    private readonly process: ChildProcess,
  ) {}

  /**
   * @param files contents by name; the handler is `index.handler`
   * @param env what the function is configured with
   */
  static async start(
    files: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string>>,
  ): Promise<Container> {
    const taskRoot = await createTeamFolder(files);
    const api = await RuntimeApi.start();
    const lambda = {
      AWS_LAMBDA_RUNTIME_API: api.address,
      LAMBDA_TASK_ROOT: taskRoot,
      AWS_LAMBDA_FUNCTION_NAME: "demo-dev-controller",
    };
    const child = spawn(process.execPath, [RIC, "index.handler"], {
      cwd: taskRoot,
      env: { ...lambda, ...env },
    });
    return new Container(api, taskRoot, child);
  }

  invoke(event: unknown): Promise<Outcome> {
    return this.api.invoke(event);
  }

  /** Whether the function wrote this file. */
  hasFile(name: string): boolean {
    return existsSync(join(this.taskRoot, name));
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const ended = once(this.process, "exit");
      this.process.kill("SIGKILL");
      await ended;
    }
    this.api.stop();
    await rm(this.taskRoot, { recursive: true });
  }
}
