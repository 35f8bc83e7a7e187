/**
 * Makes a test for paths that the application answers even during maintenance.
 * @param rules exact paths, or beginnings of paths that end in `*`
 * @throws Error for a rule that could never match
 */
export function compileAllow(rules: readonly string[]): (path: string) => boolean {
  const broken = rules.find((rule) => !rule.startsWith("/") || rule.slice(0, -1).includes("*"));
  if (broken !== undefined) {
    throw new Error(
      `"${broken}" in \`allow\` matches no path. Begin it with "/", and use "*" at its end only.`,
    );
  }
  const exact = new Set(rules.filter((rule) => !rule.endsWith("*")));
  const beginnings = rules.filter((rule) => rule.endsWith("*")).map((rule) => rule.slice(0, -1));
  return (path) =>
    exact.has(path) || (isPlain(path) && beginnings.some((beginning) => path.startsWith(beginning)));
}

/**
 * Whether every router reads this path the same way. An application behind `/up*` may fold `//`, `..`, `%2e`, `%2f`,
 * `\` or `;`, or decode twice, and so answer with another page than the rule means; such paths do not pass.
 */
function isPlain(path: string): boolean {
  const decoded = decode(path);
  if (decoded === undefined || /%2f/i.test(path)) return false;
  return !/[%\\;?#\p{Cc}]|\/\/|\/\.{1,2}(?:\/|$)/u.test(decoded);
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
