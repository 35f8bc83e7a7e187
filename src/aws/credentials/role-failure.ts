import { JetsError } from "../../maintenance/index.js";
import { toJetsError } from "../call/errors.js";
import { sentence } from "../call/explanation.js";
import { isDenied, parseSdkError } from "../call/sdk-error.js";
import { isPassing, stillPassing } from "./failure.js";
import { placeOf } from "./remedy.js";
import type { RoleSource } from "./source.js";

/**
 * What to throw if a role cannot be assumed with credentials that are there. If waiting may help, it stays an error of
 * the SDK. What AWS has against those credentials is said of them, as STS is the first to see them.
 */
export function roleFailure(error: unknown, source: RoleSource): Error {
  if (error instanceof JetsError) return error;
  const sdk = parseSdkError(error);
  if (isPassing(sdk)) return stillPassing(sdk, placeOf(source), error);
  if (!isDenied(sdk)) return toJetsError(error, "sts:AssumeRole", source.arn, source.base);
  return new JetsError(
    "access_denied",
    `The role ${source.arn} cannot be assumed: ${sentence(sdk.message)}`,
    `Check that the role exists, that its trust policy names the credentials ${placeOf(source.base)} and the external id, and that these may call sts:AssumeRole.`,
    { cause: error },
  );
}
