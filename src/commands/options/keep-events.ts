import { Option, type Command } from "commander";
import { defined } from "../../defined.js";
import type { Session } from "../session.js";
import { rolesOf, type RoleOptions } from "./role.js";

/** `--keep-events`, and that the configuration file does not count. */
interface KeepEventsOptions {
  readonly keepEvents?: boolean;
}

/** Adds `--keep-events` and `--no-keep-events`. */
export const addKeepEventsOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        "--keep-events",
        "worker: keep asynchronous events that come while workers are stopped, in an SQS queue; off replays them",
      ),
    )
    .addOption(new Option("--no-keep-events", "worker: do not, whatever the configuration file says"));

/** The options with what the configuration file says. @throws JetsError `usage` when that file can't be read */
export async function withKeepEvents<Options extends KeepEventsOptions & RoleOptions>(
  options: Options,
  { terminal }: Pick<Session, "terminal">,
): Promise<Options> {
  if (options.keepEvents !== undefined || !rolesOf(options).includes("worker")) return options;
  const { readConfiguration } = await import("../../application/configuration.js");
  const keepEvents = (await readConfiguration(terminal.cwd))?.keepEvents;
  return { ...options, ...defined({ keepEvents }) };
}
