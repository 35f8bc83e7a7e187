import type { LambdaState } from "../state.js";

/** One event of a function that was invoked asynchronously, and what became of it. */
export interface AsyncEvent {
  readonly requestId: string;
  readonly functionName: string;
  /** `$LATEST` for the bare function. */
  readonly qualifier: string;
  /** JSON, word for word as it was sent. */
  readonly payload: string;
  /** When Lambda took it, in milliseconds since 1970. */
  readonly time: number;
  readonly fates: readonly EventFate[];
}

/**
 * What became of an event: the function processed it, a record of it was sent to the failure destination, it was sent to
 * the dead-letter queue, or it could not be sent to one of these. An event without the first three is lost.
 */
export type EventFate = "processed" | "destination" | "deadLetter" | "undelivered";

/** Whether nobody has an event any more. */
export const isLost = ({ fates }: AsyncEvent): boolean => fates.every((fate) => fate === "undelivered");

/** How many events there were: those that were processed, sent to a failure destination or dead-letter queue, and lost. */
export function countEvents({ events }: Pick<LambdaState, "events">): {
  readonly processed: number;
  readonly diverted: number;
  readonly lost: number;
} {
  const processed = events.filter(({ fates }) => fates.includes("processed")).length;
  const lost = events.filter(isLost).length;
  return { processed, diverted: events.length - processed - lost, lost };
}
