import { inWords } from "../../maintenance/in-words.js";
import type { WaitingEvents } from "../../maintenance/index.js";
import { answerTable } from "../table.js";
import { say, type Terminal } from "../terminal.js";
import { answerJson } from "./json.js";
import type { Place } from "./replayed.js";

const headings = ["function", "events", "oldest"];

/** Prints what waits on stdout, a line for each function. */
export function answerEvents(waiting: WaitingEvents & Place, json: boolean, terminal: Terminal): void {
  const { stack, region, queue, messages, functions, others, complete } = waiting;
  if (json) answerJson({ stack, region, events: { queue, messages, functions, others, complete } }, terminal);
  else
    answerTable(
      headings,
      functions.map(({ name, count, oldest }) => [name, String(count), oldest]),
      terminal,
    );
  if (messages === 0) say(terminal, `No events of ${stack} wait`);
  const looked = functions.reduce((sum, { count }) => sum + count, others);
  if (!complete) say(terminal, `Only ${looked} of about ${messages} messages could be looked at`);
  if (others > 0)
    say(
      terminal,
      `${inWords(others, "message")} in ${queue} failed for another reason, or ${others === 1 ? "is" : "are"} no event; ${others === 1 ? "it is" : "they are"} not replayed`,
    );
}
