import { isEqualShare, isFull } from "../../../../../services/quiz/formats/shared/percent.ts";

test("a share counts as equal if it is rounded up or down at any decimal, and otherwise not", () => {
  expect([33, 34, 33.3, 33.4, 33.33, 33.33333].map((percent) => isEqualShare(percent, 3))).not.toContain(
    false,
  );
  expect([32, 35, 33.2, 33.5, 33.35, 50].map((percent) => isEqualShare(percent, 3))).not.toContain(true);
  expect([99.99999, 100].map(isFull)).toEqual([true, true]);
  expect([99, 99.9].map(isFull)).toEqual([false, false]);
});
