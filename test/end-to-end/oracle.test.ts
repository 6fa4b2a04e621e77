import type { Answer, Question, Scoring } from "../harness/contract.ts";
import { at } from "./fixture.ts";
import { kr20, pointBiserial } from "./oracle/analysis.ts";
import { isCorrect, normalizeText, pointsFor, sameAnswer } from "./oracle/grading.ts";
import type { CountedAnswer } from "./oracle/ledger.ts";
import { ranking } from "./oracle/ranking.ts";
import { computeStats, percentile } from "./oracle/stats.ts";
import { Oracle } from "./oracle.ts";
import { single, sixKinds } from "./questions.ts";

/** Compares the oracle with values calculated by hand or printed in textbooks. */
describe("the oracle", () => {
  test("scores speed by the formula; the first half second costs nothing", () => {
    const question = single(0, { points: 1000, timeLimitMs: 10_000 });
    const points = (ms: number) => pointsFor(question, { choice: 0 }, ms, "speed");
    expect([0, 499, 500, 5000, 9999, 10_000].map(points)).toEqual([1000, 1000, 975, 750, 500, 500]);
    // The host has extended the question.
    expect(points(12_000)).toBe(500);
    expect(pointsFor(question, { choice: 1 }, 0, "speed")).toBe(0);
    expect(pointsFor(question, { choice: 0 }, 9000, "flat")).toBe(1000);
    expect(pointsFor(question, { choice: 0 }, 0, "none")).toBe(0);
    expect(pointsFor({ ...question, timeLimitMs: null }, { choice: 0 }, 99_000, "speed")).toBe(1000);
  });

  test("grades answers of all six kinds", () => {
    const rows: [number, Answer, boolean | null][] = [
      [0, { choice: 1 }, true],
      [0, { choice: 2 }, false],
      [1, { choices: [4, 0, 2] }, true],
      [1, { choices: [0, 2] }, false],
      [1, { choices: [0, 1, 2, 4] }, false],
      [2, { choice: 1 }, true],
      [2, { choice: 0 }, false],
      [3, { value: 3.5 }, true],
      [3, { value: 3.51 }, false],
      [4, { text: " la ville\u00a0 LUMIE\u0300RE" }, true],
      [4, { text: "la villelumière" }, false],
      [5, { choice: 0 }, null],
    ];
    const questions = sixKinds();
    for (const [index, answer, correct] of rows) {
      expect([index, answer, isCorrect(at(questions, index), answer)]).toEqual([index, answer, correct]);
    }
    expect(normalizeText("  Ｐａｒｉｓ\tﬁn ")).toBe("paris fin");
    expect(sameAnswer({ choices: [2, 0] }, { choices: [0, 2] })).toBe(true);
  });

  test("computes nearest-rank percentiles, and shares with four decimals", () => {
    expect([0.05, 0.3, 0.4, 0.5, 1].map((share) => percentile([15, 20, 35, 40, 50], share))).toEqual([
      15, 20, 20, 35, 50,
    ]);
    const sent = {} as CountedAnswer["sent"];
    const answers = [0, 0, 1].map((choice, index) => ({
      answer: { choice },
      elapsedMs: 100 * index + 1,
      sent,
    }));
    expect(computeStats(1, single(), answers)).toEqual({
      question: 1,
      attempts: 3,
      options: [
        { id: 0, count: 2, share: 0.6667 },
        { id: 1, count: 1, share: 0.3333 },
        { id: 2, count: 0, share: 0 },
        { id: 3, count: 0, share: 0 },
      ],
      elapsedMs: { mean: 101, p50: 101, p90: 201, p99: 201 },
    });
  });

  test("ranks equal players alike and skips the following ranks", () => {
    const rows = [
      [1, 10, 1, 5],
      [2, 20, 2, 9],
      [3, 10, 1, 5],
      [4, 20, 2, 8],
      [5, 0, 0, 0],
      [6, 0, 1, 900],
      [7, 20, 1, 1],
    ] as const;
    const scores = rows.map(([playerNo, points, right, elapsedMs]) => ({
      playerNo,
      nickname: "",
      points,
      right,
      elapsedMs,
    }));
    const ranks = (scoring: Scoring) =>
      ranking(scores, scoring).map(({ rank, playerNo }) => `${rank}: ${playerNo}`);
    expect(ranks("speed")).toEqual(["1: 4", "2: 2", "3: 7", "4: 1", "4: 3", "6: 6", "7: 5"]);
    expect(ranks("flat")).toEqual(["1: 2", "1: 4", "3: 7", "4: 1", "4: 3", "6: 6", "7: 5"]);
  });

  test("computes the Pearson correlation and the KR-20 of worked examples", () => {
    const rows = [1, 1, 0, 1, 0].map((correct, index) => ({
      isCorrect: correct === 1,
      rest: [9, 7, 4, 6, 5][index] ?? 0,
    }));
    expect(pointBiserial(rows)).toBeCloseTo(3.4 / Math.sqrt(1.2 * 14.8), 10);
    expect(pointBiserial(rows.map((row) => ({ ...row, isCorrect: true })))).toBeNull();
    const matrix = [
      [true, true, true],
      [true, true, false],
      [true, false, false],
      [false, false, false],
    ];
    expect(kr20(matrix)).toBeCloseTo(0.75, 10);
    expect(kr20([[true], [false]])).toBeNull();
  });

  test("reports a verdict that the contract does not allow", () => {
    const rules = {
      pace: "host",
      feedback: "onClose",
      stats: "onClose",
      scoring: "speed",
      graceMs: 0,
    } as const;
    const question: Question = single(0);
    const verdicts: [number, object][] = [
      [201, { status: "accepted", question: 1, elapsedMs: 100 }],
      [201, { status: "accepted", question: 1, elapsedMs: 5000 }],
      [201, { status: "accepted", question: 1, elapsedMs: 100, correct: true }],
      [410, { code: 410, type: "QUESTION_CLOSED", data: { reason: "closed" } }],
      [200, { status: "repeated", question: 1, elapsedMs: 100 }],
    ];
    const errorCounts = verdicts.map(([status, body]) => {
      const oracle = new Oracle([question], rules);
      oracle.addPlayer(1, "Ann");
      oracle.windows.set(1, { openedAt: 1000, closesFrom: 9000, closesBy: 9000 });
      oracle.ledger.record(1, 1, { choice: 0 }, { sentAt: 1095, doneAt: 1105, status, body });
      return oracle.verdictErrors().length;
    });
    expect(errorCounts).toEqual([0, 1, 1, 1, 1]);
  });
});
