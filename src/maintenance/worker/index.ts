import { JetsError } from "../errors.js";
import type { Context, RoleStatus, TurnResult } from "../roles.js";

const notYet = (): never => {
  throw new JetsError("failed", "The worker role is not built yet.", "Use the web role.");
};

export async function verify(_: Context): Promise<void> {
  await Promise.reject(new Error()).catch(notYet);
}
export async function turnOn(_: Context): Promise<TurnResult> {
  return Promise.reject(new Error()).catch(notYet);
}
export async function turnOff(_: Context): Promise<TurnResult> {
  return Promise.reject(new Error()).catch(notYet);
}
export async function getStatus(_: Context): Promise<RoleStatus> {
  return Promise.reject(new Error()).catch(notYet);
}
