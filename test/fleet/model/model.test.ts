import fc from "fast-check";
import { expect, test } from "vitest";
import { sampleSize } from "../../support/sample.js";
import { Life } from "./life.js";
import { story, type Step } from "./story.js";

/** `JETS_SEQUENCES` asks for more. */
const sequences = Number(process.env.JETS_SEQUENCES ?? sampleSize(5, 150));

/** A story that failed is told again by its seed and its path, which {@link repeat} says. */
const { JETS_SEED: seed, JETS_PATH: path } = process.env;

async function tell(steps: readonly Step[]): Promise<void> {
  const life = new Life();
  for (const step of steps) expect(await life.take(step), JSON.stringify(step)).toEqual([]);
  expect(await life.end()).toEqual([]);
}

test(
  "no order of commands, faults, kills and Ctrl-C loses a setting of a fleet or touches another stack",
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
  sequences * 10_000,
);

const repeat = ({ seed: of, counterexamplePath }: fc.RunDetails<[readonly Step[]]>): string =>
  `Repeat it with: JETS_SEED=${of} JETS_PATH=${counterexamplePath ?? ""} npx vitest run test/fleet/model`;
