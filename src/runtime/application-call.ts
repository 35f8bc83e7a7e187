import { isObject } from "./json.js";
import type { Handler } from "./application.js";

/**
 * Calls the application with exactly what the caller gave, and answers with what it returns or calls back with. The
 * first one counts, as in Lambda's own runtime client (aws-lambda-ric, `Runtime.js`).
 *
 * A caller that gives a callback gets it called by the application itself; the promise stays open then. A caller that
 * gives none (middy gives `{ signal }` in its place, Sentry nothing) is answered by the promise, whatever the style.
 */
export function callApplication(application: Handler, self: unknown, args: readonly unknown[]): unknown {
  if (typeof args[2] === "function") {
    const result: unknown = Reflect.apply(application, self, args);
    // Left to itself, Lambda would take the end of a promise for the answer that is still to come by the callback.
    return isPromise(result) || isAnswer(application, result) ? result : new Promise(() => undefined);
  }
  return declaresCallback(application)
    ? callWithCallback(application, self, args)
    : Reflect.apply(application, self, args);
}

function callWithCallback(application: Handler, self: unknown, args: readonly unknown[]): Promise<unknown> {
  const [event, context, third, ...others] = args;
  return new Promise((resolve, reject) => {
    const callback = (error: unknown, value: unknown): void => {
      if (error === undefined || error === null) resolve(value);
      // An application may call back with anything, not only an Error; the caller gets it as it is.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      else reject(error);
    };
    // An application that takes middy's `{ signal }` still gets it.
    const given = Object.assign(callback, isObject(third) ? third : {});
    const result: unknown = Reflect.apply(application, self, [event, context, given, ...others]);
    if (isPromise(result) || isAnswer(application, result)) resolve(result);
  });
}

const declaresCallback = (application: Handler): boolean => application.length > 2;

/**
 * Whether a returned value is the answer. `undefined` is none: Lambda waits for the callback (or `context.succeed`)
 * then. Nor is what an arrow function hands out by the way: a timer, a request or server under way, or, where a
 * callback is declared, the number or boolean of its last expression.
 */
function isAnswer(application: Handler, value: unknown): boolean {
  if (value === undefined || typeof value === "function") return false;
  if (typeof value !== "object" || value === null) {
    return typeof value === "string" || !declaresCallback(application);
  }
  const isUnderWay = ["on", "unref"].some((name) => typeof Reflect.get(value, name) === "function");
  // aws-serverless-express returns `{ promise }`, and answers by `context.succeed`.
  return !isUnderWay && !Object.values(value).some(isPromise);
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
