import type { Statement } from "../maintenance/policy/document.js";

/** One statement for each purpose, with the resources of all statements for it; what another resource covers is left out. */
export function mergeStatements(statements: readonly Statement[]): readonly Statement[] {
  const merged = new Map<string, Statement>();
  for (const statement of statements) {
    const before = merged.get(statement.Sid);
    merged.set(statement.Sid, before === undefined ? statement : joined(before, statement));
  }
  return [...merged.values()].map(reduced);
}

const joined = (one: Statement, other: Statement): Statement => ({
  ...one,
  Resource: [...one.Resource, ...other.Resource],
  ...(one.Condition && { Condition: joinedConditions(one.Condition, other.Condition) }),
});

function joinedConditions(
  one: NonNullable<Statement["Condition"]>,
  other: Statement["Condition"],
): NonNullable<Statement["Condition"]> {
  const entries = Object.entries(one.ArnLike);
  return {
    ArnLike: Object.fromEntries(
      entries.map(([key, patterns]) => [key, [...patterns, ...(other?.ArnLike[key] ?? [])]]),
    ),
  };
}

function reduced(statement: Statement): Statement {
  const { Condition: condition, ...others } = statement;
  const kept = { ...others, Resource: withoutCovered(others.Resource) };
  if (condition === undefined) return kept;
  const patterns = Object.entries(condition.ArnLike);
  return {
    ...kept,
    Condition: { ArnLike: Object.fromEntries(patterns.map(([key, all]) => [key, withoutCovered(all)])) },
  };
}

function withoutCovered(patterns: readonly string[]): readonly string[] {
  const unique = [...new Set(patterns)];
  return unique.filter((one) => !unique.some((other) => other !== one && covers(other, one)));
}

/**
 * Whether a pattern matches all that another one matches. `*` stays between two colons, unless it is the last character:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function covers(wide: string, narrow: string): boolean {
  const source = wide.replaceAll(/[^\w:/-]/g, (character, at: number) => {
    if (character === "?") return "[^:*]";
    if (character !== "*") return `\\${character}`;
    return at === wide.length - 1 ? ".*" : "[^:]*";
  });
  return new RegExp(`^${source}$`).test(narrow);
}
