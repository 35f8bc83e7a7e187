/**
 * Free text for a parameter: SSM refuses values with text in double braces, and a record with all its texts has
 * to fit into 4 KB: at most so many bytes of JSON are kept.
 */
export function plain(text: string, bytes = 200): string {
  let kept = text
    .replaceAll(/\{{2,}/g, "{")
    .replaceAll(/\}{2,}/g, "}")
    .replaceAll(/[\p{Cc}\p{Cs}]+/gu, " ")
    .trim();
  const characters = Array.from(kept);
  while (Buffer.byteLength(JSON.stringify(kept)) - 2 > bytes) {
    characters.pop();
    kept = characters.join("");
  }
  return kept;
}
