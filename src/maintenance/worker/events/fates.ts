import { defined } from "../../../defined.js";
import type { EventFate } from "../../plan.js";
import type { EventConfig, LambdaFunction, Stream } from "../../ports/functions.js";
import type { Context } from "../../context.js";
import type { Sender } from "./senders.js";
import { stopped } from "../journal/settings.js";

/** A worker that is about to be stopped, as far as its events are concerned. */
export interface Receiver extends LambdaFunction {
  /** The streams that it is fed from. */
  readonly streams: readonly Stream[];
  /** Only its mappings can be stopped: it takes asynchronous events all the time. */
  readonly goesOn: boolean;
}

/** How to look for what becomes of events. */
export interface FateOptions {
  /** Whether to look at everything, though it takes calls of the quota that stopping needs. */
  readonly thorough: boolean;
  /** The ARN of the queue that is to keep events, where they are kept. */
  readonly queue?: string | undefined;
}

/** What becomes of each sender's events while the worker is stopped. */
export async function findFates(
  context: Context,
  worker: Receiver,
  senders: readonly Sender[],
  { thorough, queue }: FateOptions,
): Promise<EventFate[]> {
  // A function at 0 drops its events with or without maintenance.
  const concerned = worker.goesOn || worker.reserved === stopped.reserved ? [] : senders;
  const destinations = await findDestinations(context, worker, concerned, thorough || queue !== undefined);
  return [
    ...concerned.map((sender) => {
      const { deadLetters = [], other = queue } = destinations.get(sender.qualifier ?? latest) ?? {};
      return fateOf(sender, [...deadLetters, ...(other === undefined ? [] : [other])]);
    }),
    ...worker.streams.flatMap(fateOfStream),
  ];
}

/** What AWS calls the function itself, among its aliases and versions. */
const latest = "$LATEST";

function fateOf({ source, qualifier, waits }: Sender, destinations: readonly string[]): EventFate {
  const from = { source, ...defined({ qualifier }) };
  // A sender that waits for the answer sees the refusal, and no destination gets the event.
  if (waits === "always")
    return {
      ...from,
      fate: "unknown",
      destinations: [],
      reason: "it waits for an answer, and what its own source does without one is not known",
    };
  if (destinations.length > 0) return { ...from, fate: "kept", destinations };
  if (waits === "never") return { ...from, fate: "lost", destinations };
  return {
    ...from,
    fate: "unknown",
    destinations,
    reason:
      "whether it waits for an answer is not known, and without a dead-letter queue or a failure destination they are dropped if it does not",
  };
}

/**
 * Polling stops and starts in up to 90 seconds, in which a mapping that begins with the newest record may miss some:
 * https://docs.aws.amazon.com/lambda/latest/dg/kafka-starting-positions.html
 */
function fateOfStream({ source, startsAtLatest, maximumAgeSeconds }: Stream): EventFate[] {
  const fate = { source, fate: "unknown", destinations: [] } as const;
  const reasons = [
    ...(startsAtLatest
      ? ["its mapping starts at LATEST, and may miss records when it is enabled again"]
      : []),
    ...(maximumAgeSeconds === undefined
      ? []
      : [
          `its mapping drops records older than ${maximumAgeSeconds} seconds, and how long maintenance takes is not known`,
        ]),
  ];
  return reasons.map((reason) => ({ ...fate, reason }));
}

/** Where events go that cannot be processed. */
interface Destinations {
  readonly deadLetters: readonly string[];
  /** The failure destination. */
  readonly other?: string;
}

/**
 * Where events of these senders go, by alias or version. Each has a failure destination of its own; a dead-letter queue
 * is part of the version that an alias points to.
 */
async function findDestinations(
  { functions }: Context,
  { name, deadLetterTarget }: Receiver,
  senders: readonly Sender[],
  thorough: boolean,
): Promise<ReadonlyMap<string, Destinations>> {
  const qualifiers = senders
    .filter(({ waits }) => waits !== "always")
    .map(({ qualifier }) => qualifier ?? latest);
  const isQualified = qualifiers.some((qualifier) => qualifier !== latest);
  if (qualifiers.length === 0) return new Map();
  const deadLetters = new Map([
    [latest, deadLetterTarget === undefined ? [] : [deadLetterTarget]],
    ...(isQualified ? await findDeadLetters({ functions }, name) : []),
  ]);
  // This call is of the quota that stopping takes.
  const isEnough =
    !thorough && qualifiers.every((qualifier) => (deadLetters.get(qualifier) ?? []).length > 0);
  const others = isEnough ? new Map<string, EventConfig>() : await functions.listEventConfigs(name);
  return new Map(
    qualifiers.map((qualifier) => {
      const other = others.get(qualifier)?.onFailure;
      return [qualifier, { deadLetters: deadLetters.get(qualifier) ?? [], ...defined({ other }) }];
    }),
  );
}

/** The dead-letter queues of the versions, and of the aliases whose every version has one. */
async function findDeadLetters(
  { functions }: Pick<Context, "functions">,
  name: string,
): Promise<[qualifier: string, targets: string[]][]> {
  const [versions, aliases] = await Promise.all([functions.listVersions(name), functions.listAliases(name)]);
  const targetsOf = (numbers: readonly string[]): string[] => {
    const targets = numbers.flatMap((number) => versions.get(number) ?? []);
    return targets.length === numbers.length ? [...new Set(targets)] : [];
  };
  return [
    ...[...versions.keys()].map((number): [string, string[]] => [number, targetsOf([number])]),
    ...aliases.map((alias): [string, string[]] => [alias.name, targetsOf(alias.versions)]),
  ];
}
