import { emptyQuestion } from "../../../rehearsal/figures/crew-figures.ts";
import { compare } from "../../../rehearsal/stage/books.ts";

const questions = [{ ...emptyQuestion(1), counted: 10, unsettled: 2 }];
const agreesWith = (attempts: number, unlike: { others?: boolean; removed?: boolean } = {}) =>
  compare({ balanced: true, all: {} as never }, [{ question: 1, attempts }], questions, {
    others: false,
    removed: false,
    ...unlike,
  }).agrees;

test("the figures have every acknowledged answer, and none that nobody sent", () => {
  expect(agreesWith(9)).toBe(false);
  expect(agreesWith(10)).toBe(true);
  // Two answers had no verdict: they may be stored.
  expect(agreesWith(12)).toBe(true);
  expect(agreesWith(13)).toBe(false);
});

test("where others play too, the figures may have more; where players were removed, less", () => {
  expect(agreesWith(500, { others: true })).toBe(true);
  expect(agreesWith(9, { others: true })).toBe(false);
  expect(agreesWith(9, { removed: true })).toBe(true);
});

test("figures that have nothing of a question do not agree", () => {
  const { agrees, lines } = compare({ balanced: true, all: {} as never }, [], questions, {
    others: false,
    removed: false,
  });
  expect(agrees).toBe(false);
  expect(lines).toEqual([{ no: 1, acknowledged: 10, unknown: 2, inFigures: 0, agrees: false }]);
});
