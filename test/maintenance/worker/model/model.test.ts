import fc from "fast-check";
import { expect, test } from "vitest";
import { Life } from "./life.js";
import { story, type Story } from "./story.js";
import { sampleSize } from "../../../support/sample.js";

/** `npm run test:soak` asks for more. */
const sequences = Number(process.env.JETS_SEQUENCES ?? sampleSize(40, 1_000));

/** A story that failed is told again by its seed and its path, which {@link repeat} says. */
const { JETS_SEED: seed, JETS_PATH: path } = process.env;

async function tell({ functions, steps }: Story): Promise<void> {
  const life = new Life({ functions, steps });
  for (const step of steps) expect(await life.take(step), JSON.stringify(step)).toEqual([]);
  expect(await life.end()).toEqual([]);
}

test(
  "no order of commands, faults, kills and outside changes loses a setting",
  async () => {
    expect.hasAssertions();
    const told = await fc.check(fc.asyncProperty(story, tell), {
      numRuns: sequences,
      ...(seed === undefined ? {} : { seed: Number(seed) }),
      ...(path === undefined ? {} : { path }),
    });
    if (told.failed)
      throw new Error(`${repeat(told)}\n${fc.defaultReportMessage(told)}`, { cause: told.errorInstance });
  },
  sequences * 2_000,
);

const repeat = ({ seed: of, counterexamplePath }: fc.RunDetails<[Story]>): string =>
  `Repeat it with: JETS_SEED=${of} JETS_PATH=${counterexamplePath ?? ""} npx vitest run test/maintenance/worker/model`;
