import type { Report } from "../../../../client/src/types.ts";
import { scoreRanges } from "../../../../web/desk/report/distribution.ts";
import { reliabilityLevel, summaryOf } from "../../../../web/desk/report/summary.ts";

const place = (playerNo: number, points: number) => ({
  rank: playerNo,
  playerNo,
  nickname: `P${playerNo}`,
  points,
  elapsedMs: 0,
});
const question = (no: number, attempts: number, facility: number | null, voided = false) =>
  ({ no, stats: { attempts }, facility, voided }) as Report["questions"][number];
const report = (questions: Report["questions"], places: Report["places"]) =>
  ({ players: places.length, questions, places }) as Report;

describe("the summary of a report", () => {
  test("has means over players, and shares over answers that count", () => {
    const questions = [question(1, 4, 0.5), question(2, 2, 1), question(3, 4, null), question(4, 4, 0, true)];
    const summary = summaryOf(report(questions, [place(1, 30), place(2, 30), place(3, 10), place(4, 0)]));
    expect(summary).toMatchObject({ answers: 14, answered: 14 / 16, meanPoints: 17.5, medianPoints: 20 });
    expect(summary.right).toBeCloseTo(4 / 6);
    expect([summary.hardest?.no, summary.easiest?.no]).toEqual([1, 2]);
    expect(summary.winners.map(({ playerNo }) => playerNo)).toEqual([1, 2]);
  });

  test("says nothing where there is nothing", () => {
    expect(summaryOf(report([question(1, 0, null)], []))).toEqual({
      players: 0,
      answers: 0,
      answered: undefined,
      meanPoints: undefined,
      medianPoints: undefined,
      right: undefined,
      hardest: undefined,
      easiest: undefined,
      winners: [],
    });
  });

  test("names no easiest question if all were as hard, and no winner without points", () => {
    const { easiest, winners } = summaryOf(report([question(1, 1, 0), question(2, 1, 0)], [place(1, 0)]));
    expect([easiest, winners]).toEqual([undefined, []]);
  });

  test("a reliability has a level", () => {
    expect([null, -0.2, 0.5, 0.7, 0.8].map(reliabilityLevel)).toEqual([
      undefined,
      "low",
      "some",
      "good",
      "high",
    ]);
  });
});

describe("the ranges of points", () => {
  test("end with the best score", () => {
    expect(scoreRanges({ width: 100, counts: [1, 0, 3, 0, 0] })).toEqual([
      { from: 0, to: 99, count: 1 },
      { from: 100, to: 199, count: 0 },
      { from: 200, to: 299, count: 3 },
    ]);
    expect(scoreRanges({ width: 1, counts: [0, 0] })).toEqual([]);
  });

  test("are put together until there are few", () => {
    const ranges = scoreRanges({ width: 10, counts: Array(25).fill(2) });
    expect(ranges).toHaveLength(9);
    expect(ranges[0]).toEqual({ from: 0, to: 29, count: 6 });
    expect(ranges.at(-1)).toMatchObject({ from: 240, count: 2 });
  });
});
