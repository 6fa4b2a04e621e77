import type { Config } from "jest";

/** Tests that start a database, a server, a node or a cluster. */
const SERVERS = ["/test/(end-to-end|faults|dev-cluster)/.*\\.test\\.ts$", "\\.servers\\.test\\.ts$"];

/**
 * Tests without servers that must not wait long for a processor: they measure time, wait for timers, or use threads,
 * brokers or connections. The others only compute.
 */
const TIMED = [
  "bench/(load|measuring)/",
  "client/faults/",
  "harness/",
  "platform/(broker|cache|contracts|database|http|logging|network|node|tracing)/",
  "rehearsal/",
  "services/answers/grading-context",
  "services/api/(access|answers|batching|caches|http|reports|routes|routing|streams)/",
  "services/api/(gateway-parity|large-bodies|made-up-ids)",
  "services/quiz/(importing/(hostile-files|import-growth)|threads/)",
  "services/sessions/(housekeeping|scheduler)",
  "services/stats/(closing|live|ranking/fork-join)",
].map((path) => `/test/${path}.*\\.test\\.ts$`);

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
      testPathIgnorePatterns: [...SERVERS, ...TIMED],
    },
    {
      ...common,
      displayName: "timed",
      testRegex: TIMED,
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
