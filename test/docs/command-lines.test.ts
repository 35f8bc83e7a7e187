import { expect, test } from "vitest";
import { blocksOf, pages } from "./support/pages.js";
import { elsewhere, testPage } from "./support/test-page.js";
import { sample } from "../support/sample.js";

// README.md has a test file of its own: test/docs/readme.test.ts.
for (const page of sample(
  pages.filter(
    (page) =>
      page !== "README.md" &&
      blocksOf(page).some(({ language }) => language === "console" || language === "sh"),
  ),
  2,
))
  testPage(page);

test.each(elsewhere)("%s still has what is run elsewhere: %s", (page, text) => {
  expect(blocksOf(page).some((block) => block.text.includes(text))).toBe(true);
});
