import type { WireResponse } from "../wire/messages.js";
import { lambdaError } from "./errors.js";

/** What a Lambda operation answers; a body, or a field of it, that is undefined is left out. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** 200 with a body. */
export const ok = (body: unknown): Reply => ({ status: 200, body });

/** 202 with a body. */
export const accepted = (body: unknown): Reply => ({ status: 202, body });

/** 204. */
export const noContent = (): Reply => ({ status: 204, body: undefined });

/** Puts an answer into Lambda's form. */
export function respond({ status, body, headers }: Reply): WireResponse {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: body === undefined ? "" : JSON.stringify(body),
  };
}

/** What Lambda says to a `Marker` that it never gave. */
export const badMarker = (): ReturnType<typeof lambdaError> =>
  lambdaError("InvalidParameterValueException", "The pagination marker is not valid.");

/** Lambda's dates in configurations: `2026-01-31T12:00:00.000+0000`. */
export const lambdaDate = (ms: number): string => new Date(ms).toISOString().replace("Z", "+0000");
