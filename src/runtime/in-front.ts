import { loadOnce, type Handler } from "./application.js";
import { createGate, type Gate } from "./gate.js";
import { resolveSettings } from "./settings.js";
import { streamAnswer, streamify } from "./streaming.js";
import type { MaintenanceOptions } from "./options.js";
import type { System } from "./system.js";

/** `withMaintenance` on a given machine. */
export function putInFront(load: () => unknown, options: MaintenanceOptions, system: System): Handler {
  const settings = resolveSettings(options, system.env);
  const gate = createGate(settings, system);
  const loadApplication = loadOnce(load, settings.streaming);
  return settings.streaming ? streamed(gate, loadApplication) : buffered(gate, loadApplication);
}

// Lambda's Node.js 24 refuses handlers that declare a callback, so it is not declared here.
function buffered(gate: Gate, loadApplication: () => Promise<Handler>): Handler {
  let application: Handler | undefined;
  return async (event, context, ...callback) => {
    const decision = gate(event);
    const refusal = decision && (await decision);
    if (refusal !== undefined) return refusal.response;
    application ??= await loadApplication();
    const result = application(event, context, ...callback);
    // Left to itself, Lambda would take the end of this promise for the answer that is still to come by the callback.
    return isPromise(result) || callback.length === 0 ? result : new Promise(() => undefined);
  };
}

function streamed(gate: Gate, loadApplication: () => Promise<Handler>): Handler {
  return streamify(async (event, stream, context) => {
    const refusal = await gate(event);
    if (refusal !== undefined) {
      streamAnswer(stream, refusal.answer);
      return undefined;
    }
    const application = await loadApplication();
    return application(event, stream, context);
  });
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
