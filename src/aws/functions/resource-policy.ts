import * as v from "valibot";
import type { Caller } from "../../maintenance/index.js";
import { callerOfService } from "./services.js";

const texts = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => (typeof value === "string" ? [value] : value)),
);

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
const statementSchema = v.object({
  Effect: v.picklist(["Allow", "Deny"]),
  Principal: v.optional(v.union([v.literal("*"), v.record(v.string(), texts)])),
  NotPrincipal: v.optional(v.unknown()),
  Action: v.optional(texts),
  NotAction: v.optional(texts),
  Condition: v.optional(v.record(v.string(), v.record(v.string(), v.unknown())), {}),
});

type Statement = v.InferOutput<typeof statementSchema>;

const policySchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    Statement: v.union([
      v.array(statementSchema),
      v.pipe(
        statementSchema,
        v.transform((one) => [one]),
      ),
    ]),
  }),
);

/** Who may send a function events, by its resource policy; `undefined` where the policy cannot be read. */
export function callersIn(policy: string): readonly Caller[] | undefined {
  const parsed = v.safeParse(policySchema, policy);
  if (!parsed.success) return undefined;
  const statements = parsed.output.Statement;
  const denied = statements.filter(deniesInvoking).flatMap(principalsOf);
  if (denied.includes("*")) return [];
  const allowed = statements.filter(allowsInvoking).flatMap((statement) => {
    if (statement.NotPrincipal !== undefined) return ["NotPrincipal"];
    return principalsOf(statement).filter((principal) => !denied.includes(principal));
  });
  return [...new Set(allowed)].flatMap(callerOf);
}

function callerOf(principal: string): Caller[] {
  if (principal === "*") return [{ source: "anyone who is allowed to", isAsync: false }];
  if (principal === "NotPrincipal")
    return [{ source: "everyone whom its policy does not exclude", isAsync: false }];
  const caller = callerOfService(principal);
  return caller === undefined ? [] : [caller];
}

function principalsOf({ Principal: principal }: Statement): string[] {
  if (principal === undefined) return [];
  return principal === "*" ? ["*"] : Object.values(principal).flat();
}

/** An asynchronous call takes one of these. */
const invoking = ["lambda:InvokeFunction", "lambda:InvokeAsync"];

const allowsInvoking = (statement: Statement): boolean =>
  statement.Effect === "Allow" && covers(statement, "some") && !isOnlyByUrl(statement);

/** A condition may let some calls through, so that only a statement without one denies all of them. */
const deniesInvoking = (statement: Statement): boolean =>
  statement.Effect === "Deny" && covers(statement, "every") && Object.keys(statement.Condition).length === 0;

function covers({ Action: actions, NotAction: others }: Statement, how: "some" | "every"): boolean {
  const isCovered = (action: string): boolean => {
    if (actions !== undefined) return actions.some((pattern) => matches(pattern, action));
    return others?.some((pattern) => matches(pattern, action)) === false;
  };
  return how === "some" ? invoking.some(isCovered) : invoking.slice(0, 1).every(isCovered);
}

/** IAM compares actions without regard to case; `*` stands for any text, `?` for any character. */
function matches(pattern: string, action: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "i").test(action);
}

/**
 * The second statement that every function URL has since October 2025; a caller of a URL waits for the answer:
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
const isOnlyByUrl = ({ Condition: conditions }: Statement): boolean =>
  Object.entries(conditions).some(
    ([operator, keys]) =>
      operator.toLowerCase() === "bool" &&
      Object.entries(keys).some(
        ([key, value]) =>
          key.toLowerCase() === "lambda:invokedviafunctionurl" &&
          [value].flat().every((one) => String(one) === "true"),
      ),
  );
