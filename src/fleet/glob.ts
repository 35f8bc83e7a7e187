import { JetsError } from "../maintenance/errors.js";

/** What is wrong with a glob of stack names, as the rest of a sentence about it; `undefined` if nothing is. */
export function faultOfGlob(glob: string): string | undefined {
  if (!/^[a-zA-Z\d*?{},-]+$/.test(glob)) return "must have only letters, digits, -, *, ?, {} and ,";
  // Without braces that have a comma in them, nothing but a comma or a brace out of place is left of it.
  const rest = withoutBraces(glob);
  if (/[{}]/.test(rest)) return "must have braces in pairs, with a comma in each";
  return rest.includes(",") ? "must not have a comma outside of braces" : undefined;
}

/**
 * Whether a stack's name is one of those that a glob means: `*` any text, `?` one character, `{a,b}` one of these. A glob
 * without any of them is a name.
 */
export async function stackMatcher(glob: string): Promise<(stack: string) => boolean> {
  const { default: picomatch } = await import("picomatch");
  return picomatch(glob, { nobracket: true, noextglob: true, nonegate: true });
}

/** A policy of IAM has no room for more patterns than this. */
const mostPatterns = 500;

/**
 * The same as patterns of IAM, which has `*` and `?` but no braces: what the glob matches, and no wider.
 * @throws JetsError `usage` for more names than a policy has room for
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards
 */
export function iamPatterns(glob: string): readonly string[] {
  const patterns = [...new Set(alternativesOf(glob))];
  if (patterns.length <= mostPatterns) return patterns.map(shortened);
  throw new JetsError(
    "usage",
    `The glob ${glob} stands for more than ${mostPatterns} names, and no policy of IAM has room for them.`,
    "Write one with * or ? instead, which may stand for more.",
  );
}

const shortened = (pattern: string): string => pattern.replaceAll(/\*{2,}/g, "*");

/** The glob with the innermost braces replaced by each of what stands in them, until there are none. */
function alternativesOf(glob: string): readonly string[] {
  const braces = /\{([^{}]*)\}/.exec(glob);
  if (braces === null) return [glob];
  const [whole, inside = ""] = braces;
  const [before, after] = [glob.slice(0, braces.index), glob.slice(braces.index + whole.length)];
  const found = new Set<string>();
  for (const one of inside.split(",")) {
    for (const alternative of alternativesOf(`${before}${one}${after}`)) found.add(alternative);
    if (found.size > mostPatterns) break;
  }
  return [...found];
}

/** The glob without its braces, the innermost ones first; those that are not in pairs, or without a comma, stay. */
function withoutBraces(glob: string): string {
  const without = glob.replaceAll(/\{[^{}]*,[^{}]*\}/g, "");
  return without === glob ? glob : withoutBraces(without);
}
