import type { Terminal } from "./terminal.js";

/** Whether something went wrong, or only may. */
export type Severity = "error" | "warning";

/**
 * The line that makes a pipeline show `message` next to its run; `undefined` elsewhere. GitHub Actions
 * (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands) and Azure Pipelines
 * (https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands) read it from stderr as well.
 */
export function annotationOf(
  severity: Severity,
  message: string,
  { GITHUB_ACTIONS, TF_BUILD }: Terminal["env"],
): string | undefined {
  if (GITHUB_ACTIONS === "true") return `::${severity} title=jets::${escape(message, "%25")}`;
  if (TF_BUILD === "True") return `##vso[task.logissue type=${severity}]${escape(message, "%AZP25")}`;
  return undefined;
}

/** Both take a line break for the end of the command. */
const escape = (message: string, percent: string): string =>
  message.replaceAll("%", percent).replaceAll("\r", "%0D").replaceAll("\n", "%0A");
