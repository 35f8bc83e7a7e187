import { AwsError } from "../wire/messages.js";
import { invalidMember } from "../wire/input.js";
import { arnIn, type RegionContext } from "../context.js";
import { invalid, ssmError } from "./errors.js";
import type { Tier } from "./state.js";

const nameRule =
  "If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_";

/**
 * Checks the name of a parameter that is to be written, by
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html.
 * @throws AwsError
 */
export function verifyName(context: RegionContext, name: string): void {
  if (name === "") throw invalidMember("Name", name, "have length greater than or equal to 1");
  verifyPrefix(name);
  if (name.includes("/") && !name.startsWith("/"))
    throw invalid("Parameter name must be a fully qualified name.");
  if (!/^\/?[a-zA-Z0-9_.-]+(\/[a-zA-Z0-9_.-]+)*$/.test(name))
    throw invalid(`Parameter name: can't be prefixed with "ssm" (case-insensitive). ${nameRule}`);
  if (name.split("/").filter((level) => level !== "").length > 15)
    throw ssmError(
      "HierarchyLevelLimitExceededException",
      "The hierarchy can have a maximum of 15 levels. Use fewer levels and try again.",
    );
  if (parameterArn(context, name).length > 1011)
    throw invalid("The parameter name, together with its ARN, is longer than 1011 characters.");
}

function verifyPrefix(name: string): void {
  const bare = name.replace(/^\//, "").toLowerCase();
  if (!bare.startsWith("aws") && !bare.startsWith("ssm")) return;
  if (name.toLowerCase().startsWith("/aws/"))
    throw ssmError("AccessDeniedException", `No access to reserved parameter name: ${name}.`);
  throw invalid(
    name.split("/").length > 2
      ? `Parameter name: can't be prefixed with "ssm" (case-insensitive). ${nameRule}`
      : 'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).',
  );
}

/** Checks a value: 1 to 4096 bytes, 8192 of an Advanced one, and no reference to another parameter. @throws AwsError */
export function verifyValue(value: string, tier: Tier): void {
  if (value === "") throw invalidMember("Value", value, "have length greater than or equal to 1");
  if (Buffer.byteLength(value) > 8192)
    throw invalid(
      "The specified parameter value is too large. Advanced-tier parameters support a maximum parameter value of 8192 characters.",
    );
  if (tier === "Standard" && Buffer.byteLength(value) > 4096)
    throw invalid(
      "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html",
    );
  if (/\{\{.*\}\}/s.test(value))
    throw invalid('Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.');
}

/** Checks the path of GetParametersByPath. @throws AwsError */
export function verifyPath(path: string): void {
  if (/^\/([a-zA-Z0-9_.-]+(\/[a-zA-Z0-9_.-]+)*\/?)?$/.test(path)) return;
  throw invalid(
    'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.',
  );
}

const types = ["SecureString", "StringList", "String"];

/** Checks a parameter's type. @throws AwsError */
export function verifyType(type: string): void {
  if (!types.includes(type))
    throw invalidMember("Type", type, `satisfy enum value set: [${types.join(", ")}]`);
}

/** A parameter's ARN: one slash between `parameter` and the name. */
export function parameterArn(context: RegionContext, name: string): string {
  return arnIn(context, "ssm", `parameter/${name.replace(/^\//, "")}`);
}

/** The refusal of an operation that the sandbox does not know. */
export function unknownOperation(operation: string): AwsError {
  return new AwsError(
    "UnknownOperationException",
    400,
    `The sandbox does not know the operation ${operation}.`,
  );
}
