import { isObject } from "./json.js";

/** Any Lambda handler: async, callback-style or streaming. */
export type Handler = (...args: readonly unknown[]) => unknown;

/** Loads an application once: the first call loads, later ones share it; after a failure the next one tries again. */
export function loadOnce(load: () => unknown, streaming: boolean): () => Promise<Handler> {
  let loading: Promise<Handler> | undefined;
  return () => {
    loading ??= Promise.resolve()
      .then(load)
      .then(
        (loaded) => pickHandler(loaded, streaming),
        (error: unknown) => {
          loading = undefined;
          throw error;
        },
      );
    return loading;
  };
}

function pickHandler(loaded: unknown, streaming: boolean): Handler {
  // An ES module, a CommonJS module seen from one, or the handler itself.
  const handler = [loaded, fieldOf(loaded, "handler"), fieldOf(fieldOf(loaded, "default"), "handler")].find(
    isHandler,
  );
  if (handler === undefined) {
    throw new TypeError(
      "What withMaintenance loaded is no handler and exports none. Export a function named `handler`.",
    );
  }
  verifyStreaming(handler, streaming);
  return handler;
}

const isHandler = (value: unknown): value is Handler => typeof value === "function";
const fieldOf = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined);

// Lambda looks for this mark before the first request, so the front has to carry it before the application is loaded.
const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");

function verifyStreaming(handler: Handler, streaming: boolean): void {
  const isStreaming = STREAMING in handler;
  if (isStreaming === streaming) return;
  throw new TypeError(
    isStreaming
      ? "The application streams its responses. Pass `streaming: true` to withMaintenance."
      : "The application does not stream its responses. Leave `streaming` away, or use awslambda.streamifyResponse.",
  );
}
