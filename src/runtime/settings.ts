import { resolve } from "node:path";
import { textOf } from "./json.js";
import type { MaintenanceOptions } from "./options.js";
import type { System } from "./system.js";

/** The options in force. */
export interface Settings extends Omit<Required<MaintenanceOptions>, "ttlSeconds"> {
  readonly ttlMs: number;
}

/** Fills in the defaults. @throws Error when nothing names the flag, or a time is no time */
export function resolveSettings(options: MaintenanceOptions, env: System["env"]): Settings {
  return {
    parameter: options.parameter ?? parameterFrom(env),
    allow: options.allow ?? [],
    ttlMs: checkedTime("ttlSeconds", options.ttlSeconds ?? 10) * 1000,
    timeoutMs: checkedTime("timeoutMs", options.timeoutMs ?? 500),
    onError: options.onError ?? "open",
    publicDir: resolve(env.LAMBDA_TASK_ROOT ?? ".", options.publicDir ?? "public"),
    cors: options.cors ?? false,
    useExtension: options.useExtension ?? false,
    skipEvents: options.skipEvents ?? false,
    streaming: options.streaming ?? false,
  };
}

function checkedTime(name: string, value: number): number {
  if (Number.isFinite(value) && value >= 0) return value;
  throw new Error(`The option \`${name}\` is ${value}. Give it a number that is not negative.`);
}

function parameterFrom(env: System["env"]): string {
  const parameter = textOf(env.JETS_MAINTENANCE_PARAMETER);
  if (parameter !== undefined) return parameter;
  const project = textOf(env.JETS_PROJECT);
  if (project === undefined) {
    throw new Error(
      "withMaintenance does not know which SSM parameter is the flag. " +
        "Set JETS_MAINTENANCE_PARAMETER, or JETS_PROJECT (and JETS_ENV), or pass the option `parameter`.",
    );
  }
  const extra = textOf(env.JETS_EXTRA);
  const parts = [project, textOf(env.JETS_ENV) ?? "dev", ...(extra === undefined ? [] : [extra])];
  return `/jets/${parts.join("-").replaceAll("_", "-")}/maintenance/web`;
}
