import type { Config } from "jest";

/** Tests that start a database, a server, a node or a cluster. */
const SERVERS = ["/test/(end-to-end|faults|dev-cluster)/.*\\.test\\.ts$", "\\.servers\\.test\\.ts$"];

/** Jest over Node's own type stripping: no compiler between a test and the code that it tests. */
const common: Config = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": "<rootDir>/test/strip-types.js" },
};

const config: Config = {
  projects: [
    {
      ...common,
      displayName: "unit",
      testMatch: ["**/*.test.ts"],
      testPathIgnorePatterns: SERVERS,
    },
    {
      ...common,
      displayName: "servers",
      testRegex: SERVERS,
      globalSetup: "<rootDir>/test/harness/prepared/start-run.ts",
      globalTeardown: "<rootDir>/test/harness/prepared/end-run.ts",
    },
  ],
  testSequencer: "<rootDir>/test/sequencer.js",
  testTimeout: 60_000,
  // Tests with servers need both cores of a small machine: with three of them, answers are put off that should be stored.
  maxWorkers: 2,
  // A worker keeps parts of every file that it has run: with a large heap, all that follows is slow.
  workerIdleMemoryLimit: "700MB",
};

export default config;
