import { expect, test } from "@jest/globals";
import { optionOfKey } from "../../../web/game/option-keys.ts";

test.each([
  ["a", 4, 0],
  ["D", 4, 3],
  ["e", 4, undefined],
  ["t", 20, 19],
  ["1", 4, 0],
  ["4", 4, 3],
  ["5", 4, undefined],
  ["0", 20, 9],
  ["0", 4, undefined],
  ["Enter", 4, undefined],
  [" ", 4, undefined],
  ["ä", 20, undefined],
])("%p of %d options is %p", (key, count, index) => {
  expect(optionOfKey(key, count)).toBe(index);
});
