import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EventConfig } from "../../../../src/maintenance/index.js";
import { sealBatch, unsealPart } from "../../../../src/maintenance/worker/journal/parts.js";
import {
  merge,
  mergeEntries,
  type Entries,
  type PartialSettings,
} from "../../../../src/maintenance/worker/journal/settings.js";
import { keptQueue } from "../../../support/kept-events.js";
import { sampleSize } from "../../../support/sample.js";
import { nameOf, queue, setScene, worker } from "../../../support/scene.js";

const qualifier = fc.oneof(
  fc.constantFrom("$LATEST", "__proto__", "constructor", "7", "10"),
  fc.stringMatching(/^[a-zA-Z0-9_-]{1,128}$/),
);

const arn = fc.oneof(
  fc.stringMatching(/^[a-zA-Z0-9_-]{1,80}$/).map(queue),
  fc.constant("arn:aws:lambda:us-east-1:123456789012:function:{{resolve}}"),
);

const config: fc.Arbitrary<EventConfig> = fc.record(
  {
    onSuccess: arn,
    onFailure: arn,
    maximumAge: fc.integer({ min: 60, max: 21_600 }),
    maximumRetries: fc.integer({ min: 0, max: 2 }),
  },
  { requiredKeys: [] },
);

const eventConfigs = fc
  .array(fc.tuple(qualifier, fc.option(config, { nil: null })), { minLength: 1, maxLength: 40 })
  .map((pairs) => new Map(pairs));

const settings: fc.Arbitrary<PartialSettings> = fc.record({
  reserved: fc.option(fc.nat(3_000), { nil: null }),
  provisioned: fc.array(fc.tuple(qualifier, fc.nat(900)), { maxLength: 20 }).map((pairs) => new Map(pairs)),
  mappings: fc.array(fc.tuple(fc.uuid(), fc.boolean()), { maxLength: 20 }).map((pairs) => new Map(pairs)),
  eventConfigs,
});

const entries = fc
  .array(fc.tuple(fc.stringMatching(/^[a-zA-Z0-9_-]{1,64}$/), settings), { maxLength: 6 })
  .map((pairs) => new Map(pairs));

const readBack = (saved: Entries): Entries =>
  mergeEntries(sealBatch("demo-dev", "12-1", saved).map((part) => unsealPart("demo-dev", part).entries));

describe("what was configured for events", () => {
  test("comes back whole from parameters of at most 4 KB, whatever its size and names", () => {
    fc.assert(
      fc.property(entries, (saved) => {
        expect(readBack(saved)).toEqual(saved);
        for (const { value } of sealBatch("demo-dev", "12-1", saved)) {
          expect(Buffer.byteLength(value)).toBeLessThanOrEqual(4_096);
          expect(value).not.toContain("{{");
        }
      }),
      { numRuns: 50 },
    );
  });

  test("of newer saved settings wins; nothing is ever taken away", () => {
    fc.assert(
      fc.property(settings, settings, (older, newer) => {
        const { eventConfigs: merged } = merge(older, newer);
        expect(merged).toEqual(new Map([...(older.eventConfigs ?? []), ...(newer.eventConfigs ?? [])]));
        expect(merge(older, {}).eventConfigs).toEqual(older.eventConfigs);
      }),
      { numRuns: 50 },
    );
  });

  test("makes a part of format version 2, which older releases refuse; without it a part is of version 1", () => {
    const plain = { reserved: 5, provisioned: new Map(), mappings: new Map() };
    const kept = { ...plain, eventConfigs: new Map([["$LATEST", null]]) };
    const versions = (saved: Entries): unknown[] =>
      sealBatch("demo-dev", "1-1", saved).map(({ value }) => (value.startsWith(`{"v":2,`) ? 2 : 1));
    expect(versions(new Map([["a", plain]]))).toEqual([1]);
    expect(versions(new Map([["a", kept]]))).toEqual([2]);
  });
});

const half = sampleSize(40, 100);

test(`a function with ${2 * half} versions and aliases comes back whole from several parameters`, async () => {
  const aliases = Object.fromEntries(
    Array.from({ length: half }, (_, at) => [`${"alias-with-a-long-name-".repeat(3)}${at}`, String(at + 1)]),
  );
  const scene = setScene({
    functions: [worker("job", { versions: half, aliases, maximumRetryAttempts: 1 })],
  });
  const job = nameOf("job");
  const { world } = scene.sandbox;
  for (const [at, alias] of Object.keys(aliases).entries())
    world.setEventInvokeConfig(job, alias, { maximumEventAge: 60 + at });
  const before = world.eventInvokeConfigsOf(job);
  expect(await scene.on({ keepEvents: true })).toMatchObject({ state: "on", failures: [] });
  const stopped = Object.values(world.eventInvokeConfigsOf(job));
  expect(stopped).toHaveLength(2 * half + 1);
  for (const { onFailure } of stopped) expect(onFailure).toBe(queue(keptQueue));
  const parts = Object.entries(scene.journal()).filter(([name]) => name.startsWith("journal/"));
  expect(parts.length).toBeGreaterThan(1);
  for (const [, value] of parts) expect(Buffer.byteLength(value)).toBeLessThanOrEqual(4_096);
  expect(await scene.off()).toMatchObject({ state: "off", failures: [] });
  expect(world.eventInvokeConfigsOf(job)).toEqual(before);
});

test("a run that keeps no events writes nothing of format version 2; nor does the one that ends it", async () => {
  const scene = setScene();
  await scene.on();
  await scene.off();
  expect(Object.values(scene.journal()).filter((value) => value.startsWith(`{"v":2,`))).toEqual([]);
  await scene.on({ keepEvents: true });
  expect(
    Object.values(scene.journal()).filter((value) => value.startsWith(`{"v":2,`)).length,
  ).toBeGreaterThan(0);
});
