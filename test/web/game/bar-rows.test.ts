import { describe, expect, test } from "@jest/globals";
import { barRows } from "../../../web/game/bar-rows.ts";
import { movements } from "../../../web/game/movement.ts";

const STATS = { question: 1, attempts: 10, asOf: "", final: true };
const options = [
  { id: 0, text: "a" },
  { id: 1, text: "b" },
];

describe("bars", () => {
  test("of options: their shares of the players, the right one and one's own", () => {
    const counts = [
      { id: 0, count: 7, share: 0.5, ofPlayers: 0.7 },
      { id: 1, count: 7, share: 0.5, ofPlayers: 0.7 },
    ];
    const rows = barRows({ options }, { ...STATS, options: counts, correct: [1] }, { choices: [0] });
    expect(rows).toMatchObject([
      { id: 0, count: 7, share: 0.7, isRight: false, isOwn: true },
      { id: 1, share: 0.7, isRight: true, isOwn: false },
    ]);
  });

  test("of options without figures and key: neither is made up", () => {
    expect(barRows({ options }, STATS)[0]).toMatchObject({
      count: undefined,
      share: undefined,
      isRight: undefined,
    });
  });

  test("of nobody's answers: no share is NaN", () => {
    const counts = [{ id: 0, count: 0, share: 0 }];
    expect(barRows({ options }, { ...STATS, attempts: 0, options: counts })[0]).toMatchObject({
      share: 0,
      length: 0,
    });
  });

  test("of numbers: right within the tolerance", () => {
    const values = [0.3, 0.1 + 0.2, 0.6].map((value, i) => ({ value, count: 4 - i }));
    const answer = { value: 0.2, tolerance: 0.1 };
    const rows = barRows({ options: [] }, { ...STATS, values, answer }, { value: 0.6 });
    expect(rows.map(({ isRight }) => isRight)).toEqual([true, true, false]);
    expect(rows.map(({ length }) => length)).toEqual([1, 0.75, 0.5]);
    expect(rows[2]!.isOwn).toBe(true);
  });

  test("of texts: right as the key compares them", () => {
    const values = ["Kafka", "kafka ", "Káfka!", "Mann"].map((value) => ({ value, count: 1 }));
    const right = (match: "exact" | "lenient") =>
      barRows({ options: [] }, { ...STATS, values, answer: { accept: ["Kafka"], match } }).map(
        (row) => row.isRight,
      );
    expect(right("exact")).toEqual([true, true, false, false]);
    expect(right("lenient")).toEqual([true, true, true, false]);
  });
});

test("places move from where they were; a new one comes from below", () => {
  const place = (playerNo: number, rank: number, points: number) => ({
    playerNo,
    rank,
    points,
    nickname: "",
    elapsedMs: 0,
  });
  const before = [place(1, 1, 900), place(2, 2, 800)];
  const now = [place(2, 1, 1700), place(3, 2, 1000), place(1, 3, 900)];
  expect(movements(now, before)).toEqual([
    { fromIndex: 1, fromPoints: 800, ranks: 1 },
    { fromIndex: 3, fromPoints: 0, ranks: undefined },
    { fromIndex: 0, fromPoints: 900, ranks: -2 },
  ]);
  expect(movements(now, undefined)[0]).toEqual({ fromIndex: 0, fromPoints: 1700, ranks: 0 });
});
