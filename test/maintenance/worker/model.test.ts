import fc from "fast-check";
import { expect, test } from "vitest";
import { Life, story } from "./model.js";

/** `npm run test:soak` asks for more. */
const sequences = Number(process.env.JETS_SEQUENCES ?? 1_000);

test(
  "no order of commands, faults, kills and outside changes loses a setting",
  async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const life = new Life(told);
        for (const step of told.steps) {
          const outcome = await life.take(step);
          if (outcome === "done" && step.do === "on") expect(life.running()).toEqual([]);
          if (outcome === "done" && step.do === "off") expect(life.settings()).toEqual(life.expected());
        }
        life.clock.advance(125_000);
        expect(await life.run("off", [], false)).toBe("done");
        expect(life.settings()).toEqual(life.expected());
      }),
      { numRuns: sequences },
    );
  },
  sequences * 200,
);
