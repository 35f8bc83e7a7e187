import { flagName, infoName } from "../web-flag.js";
import { allow, type ArnOf, type Statement } from "./document.js";

/** What the web role needs beside the stack: its flag, and what stands beside that. */
export function webStatements(stack: string, arnOf: ArnOf): Statement[] {
  const parameters = [flagName(stack), infoName(stack)].map((name) => arnOf("ssm", `parameter${name}`));
  return [
    allow("WebFlag", ["ssm:GetParameters", "ssm:PutParameter"], parameters),
    allow("WebHistory", ["ssm:GetParameterHistory"], parameters),
  ];
}
