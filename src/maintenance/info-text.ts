/**
 * JSON that Parameter Store takes. It refuses text in double braces; of JSON, that can only be part of a text, where
 * a brace may be written as its code: what is read back is what was said.
 */
export const formatInfo = (info: unknown): string => JSON.stringify(info).replaceAll("{{", "{\\u007b");
