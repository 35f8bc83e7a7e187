/**
 * Free text for a parameter: SSM refuses values with text in double braces, and a record with all its texts has
 * to fit into 4 KB. `length` counts characters.
 */
export const plain = (text: string, length = 200): string =>
  Array.from(
    text
      .replaceAll(/\{{2,}/g, "{")
      .replaceAll(/\}{2,}/g, "}")
      .replaceAll(/[\p{Cc}\p{Cs}]+/gu, " ")
      .trim(),
  )
    .slice(0, length)
    .join("");
