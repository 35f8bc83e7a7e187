import { arnIn, type RegionContext } from "../context.js";
import { invalidMember, type Input } from "../wire/input.js";
import type { AwsError } from "../wire/messages.js";
import { lambdaError } from "./errors.js";
import type { AliasState, FunctionState, LambdaState } from "./state.js";

const pattern =
  "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?";

const nameForm =
  /^(?:arn:aws[a-z-]*:lambda:)?(?:(?<region>[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9_-]+)(?::(?<qualifier>\$LATEST|[a-zA-Z0-9_-]+))?$/;

/** A function as a caller names it. */
export interface FunctionRef {
  readonly name: string;
  readonly qualifier: string | undefined;
}

/**
 * Understands a function's name, ARN or partial ARN, with or without a qualifier.
 * @throws AwsError when it is none, or not of this region and account
 */
export function parseFunctionName(context: RegionContext, text: string, longest = 140): FunctionRef {
  if (text.length > longest)
    throw invalidMember("FunctionName", text, `have length less than or equal to ${longest}`);
  const parts = nameForm.exec(text)?.groups;
  const name = parts?.name;
  if (parts === undefined || name === undefined)
    throw invalidMember("FunctionName", text, `satisfy regular expression pattern: ${pattern}`);
  verifyPlace(context, parts.region, parts.account);
  return { name, qualifier: parts.qualifier };
}

function verifyPlace(context: RegionContext, region: string | undefined, account: string | undefined): void {
  if (region !== undefined && region !== context.region)
    throw lambdaError(
      "ResourceNotFoundException",
      `Functions from '${region}' are not reachable in this region ('${context.region}')`,
    );
  if (account !== undefined && account !== context.account)
    throw lambdaError(
      "AccessDeniedException",
      "User is not authorized to perform this action on a function of another account.",
    );
}

/** The function that the input names; a qualifier may be part of the name or a member of its own. */
export function readFunctionRef(state: LambdaState, input: Input, longest?: number): FunctionRef {
  const ref = parseFunctionName(state.context, input.requiredText("FunctionName"), longest);
  const own = input.text("Qualifier");
  if (own !== undefined && ref.qualifier !== undefined && own !== ref.qualifier)
    throw lambdaError(
      "InvalidParameterValueException",
      "The derived qualifier from the function name does not match the specified qualifier.",
    );
  return { name: ref.name, qualifier: own ?? ref.qualifier };
}

/** The same, where the service model has room for the ARN of an alias (`NamespacedFunctionName`). */
export const readNamespacedRef = (state: LambdaState, input: Input): FunctionRef =>
  readFunctionRef(state, input, 256);

/** The ARN of a function, or of one of its aliases or versions. */
export function functionArn(context: RegionContext, name: string, qualifier?: string): string {
  return arnIn(context, "lambda", `function:${name}${qualifier === undefined ? "" : `:${qualifier}`}`);
}

/** The refusal for a function, alias or version that is not there. */
export function functionNotFound(context: RegionContext, name: string, qualifier?: string): AwsError {
  return lambdaError(
    "ResourceNotFoundException",
    `Function not found: ${functionArn(context, name, qualifier)}`,
  );
}

/** A function by its bare name. @throws AwsError `ResourceNotFoundException` */
export function findFunction(state: LambdaState, name: string, shownQualifier?: string): FunctionState {
  const fn = state.functions.get(name);
  if (fn === undefined) throw functionNotFound(state.context, name, shownQualifier);
  return fn;
}

/** Checks that a function has this alias or version. @throws AwsError `ResourceNotFoundException` */
export function verifyQualifier(state: LambdaState, fn: FunctionState, qualifier: string): void {
  if (qualifier === "$LATEST" || fn.versions.has(qualifier) || fn.aliases.has(qualifier)) return;
  if (/^\d+$/.test(qualifier)) throw functionNotFound(state.context, fn.name, qualifier);
  throw aliasNotFound(state.context, fn.name, qualifier);
}

/** One alias of a function. @throws AwsError `ResourceNotFoundException` */
export function findAlias(state: LambdaState, fn: FunctionState, name: string): AliasState {
  const alias = fn.aliases.get(name);
  if (alias === undefined) throw aliasNotFound(state.context, fn.name, name);
  return alias;
}

function aliasNotFound(context: RegionContext, name: string, alias: string): AwsError {
  return lambdaError(
    "ResourceNotFoundException",
    `Cannot find alias arn: ${functionArn(context, name, alias)}`,
  );
}
