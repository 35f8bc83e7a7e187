/**
 * The text of one member of a JSON object, exactly as it stands in `json`: parsed and written anew, a number of more than
 * 15 digits would be another one. `json` must be JSON that holds an object; `undefined` where it has no such member.
 */
export function memberText(json: string, key: string): string | undefined {
  let text: string | undefined;
  for (let at = skip(json, json.indexOf("{") + 1); json[at] === '"'; at = skip(json, at)) {
    const keyEnd = endOfString(json, at);
    const start = skip(json, keyEnd);
    const end = endOfValue(json, start);
    // Of a key that is there twice, the last one counts.
    if (JSON.parse(json.slice(at, keyEnd)) === key) text = json.slice(start, end);
    at = end;
  }
  return text;
}

/** The place after white space, a colon or a comma. */
function skip(json: string, from: number): number {
  let at = from;
  while (/[\s:,]/.test(json.charAt(at))) at += 1;
  return at;
}

/** The place after the string that begins at `start`. */
function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at + 1;
}

/** The place after the value that begins at `start`. */
function endOfValue(json: string, start: number): number {
  let depth = 0;
  for (let at = start; at < json.length;) {
    const character = json.charAt(at);
    if (depth === 0 && at > start && /[\s,}\]]/.test(character)) return at;
    if (character === '"') at = endOfString(json, at);
    else at += 1;
    if (/[{[]/.test(character)) depth += 1;
    if (/[}\]]/.test(character)) depth -= 1;
    if (depth === 0 && /["}\]]/.test(character)) return at;
  }
  return json.length;
}
