import * as v from "valibot";
import { defined } from "../../defined.js";
import { cut, formatJson } from "../text.js";
import type { TurnOptions } from "../context.js";

/** Keys that are not listed belong to other versions, and stay where they are. */
const infoSchema = v.looseObject({
  since: v.string(),
  by: v.string(),
  url: v.exactOptional(v.string()),
  reason: v.exactOptional(v.string()),
  /** The name of the fleet, where many applications were turned on together. */
  fleet: v.exactOptional(v.string()),
  expires: v.exactOptional(v.string()),
  /** The `maintenance:run` that ends it, and the name of the program that runs meanwhile. */
  run: v.exactOptional(v.string()),
  program: v.exactOptional(v.string()),
  saved: v.exactOptional(v.fallback(v.record(v.string(), v.string()), {})),
});

/** Who turned web maintenance on, when and why, and what the page says; `docs/runtime.md` names the keys. */
export type WebInfo = v.InferOutput<typeof infoSchema>;

/** Parses the info parameter; `undefined` if it is absent, or is not what jets writes. */
export function parseInfo(value: string | undefined): WebInfo | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), infoSchema), value);
  return parsed.success ? parsed.output : undefined;
}

/** What of the options is kept for the page and its headers, and for the runtime to check a bypass by. */
export function detailsOf({
  message,
  expires,
  until = expires,
  retryAfter,
  bypassHash,
  runToken: run,
  program: command,
}: TurnOptions): Partial<WebInfo> {
  const bypass = bypassHash === undefined ? undefined : { hash: bypassHash };
  const program = run === undefined || command === undefined ? undefined : cut(command);
  return defined({ message, expires, until, retryAfter, bypass, run, program });
}

const anyObject = v.pipe(v.string(), v.parseJson(), v.looseObject({}));

/** The info parameter without these keys, also where jets did not write it; `undefined` where it has none of them. */
export function infoWithout(value: string | undefined, ...keys: readonly string[]): string | undefined {
  const parsed = v.safeParse(anyObject, value);
  if (!parsed.success || !keys.some((key) => key in parsed.output)) return undefined;
  return formatJson({ ...parsed.output, ...Object.fromEntries(keys.map((key) => [key, undefined])) });
}
