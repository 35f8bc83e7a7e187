import { testPage } from "./docs/support/test-page.js";

testPage("README.md");
