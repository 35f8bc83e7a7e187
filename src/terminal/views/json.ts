import { jsonLines } from "../printable.js";
import { answer, type Terminal } from "../terminal.js";

/** Prints the one document of a command, as `docs/json.md` describes it. */
export function answerJson(document: object, terminal: Terminal): void {
  answer(terminal, ...jsonLines(document, terminal.stdout.isTTY === true ? 2 : undefined));
}
