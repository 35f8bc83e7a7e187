import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { faultOfGlob, iamPatterns, stackMatcher } from "../../src/fleet/glob.js";
import { JetsError } from "../../src/maintenance/index.js";
import { isAllowed } from "../support/iam.js";

describe("a glob of stack names", () => {
  test.each([
    ["shop-*", ["shop-", "shop-prod"], ["shop", "my-shop-prod"]],
    ["shop-?", ["shop-a"], ["shop-", "shop-ab"]],
    ["{shop,till}-prod", ["shop-prod", "till-prod"], ["shop-dev"]],
    ["{shop{-eu,-us},till*}", ["shop-eu", "shop-us", "till", "till-x"], ["shop", "shop-"]],
    ["shop{,-2}", ["shop", "shop-2"], ["shop-"]],
    ["shop", ["shop"], ["shop-prod", "Shop"]],
  ])("%s", async (glob, matching, others) => {
    expect(faultOfGlob(glob)).toBeUndefined();
    const isMatch = await stackMatcher(glob);
    expect(matching.filter((name) => !isMatch(name))).toEqual([]);
    expect(others.filter((name) => isMatch(name))).toEqual([]);
  });

  test.each([
    ["", "must have only letters, digits, -, *, ?, {} and ,"],
    ["shop_*", "must have only letters, digits, -, *, ?, {} and ,"],
    ["!shop-*", "must have only letters, digits, -, *, ?, {} and ,"],
    ["shop-[ab]", "must have only letters, digits, -, *, ?, {} and ,"],
    ["shop-*,till-*", "must not have a comma outside of braces"],
    ["{shop,till", "must have braces in pairs, with a comma in each"],
    ["shop}-{a,b}", "must have braces in pairs, with a comma in each"],
    ["{shop}-prod", "must have braces in pairs, with a comma in each"],
  ])("%j has a fault", (glob, fault) => {
    expect(faultOfGlob(glob)).toBe(fault);
  });
});

const words = fc.stringMatching(/^[a-c-]{0,3}$/);
const { glob: globs } = fc.letrec<{ glob: string; part: string; braces: string }>((tie) => ({
  glob: fc.array(tie("part"), { maxLength: 4 }).map((parts) => parts.join("")),
  part: fc.oneof({ maxDepth: 2 }, words, fc.constantFrom("*", "?", "**"), tie("braces")),
  braces: fc.array(tie("glob"), { minLength: 2, maxLength: 3 }).map((all) => `{${all.join(",")}}`),
}));

/** A name that the glob may well match: each of its wildcards and braces in one of the ways that they allow. */
function nameOf(glob: string, choose: () => number): string {
  const inner = /\{([^{}]*)\}/.exec(glob);
  if (inner === null)
    return glob.replaceAll(/[*?]/g, (mark) => "abc-".slice(0, mark === "?" ? 1 : choose() % 5));
  const choices = (inner[1] ?? "").split(",");
  const chosen = choices[choose() % choices.length] ?? "";
  return nameOf(glob.replace(inner[0], chosen), choose);
}

describe("the patterns for IAM", () => {
  test.each([
    ["shop-prod", ["shop-prod"]],
    ["shop-**", ["shop-*"]],
    ["{shop,till}-{eu,us}", ["shop-eu", "shop-us", "till-eu", "till-us"]],
    ["{a,{b,c}?}-*", ["a-*", "b?-*", "c?-*"]],
  ])("of %s", (glob, patterns) => {
    expect(iamPatterns(glob)).toEqual(patterns);
  });

  test("are refused where a policy has no room for them: none is wider than the glob", () => {
    expect(() => iamPatterns(`${"{a,b}".repeat(9)}-prod`)).toThrow("stands for more than 500 names");
  });

  test("match every name that the glob matches", async () => {
    const generated = fc.record({
      glob: globs,
      choices: fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
      other: words,
    });
    await fc.assert(
      fc.asyncProperty(generated, async ({ glob, choices, other }) => {
        fc.pre(faultOfGlob(glob) === undefined);
        const isMatch = await stackMatcher(glob);
        fc.pre(hasRoom(glob));
        const guessed = nameOf(glob, () => choices.pop() ?? 0);
        for (const name of [guessed, other]) {
          if (!isMatch(name) || name === "") continue;
          expect(patternMatches(iamPatterns(glob), name), `${glob} and ${name}`).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function hasRoom(glob: string): boolean {
  try {
    return iamPatterns(glob).length > 0;
  } catch (error) {
    if (error instanceof JetsError) return false;
    throw error;
  }
}

const patternMatches = (patterns: readonly string[], name: string): boolean =>
  isAllowed(
    {
      Version: "2012-10-17",
      Statement: [{ Sid: "All", Effect: "Allow", Action: ["a"], Resource: patterns }],
    },
    { action: "a", resource: name },
  );
