import { eventsWait, inWords } from "../../maintenance/in-words.js";
import type { EventsResult, WaitingEvents } from "../../maintenance/index.js";
import { say, type Terminal } from "../terminal.js";
import { sayFinding } from "./finding.js";
import { answerJson } from "./json.js";

/** Which application something is about. */
export interface Place {
  readonly stack: string;
  readonly region: string;
}

/** Says what the question is about. */
export function sayPurge({ queue, messages }: WaitingEvents, terminal: Terminal): void {
  say(
    terminal,
    `Will delete about ${inWords(messages, "message")} in ${queue}, for good`,
    "What comes within a minute may be deleted, too",
  );
}

/** Says that they are gone. */
export function sayPurged(
  { stack, region, queue, messages }: WaitingEvents & Place,
  json: boolean,
  terminal: Terminal,
): void {
  if (json) answerJson({ stack, region, purged: { queue, messages } }, terminal);
  say(terminal, `Deleted about ${inWords(messages, "message")} in ${queue}`);
}

/** Prints what became of the events that were replayed. */
export function answerReplayed(
  { stack, region, ...events }: EventsResult & Place,
  json: boolean,
  terminal: Terminal,
): void {
  if (json) answerJson({ stack, region, events }, terminal);
  sayReplayed(events, terminal);
  sayWaiting(events, [], terminal);
}

/** Says how many events were replayed. */
export function sayReplayed({ replayed, skipped }: EventsResult, terminal: Terminal): void {
  const rest = skipped === 0 ? "" : `; ${inWords(skipped, "scheduled event")} deleted`;
  say(terminal, `Replayed ${inWords(replayed, "event")}${rest}`);
}

/** Names what still waits, and what to do about it. */
export function sayWaiting(
  { left, failures }: EventsResult,
  remedy: readonly string[],
  terminal: Terminal,
): void {
  if (failures.length === 0) return;
  sayFinding(
    "error",
    [
      left === 0 ? "Events still wait" : eventsWait(left),
      ...failures.map(({ name, reason }) => `  ${name}: ${reason}`),
      ...remedy,
    ],
    terminal,
  );
}
