import { emptyFigures, emptyQuestion } from "../../../rehearsal/figures/crew-figures.ts";
import { skewOf, skewOfAll } from "../../../rehearsal/figures/deliveries.ts";
import { mergeFigures } from "../../../rehearsal/figures/merge.ts";
import { percentilesOf } from "../../../rehearsal/figures/percentiles.ts";

test("percentiles by the nearest rank", () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentilesOf(values)).toEqual({ count: 100, p50: 50, p90: 90, p99: 99, max: 100 });
  expect(percentilesOf([7])).toEqual({ count: 1, p50: 7, p90: 7, p99: 7, max: 7 });
  expect(percentilesOf([])).toEqual({
    count: 0,
    p50: Number.NaN,
    p90: Number.NaN,
    p99: Number.NaN,
    max: Number.NaN,
  });
});

describe("skew of the delivery", () => {
  const toServerTime = (ms: number) => ms + 1000;

  test("after the first player, and after the opening by the server's clock", () => {
    expect(skewOf({ deliveredAtMs: [30, 10, 20], openedAtMs: 1005 }, toServerTime)).toEqual({
      players: 3,
      toP50: 10,
      toP99: 20,
      toLast: 20,
      afterOpening: { first: 5, p50: 15, p99: 25, last: 25 },
    });
    expect(skewOf({ deliveredAtMs: [], openedAtMs: Number.NaN }, toServerTime)).toBeUndefined();
  });

  test("of all questions: each player's delay behind the first one of the same question", () => {
    const questions = [
      { deliveredAtMs: [10, 12], openedAtMs: 1008 },
      { deliveredAtMs: [507, 500, 503], openedAtMs: 1499 },
      { deliveredAtMs: [], openedAtMs: Number.NaN },
    ];
    expect(skewOfAll(questions, toServerTime)).toEqual({
      players: 5,
      toP50: 2,
      toP99: 7,
      toLast: 7,
      afterOpening: { first: 1, p50: 4, p99: 8, last: 8 },
    });
  });
});

test("figures of several crews: counts are added, lists joined, of delays the worst is taken", () => {
  const one = {
    ...emptyFigures(),
    joined: 2,
    joinMs: [1, 2],
    joinsRefused: { "404 UNKNOWN_CODE": 1 },
    questions: [{ ...emptyQuestion(2), sent: 3, openedAtMs: 5, deliveredAtMs: [1], refused: { odd: 1 } }],
    cpuMs: 10,
    loopDelayP99Ms: 7,
  };
  const other = {
    ...emptyFigures(),
    joined: 1,
    joinMs: [3],
    joinsRefused: { "404 UNKNOWN_CODE": 2, other: 1 },
    questions: [
      { ...emptyQuestion(1), sent: 1 },
      { ...emptyQuestion(2), sent: 4, deliveredAtMs: [2], refused: { odd: 2 } },
    ],
    cpuMs: 5,
    loopDelayP99Ms: 3,
  };
  expect(mergeFigures([one, other])).toEqual({
    ...emptyFigures(),
    joined: 3,
    joinMs: [1, 2, 3],
    joinsRefused: { "404 UNKNOWN_CODE": 3, other: 1 },
    questions: [
      { ...emptyQuestion(1), sent: 1 },
      { ...emptyQuestion(2), sent: 7, openedAtMs: 5, deliveredAtMs: [1, 2], refused: { odd: 3 } },
    ],
    cpuMs: 15,
    loopDelayP99Ms: 7,
  });
});
