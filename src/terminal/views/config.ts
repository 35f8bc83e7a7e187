import { answerJson } from "./json.js";
import { answerTable } from "../table.js";
import type { Terminal } from "../terminal.js";

/** A value by its key, with its source; see `src/application/in-force.ts`. */
type Values = Readonly<
  Record<
    string,
    { readonly value: string | boolean | readonly string[] | null; readonly from: string | null }
  >
>;

/** Prints what is in force on stdout. */
export function answerInForce(configuration: Values, json: boolean, terminal: Terminal): void {
  if (json) {
    answerJson({ configuration }, terminal);
    return;
  }
  const rows = Object.entries(configuration).map(([key, { value, from }]) => [
    key,
    [value ?? []].flat().join(" "),
    from ?? "",
  ]);
  answerTable(["key", "value", "from"], rows, terminal);
}
