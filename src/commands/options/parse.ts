import { InvalidArgumentError } from "commander";

/** An empty text comes from a variable that a script did not set; it must not mean "the default". */
export function parseText(value: string): string {
  if (value === "") throw new InvalidArgumentError("It must not be empty.");
  return value;
}

/** A TCP port; 0 is any free one. */
export function parsePort(value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) < 65_536) return Number(value);
  throw new InvalidArgumentError("It must be a port from 0 to 65535.");
}

/** The values of an option that may be given several times. */
export function parseMore(value: string, before: readonly string[] = []): string[] {
  return [...before, parseText(value)];
}
