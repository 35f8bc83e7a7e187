const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** What can stand in an XML element: text, further elements, or a list that becomes `<member>`s. */
export type XmlValue = string | readonly XmlValue[] | { readonly [name: string]: XmlValue | undefined };

/** Writes a value as XML, in the way of the AWS Query protocol; what is undefined is left out. */
export function toXml(value: XmlValue): string {
  if (typeof value === "string") return value.replace(/[&<>"]/g, (character) => escapes[character] ?? "");
  if (isList(value)) return value.map((item) => `<member>${toXml(item)}</member>`).join("");
  return Object.entries(value)
    .map(([name, content]) => (content === undefined ? "" : `<${name}>${toXml(content)}</${name}>`))
    .join("");
}

const isList = (value: XmlValue): value is readonly XmlValue[] => Array.isArray(value);
