import { expect, test } from "@jest/globals";
import { PlayerAnswer } from "../../../../client/src/player-answer.ts";
import { nextToDo, questionStateOf } from "../../../../web/player/self/question-state.ts";

test("each state of an answer is a state of its question", () => {
  const answer = new PlayerAnswer(1, { choice: 0 });
  const verdict = { status: "accepted", question: 1, elapsedMs: 1 } as const;
  expect(questionStateOf(undefined, false)).toBe("open");
  expect(questionStateOf(answer, false)).toBe("sending");
  answer.change({ state: "kept" });
  expect(questionStateOf(answer, false)).toBe("kept");
  answer.change({ state: "refused" });
  expect(questionStateOf(answer, false)).toBe("refused");
  answer.change({ state: "refused", standing: { choice: 1 } });
  expect(questionStateOf(answer, false)).toBe("counted");
  answer.change({ state: "counted", verdict });
  expect(questionStateOf(answer, false)).toBe("counted");
  answer.change({ state: "counted", verdict: { ...verdict, correct: true } });
  expect(questionStateOf(answer, false)).toBe("right");
  answer.change({ state: "counted", verdict: { ...verdict, correct: false } });
  expect(questionStateOf(answer, false)).toBe("wrong");
  expect(questionStateOf(answer, true)).toBe("voided");
});

test("the next question to do is after this one, and then from the start", () => {
  expect(nextToDo(["open", "counted", "open"], 0)).toBe(2);
  expect(nextToDo(["open", "counted", "counted"], 1)).toBe(0);
  expect(nextToDo(["refused", "right", "voided"], 2)).toBe(0);
  expect(nextToDo(["open", "right"], 0)).toBeUndefined();
});
