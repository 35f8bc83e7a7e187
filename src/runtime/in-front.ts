import { loadOnce, type Handler } from "./application.js";
import { callApplication } from "./application-call.js";
import { createGate, type Gate } from "./gate.js";
import { resolveSettings } from "./settings.js";
import { streamAnswer, streamify } from "./page/streaming.js";
import type { MaintenanceOptions } from "./options.js";
import type { System } from "./system.js";

/** `withMaintenance` on a given machine. */
export function putInFront(load: () => unknown, options: MaintenanceOptions, system: System): Handler {
  const settings = resolveSettings(options, system.env);
  const gate = createGate(settings, system);
  const loadApplication = loadOnce(load, settings.streaming);
  return settings.streaming ? streamed(gate, loadApplication) : buffered(gate, loadApplication);
}

function buffered(gate: Gate, loadApplication: () => Promise<Handler>): Handler {
  let application: Handler | undefined;
  const handler = async function (this: unknown, ...args: readonly unknown[]): Promise<unknown> {
    const decision = gate(args[0]);
    const refusal = decision instanceof Promise ? await decision : decision;
    if (refusal !== undefined) {
      callBack(args[2], refusal.response);
      return refusal.response;
    }
    application ??= await loadApplication();
    return callApplication(application, this, args);
  };
  // Lambda's Node.js 24 refuses handlers that declare a callback, so none is declared.
  return Object.defineProperty(handler, "length", { value: 2 });
}

// For a caller that listens to its callback only. Lambda's runtime client and any caller that takes the promise have their answer
// by then, and take the first: https://github.com/aws/aws-lambda-nodejs-runtime-interface-client, `CallbackContext.js`.
function callBack(callback: unknown, response: unknown): void {
  if (typeof callback === "function")
    setImmediate(() => void Reflect.apply(callback, undefined, [null, response]));
}

function streamed(gate: Gate, loadApplication: () => Promise<Handler>): Handler {
  return streamify(async function (this: unknown, ...args: readonly unknown[]) {
    const refusal = await gate(args[0]);
    if (refusal !== undefined) {
      streamAnswer(args[1], refusal.answer);
      return undefined;
    }
    return Reflect.apply(await loadApplication(), this, args);
  });
}
