import type { PolicyDocument, Statement } from "../../src/maintenance/index.js";

/** What a call asks IAM. */
export interface Request {
  /** For example `ssm:PutParameter`. */
  readonly action: string;
  /** The ARN of what it is about; `*` where AWS knows none. */
  readonly resource: string;
  /** Condition keys, for example `lambda:FunctionArn`. */
  readonly context?: Readonly<Record<string, string>>;
}

/** Whether IAM would let the request through: some statement has its action, its resource and its conditions. */
export const isAllowed = ({ Statement: statements }: PolicyDocument, request: Request): boolean =>
  statements.some(
    (statement) =>
      matchesAny(statement.Action, request.action) &&
      matchesAny(statement.Resource, request.resource) &&
      meets(statement.Condition, request),
  );

function meets(condition: Statement["Condition"], { context = {} }: Request): boolean {
  return Object.entries(condition?.ArnLike ?? {}).every(([key, patterns]) => {
    const value = context[key];
    return value !== undefined && matchesAny(patterns, value);
  });
}

const matchesAny = (patterns: readonly string[], text: string): boolean =>
  patterns.some((pattern) => toRegExp(pattern).test(text));

/** `*` stands for any text, `?` for any character. */
function toRegExp(pattern: string): RegExp {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`);
}
