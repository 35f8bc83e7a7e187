import type { Context } from "../../maintenance/context.js";
import { JetsError } from "../../maintenance/errors.js";
import type { Session } from "../session.js";

/** Whether an error says that an application has no workers: then its worker role is left out. */
export const saysNoWorkers = (error: unknown): error is JetsError =>
  error instanceof JetsError && error.code === "no_workers";

/** Says that the worker role is left out. */
export function reportLeftOut({ report }: Context, { message }: JetsError): void {
  report({ type: "note", message: `${message}: left out` });
}

/** The error of an application that has no workers; `undefined` of one that has. @throws JetsError why that is not known */
export async function findNoWorkers(
  context: Context,
  { loadUseCases }: Pick<Session, "loadUseCases">,
): Promise<JetsError | undefined> {
  const { verify } = await loadUseCases();
  try {
    await verify("worker", context, { eventsNamed: true, duringDeployment: true });
    return undefined;
  } catch (error) {
    if (saysNoWorkers(error)) return error;
    throw error;
  }
}
