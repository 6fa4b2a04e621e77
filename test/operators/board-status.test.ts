import { freshness, perSecond } from "../../operators/board-status.ts";

const board = {
  answers: 9,
  seq: 1,
  asOf: "2031-04-01T12:00:00.000Z",
  ageMs: 1400,
  waitingRows: 0,
  failures: 0,
};

test.each([
  ["up to date", board],
  ["1.4 s old, 7 rows behind", { ...board, waitingRows: 7 }],
  ["1.4 s old, refresh failed 2 times", { ...board, waitingRows: 7, failures: 2 }],
  ["no board yet", { ...board, ageMs: null }],
  ["cannot be read", { ...board, ageMs: null, failures: 1 }],
  ["no board yet", null],
])("%s", (words, state) => {
  expect(freshness(state)).toBe(words);
});

test("a rate below a hundred has one decimal place", () => {
  expect([0, 12.34, 99.9, 140_000.4].map(perSecond)).toEqual(["0.0", "12.3", "99.9", "140000"]);
});
