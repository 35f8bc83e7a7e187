import fc from "fast-check";
import { expect, test } from "vitest";
import { sampleSize } from "../../../support/sample.js";
import { EventsLife } from "./events-life.js";
import { eventsStory, type EventsStory } from "./events-story.js";

/** `npm run test:soak` asks for more. */
const sequences = Number(process.env.JETS_SEQUENCES ?? sampleSize(25, 600));

/** A story that failed is told again by its seed and its path. */
const { JETS_SEED: seed, JETS_PATH: path } = process.env;

async function tell(story: EventsStory): Promise<void> {
  const life = new EventsLife(story);
  for (const step of story.steps) await life.take(step);
  expect(await life.end()).toEqual([]);
}

test(
  "no order of commands, faults and kills loses an event that is kept, or brings one more often than runs died",
  async () => {
    expect.hasAssertions();
    const told = await fc.check(fc.asyncProperty(eventsStory, tell), {
      numRuns: sequences,
      ...(seed === undefined ? {} : { seed: Number(seed) }),
      ...(path === undefined ? {} : { path }),
    });
    if (told.failed)
      throw new Error(fc.defaultReportMessage(told) ?? "A story failed.", { cause: told.errorInstance });
  },
  sequences * 2_000,
);
