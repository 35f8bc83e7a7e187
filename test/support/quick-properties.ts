import fc from "fast-check";

// Whether a test fails is all that matters here: not by how small an example.
fc.configureGlobal({ endOnFailure: true, numRuns: 25 });
