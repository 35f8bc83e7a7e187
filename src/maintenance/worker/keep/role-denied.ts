import { JetsError } from "../../errors.js";
import type { Context } from "../../context.js";
import type { Denied } from "./putting.js";

/** The error for execution roles that may not send to a destination, with the statement that each of them needs. */
export function roleDenied(
  { commandLine }: Pick<Context, "commandLine">,
  queue: string,
  denied: readonly Denied[],
  isUndone: boolean,
): JetsError {
  const roles = denied.map(({ role, workers }) => `${role} (${workers.join(", ")})`);
  // Mostly the queue; AWS checks what was configured before as well.
  const resources = denied.map(({ resource = queue }) => resource);
  const actions = denied.map(({ action = "sqs:SendMessage" }) => action);
  const statement = { Effect: "Allow", Action: oneOrAll(actions), Resource: oneOrAll(resources) };
  const rest = isUndone ? "Nothing was changed." : "No worker was stopped.";
  const undo = isUndone ? "" : ` Put back what is named above with \`${commandLine("off")}\`.`;
  return new JetsError(
    "access_denied",
    `Events cannot be kept: AWS says that an execution role may not send to ${once(resources).join(" and ")}: ${once(roles).join(", ")}. ${rest}`,
    `Add this statement to its policy in the application's template, deploy, and repeat the command: ${JSON.stringify(statement)}${undo}`,
  );
}

const once = (values: readonly string[]): string[] => [...new Set(values)].sort();

function oneOrAll(values: readonly string[]): string | string[] {
  const [first = "", ...others] = once(values);
  return others.length === 0 ? first : [first, ...others];
}
