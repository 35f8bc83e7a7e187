import { putInFront } from "./in-front.js";
import { system } from "./system.js";
import type { MaintenanceOptions } from "./options.js";

/** A function that Lambda can call: async, callback-style or streaming. */
export type AnyHandler = (...args: never[]) => unknown;

/** What `withMaintenance` may be given to load: a handler, or a module that exports `handler`. */
export type Loaded<H extends AnyHandler> =
  H | { readonly handler: H } | { readonly default: { readonly handler: H } };

/**
 * Puts a maintenance page in front of a Lambda handler. While the flag is on, web requests are answered with 503 and
 * the application is not even loaded; everything else goes to the application as it came.
 *
 * @param load loads the application; called once, by the first event that the application has to answer
 * @throws Error when nothing names the flag, when a rule of `allow` could never match, or when `streaming` is asked for
 *   outside of Lambda
 */
export function withMaintenance<H extends AnyHandler>(
  load: () => Loaded<H> | PromiseLike<Loaded<H>>,
  options?: MaintenanceOptions,
): H;
export function withMaintenance(
  load: () => unknown,
  options: MaintenanceOptions = {},
): (...args: readonly unknown[]) => unknown {
  return putInFront(load, options, system);
}
