/** What is wrong with a glob of stack names, as the rest of a sentence about it; `undefined` if nothing is. */
export function faultOfGlob(glob: string): string | undefined {
  if (!/^[a-zA-Z\d*?{},-]+$/.test(glob)) return "must have only letters, digits, -, *, ?, {} and ,";
  // Without braces that have a comma in them, nothing but a comma or a brace out of place is left of it.
  const rest = withoutBraces(glob, /\{[^{}]*,[^{}]*\}/g, "");
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

/** More patterns than this say no more than a wildcard does, and have no place in a policy. */
const mostPatterns = 16;

/**
 * The same as patterns of IAM, which has `*` and `?` but no braces: at least what the glob matches. Where the braces stand
 * for too many names, each is a `*`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards
 */
export function iamPatterns(glob: string): readonly string[] {
  const patterns = [...new Set(alternativesOf(glob))];
  if (patterns.length <= mostPatterns) return patterns.map(shortened);
  return [shortened(withoutBraces(glob, /\{[^{}]*\}/g, "*"))];
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

/** The glob with its braces replaced, the innermost ones first. */
function withoutBraces(glob: string, innermost: RegExp, by: string): string {
  const without = glob.replaceAll(innermost, by);
  return without === glob ? glob : withoutBraces(without, innermost, by);
}
