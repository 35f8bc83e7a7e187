import { expect, test } from "vitest";
import { blocksOf, pages } from "./support/pages.js";
import { elsewhere, testPage } from "./support/test-page.js";

// README.md has a test file of its own: test/docs/readme.test.ts.
for (const page of pages.filter((page) => page !== "README.md")) testPage(page);

test.each(elsewhere)("%s still has what is run elsewhere: %s", (page, text) => {
  expect(blocksOf(page).some((block) => block.text.includes(text))).toBe(true);
});
