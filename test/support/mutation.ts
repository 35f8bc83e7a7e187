import fc from "fast-check";
// What is loaded late would count as covered by nothing but the test that happens to load it.
import "../../src/maintenance/worker/index.js";

// Whether a test fails is all that matters here: not by how small an example.
fc.configureGlobal({ endOnFailure: true, numRuns: 25 });
