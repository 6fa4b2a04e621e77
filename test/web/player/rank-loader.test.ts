import { expect, test } from "@jest/globals";
import { rankDelay } from "../../../web/player/rank-loader.ts";

test("players ask for their place one after the other, at most 5,000 in a second", () => {
  expect(rankDelay(30, false, 0)).toBe(150);
  expect(rankDelay(10_000, false, 0.5)).toBe(1150);
});

test("between two questions a million do not ask; at the end they take their time", () => {
  expect(rankDelay(1_000_000, false, 0.5)).toBeUndefined();
  expect(rankDelay(1_000_000, true, 0.5)).toBe(100_150);
});
