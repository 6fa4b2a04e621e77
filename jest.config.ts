import type { Config } from "jest";

/** Jest over Node's own type stripping: no compiler between a test and what it tests. */
const config: Config = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": "<rootDir>/test/strip-types.js" },
  testTimeout: 60_000,
  maxWorkers: 2,
};

export default config;
