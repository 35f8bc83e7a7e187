import { createHash } from "node:crypto";
import type { Behaviour } from "./options.js";

/** One region of one account, and what everything in it needs. */
export interface RegionContext {
  readonly account: string;
  readonly region: string;
  readonly settings: Behaviour;
  /** Milliseconds since 1970, by the sandbox's clock. */
  now(): number;
  /** A UUID that no other has; the same in every run of the same calls. */
  newId(): string;
}

/** An ARN in this region and account. */
export function arnIn(context: RegionContext, service: string, resource: string): string {
  return `arn:aws:${service}:${context.region}:${context.account}:${resource}`;
}

/** A UUID made from a text: the same for the same text. */
export function uuidFrom(text: string): string {
  const hex = createHash("sha1").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Counts UUIDs up. */
export function createIds(): () => string {
  let last = 0;
  return () => `00000000-0000-4000-a000-${(++last).toString(16).padStart(12, "0")}`;
}
