import { globSync, readFileSync } from "node:fs";

/** Reads the system's clock, which can be set back. */
const SYSTEM_CLOCK = /\bDate\.now\b|new Date\(\)/;

test("only the clock itself reads the system's clock", () => {
  const files = globSync([
    "platform/**/*.ts",
    "services/**/*.ts",
    "operators/**/*.ts",
    "moleculer.config.ts",
  ]);
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => SYSTEM_CLOCK.test(readFileSync(file, "utf8"))).sort()).toEqual([
    "platform/clock.ts",
  ]);
});
