/**
 * Makes this the environment of this process, which many tests share. The object stays the same: Node, the SDK and
 * vitest have references to it.
 */
export function setEnvironment(env: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
  for (const [name, value] of Object.entries(env)) if (value !== undefined) process.env[name] = value;
}

/** The variables that differ from what they were, but for vitest's own. */
export const changedSince = (before: Readonly<Record<string, string | undefined>>): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(process.env)])].filter(
    (name) => before[name] !== process.env[name] && !name.startsWith("VITEST"),
  );
