// Changes the code that nothing may slip through in one place at a time, and looks whether a test notices.
export default {
  mutate: [
    // The journal
    "src/maintenance/worker/journal/{checksum,names,parts,journal,writer,read,write-once,endings,clean-up}.ts",
    "src/maintenance/worker/lock/run-record.ts",
    // What is planned
    "src/maintenance/worker/{plan-on,plan-off,journal/settings,restore/plan}.ts",
    // What is done
    "src/maintenance/worker/{do-all,stop/stop,restore/restore}.ts",
  ],
  testRunner: "vitest",
  // Nearly every test comes to nearly every file: it takes longer to find out which do than to load them all.
  vitest: { configFile: "vitest.mutation.config.ts", related: false },
  // Named, since Stryker is not among the project's own packages: nobody who builds or uses jets needs it.
  plugins: ["@stryker-mutator/vitest-runner"],
  coverageAnalysis: "perTest",
  concurrency: 2,
  timeoutMS: 40_000,
  ignorePatterns: ["/bench", "/docs", "/dist", "/reports", "/schema", "/test/lambda"],
  reporters: ["progress-append-only", "clear-text", "html", "json"],
  clearTextReporter: { logTests: false },
};
