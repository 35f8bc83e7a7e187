/** What references in a template stand for, by what is referred to: `Fn`, `Fn.Arn`, `Nested.Outputs.FnArn`. */
export type Lookup = (name: string) => string | undefined;

/**
 * The text that a value of a template comes to, in JSON's long or YAML's short forms (the parser drops their tags);
 * `undefined` where something in it cannot be followed. Several where a condition chooses.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
export function evaluate(value: unknown, lookup: Lookup): readonly (string | undefined)[] {
  if (typeof value === "string") return [ofText(value, lookup)];
  if (Array.isArray(value)) return ofList(value, lookup);
  if (typeof value !== "object" || value === null) return [undefined];
  const [name = "", inner]: [string?, unknown?] = Object.entries(value)[0] ?? [];
  if (name === "Ref" && typeof inner === "string") return [lookup(inner)];
  if (name === "Fn::GetAtt") return [lookup([inner].flat().join("."))];
  if (name === "Fn::If" && Array.isArray(inner))
    return inner.slice(1).flatMap((one: unknown) => evaluate(one, lookup));
  if (name === "Fn::Sub")
    return Array.isArray(inner) ? ofSubstitution(inner, lookup) : evaluate(inner, lookup);
  if (name === "Fn::Join") return evaluate(inner, lookup);
  return [undefined];
}

function ofText(text: string, lookup: Lookup): string | undefined {
  if (!text.includes("${")) return lookup(text) ?? text;
  const reference = /\$\{([^!}][^}]*)\}/g;
  if ([...text.matchAll(reference)].some(([, name = ""]) => lookup(name) === undefined)) return undefined;
  return text.replaceAll(reference, (_, name: string) => lookup(name) ?? "");
}

/** A list is what `!Join`, `!GetAtt` or `!Sub` leave behind, or what a long form holds. */
function ofList(list: readonly unknown[], lookup: Lookup): readonly (string | undefined)[] {
  const [first, second] = list;
  if (typeof first !== "string") return [undefined];
  if (Array.isArray(second)) {
    const parts = second.map((part: unknown) => evaluate(part, lookup)[0]);
    return [parts.includes(undefined) ? undefined : parts.join(first)];
  }
  if (typeof second === "object") return ofSubstitution(list, lookup);
  return [lookup(list.join("."))];
}

function ofSubstitution([text, values]: readonly unknown[], lookup: Lookup): readonly (string | undefined)[] {
  const own = new Map<string, unknown>(Object.entries(typeof values === "object" ? (values ?? {}) : {}));
  return evaluate(text, (name) => (own.has(name) ? evaluate(own.get(name), lookup)[0] : lookup(name)));
}
