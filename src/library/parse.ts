import * as v from "valibot";
import { JetsError } from "../maintenance/errors.js";
import { schemas, withoutUndefined } from "./schemas.js";

/**
 * The options of the function of that name, as the use cases take them.
 * @throws JetsError `usage`
 */
export function parseOptions<Name extends keyof typeof schemas>(
  name: Name,
  options: v.InferInput<(typeof schemas)[Name]>,
): v.InferOutput<(typeof schemas)[Name]> {
  const { success, output, issues } = v.safeParse(schemas[name], withoutUndefined(options));
  if (success) return output;
  const key = v.getDotPath(issues[0]);
  throw usage(name, `${key === null ? "the options" : `"${key}"`} ${issues[0].message}`);
}

/** @throws JetsError `usage` where the work is no function */
export function verifyWork(work: unknown): void {
  if (!v.is(v.function(), work)) throw usage("duringMaintenance", "the work must be a function");
}

const usage = (name: keyof typeof schemas, fault: string): JetsError =>
  new JetsError("usage", `${name}: ${fault}.`, "docs/library.md of jets-maintenance describes each option.");
