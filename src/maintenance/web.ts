import type { Context, RoleStatus, TurnResult } from "./roles.js";

/** `/jets/<stack>/maintenance/web`: `on` or `off`; absent means off. Any runtime, in any language, reads it. */
export const flagName = (stack: string): string => `/jets/${stack}/maintenance/web`;

/** `/jets/<stack>/maintenance/web/info`: since, by, ... as JSON; written before the flag. */
export const infoName = (stack: string): string => `${flagName(stack)}/info`;

export async function verify({ stack, stacks }: Context): Promise<void> {
  await stacks.get(stack);
}

export async function turnOn(context: Context): Promise<TurnResult> {
  const { stack, parameters, clock, operator } = context;
  if (await isOn(context)) return { role: "web", state: "on", changed: false, failures: [] };
  const info = { since: clock.now().toISOString(), by: operator.by };
  await parameters.put(infoName(stack), JSON.stringify(info));
  await parameters.put(flagName(stack), "on");
  return { role: "web", state: "on", changed: true, failures: [] };
}

export async function turnOff(context: Context): Promise<TurnResult> {
  const wasOn = await isOn(context);
  if (wasOn) await context.parameters.put(flagName(context.stack), "off");
  return { role: "web", state: "off", changed: wasOn, failures: [] };
}

export async function getStatus(context: Context): Promise<RoleStatus> {
  return { role: "web", state: (await isOn(context)) ? "on" : "off", notes: [] };
}

// The stack is asked for beside the flag, so that the check costs no time.
async function isOn({ stack, stacks, parameters }: Context): Promise<boolean> {
  const [flag] = await Promise.all([parameters.get(flagName(stack)), stacks.get(stack)]);
  return flag[0]?.value === "on";
}
