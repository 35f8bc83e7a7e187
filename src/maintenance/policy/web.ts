import type { Context } from "../context.js";
import { flagName, infoName } from "../web/flag.js";
import { webFunction } from "../web/function.js";
import { allow, type ArnOf, type Statement } from "./document.js";

/** What the web role needs besides the stack: its flag and info, and the variable. */
export function webStatements(
  { stack, webFlag }: Pick<Context, "stack" | "webFlag">,
  arnOf: ArnOf,
): Statement[] {
  const parameters = [flagName(stack), infoName(stack)].map((name) => arnOf("ssm", `parameter${name}`));
  return [
    allow("WebFlag", ["ssm:GetParameters", "ssm:PutParameter"], parameters),
    allow("WebHistory", ["ssm:GetParameterHistory"], parameters),
    ...(webFlag === "env" ? variableStatements(stack, arnOf) : []),
  ];
}

function variableStatements(stack: string, arnOf: ArnOf): Statement[] {
  const bare = arnOf("lambda", `function:${webFunction(stack)}`);
  return [
    allow("WebVariable", ["lambda:UpdateFunctionConfiguration", "lambda:ListAliases"], [bare]),
    allow("WebVersions", ["lambda:GetFunctionConfiguration"], [bare, `${bare}:*`]),
  ];
}
