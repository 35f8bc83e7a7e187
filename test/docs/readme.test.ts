import { testPage } from "./support/test-page.js";

testPage("README.md");
