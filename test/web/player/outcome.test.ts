import { describe, expect, test } from "@jest/globals";
import { PlayerAnswer } from "../../../client/src/player-answer.ts";
import type { Session, Verdict } from "../../../client/src/types.ts";
import { outcomeOf, shareBehind, streakAt } from "../../../web/player/outcome.ts";
import { pointsOf } from "../../../web/player/points.ts";

function counted(question: number, verdict: Partial<Verdict>): PlayerAnswer {
  const answer = new PlayerAnswer(question, { choice: 0 });
  answer.change({ state: "counted", verdict: { status: "accepted", question, elapsedMs: 1, ...verdict } });
  return answer;
}
const book = (...answers: PlayerAnswer[]) => new Map(answers.map((answer) => [answer.question, answer]));

describe("the outcome", () => {
  const session = (feedback = "onClose", state = "open", voided: number[] = []) =>
    ({ settings: { feedback }, state, voided }) as unknown as Session;
  const question = { no: 1, kind: "single" as const };

  test.each([
    ["right", counted(1, { correct: true, points: 9 }), session()],
    ["wrong", counted(1, { correct: false, points: 0 }), session()],
    ["checking", counted(1, {}), session()],
    ["recorded", counted(1, {}), session("onEnd")],
    ["checking", counted(1, {}), session("onEnd", "ended")],
    ["checking", new PlayerAnswer(1, { choice: 0 }), session()],
    ["noAnswer", undefined, session()],
    ["voided", counted(1, { correct: true, points: 9 }), session("onClose", "open", [1])],
    ["poll", counted(1, { points: 0 }), session()],
  ] as const)("is %s", (outcome, answer, state) => {
    expect(outcomeOf(answer, question, state)).toBe(outcome);
  });

  test("of a poll is never right or wrong, and known at once", () => {
    expect(outcomeOf(counted(1, {}), { no: 1, kind: "poll" }, session("onEnd"))).toBe("poll");
  });

  test("of a refused answer is none, unless another one counts", () => {
    const refused = new PlayerAnswer(1, { choice: 0 });
    refused.change({ state: "refused" });
    expect(outcomeOf(refused, question, session())).toBe("noAnswer");
    refused.change({ state: "refused", standing: { choice: 1 } });
    expect(outcomeOf(refused, question, session())).toBe("checking");
  });
});

describe("a row of right answers", () => {
  const right = (no: number) => counted(no, { correct: true, points: 5 });
  const wrong = (no: number) => counted(no, { correct: false, points: 0 });
  const poll = (no: number) => counted(no, { points: 0 });

  test.each([
    [3, 3, book(right(1), right(2), right(3)), []],
    [1, 3, book(right(1), wrong(2), right(3)), []],
    [1, 3, book(right(1), right(3)), []],
    [2, 3, book(right(1), poll(2), right(3)), []],
    [2, 3, book(right(1), wrong(2), right(3)), [2]],
    [0, 2, book(right(1), wrong(2)), []],
    [0, 2, book(right(1), counted(2, {})), []],
    [0, 0, book(), []],
  ])("is %d after question %d", (streak, no, answers, voided) => {
    expect(streakAt(no, answers, voided)).toBe(streak);
  });
});

test("the points are those of answers that count, without voided questions", () => {
  const pending = new PlayerAnswer(4, { choice: 0 });
  const answers = book(counted(1, { points: 500 }), counted(2, { points: 700 }), counted(3, {}), pending);
  expect(pointsOf(answers, [])).toBe(1200);
  expect(pointsOf(answers, [2])).toBe(500);
});

describe("the share of players behind", () => {
  const scores = { width: 100, counts: [50, 30, 15, 5] };

  test.each([
    [0, 24.5 / 99],
    [150, (50 + 14.5) / 99],
    [399, (95 + 2) / 99],
    [10_000, (95 + 2) / 99],
  ])("with %d points", (points, share) => {
    expect(shareBehind(points, scores)).toBeCloseTo(share, 6);
  });

  test("is unknown to somebody who is alone", () => {
    expect(shareBehind(5, { width: 1, counts: [1] })).toBeUndefined();
    expect(shareBehind(5, { width: 1, counts: [] })).toBeUndefined();
  });
});
