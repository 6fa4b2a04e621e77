import { expect, test } from "@jest/globals";
import {
  currentKey,
  hostQuestion,
  keyForm,
  rightCount,
  toCorrection,
} from "../../../../web/desk/sessions/answer-key.ts";

const common = { text: "Which?", timeLimitMs: 20_000, points: 1000 };

test("a question of the quiz shows its key in one form for all kinds", () => {
  const options = [{ text: "a" }, { text: "b", correct: true }];
  expect(hostQuestion({ ...common, kind: "single", options }, 1)).toMatchObject({
    no: 1,
    options: [
      { id: 0, text: "a" },
      { id: 1, text: "b" },
    ],
    correct: [1],
  });
  expect(hostQuestion({ ...common, kind: "truefalse", answer: true }, 2).correct).toEqual([1]);
  expect(hostQuestion({ ...common, kind: "poll", options }, 3).correct).toBeUndefined();
  expect(hostQuestion({ ...common, kind: "text", answer: { accept: ["x"] } }, 4).answer).toEqual({
    accept: ["x"],
  });
});

test("a corrected key counts before the quiz's", () => {
  const question = hostQuestion({ ...common, kind: "truefalse", answer: true }, 1);
  const stats = { question: 1, attempts: 3, asOf: "", final: false };
  expect(currentKey(question, stats)).toEqual({ correct: [1], answer: undefined });
  expect(currentKey(question, { ...stats, correct: [0] })).toEqual({ correct: [0] });
  const counted = {
    ...stats,
    correct: [0],
    options: [
      { id: 0, count: 2, share: 0.6667 },
      { id: 1, count: 1, share: 0.3333 },
    ],
  };
  expect(rightCount("truefalse", counted)).toBe(2);
  expect(rightCount("multiple", counted)).toBeUndefined();
});

test("a correction says what is right, or is none", () => {
  const number = keyForm({ answer: { value: 4, tolerance: 0.5 } });
  expect(toCorrection("numeric", number, "why")).toEqual({
    answer: { value: 4, tolerance: 0.5 },
    reason: "why",
  });
  expect(toCorrection("numeric", { ...number, value: undefined }, "why")).toBeUndefined();
  const text = keyForm({ answer: { accept: ["Nairobi"], match: "lenient" } });
  expect(toCorrection("text", { ...text, accept: " a \n\nb" }, "why")).toEqual({
    answer: { accept: ["a", "b"], match: "lenient" },
    reason: "why",
  });
  expect(toCorrection("text", { ...text, accept: " \n" }, "why")).toBeUndefined();
  expect(toCorrection("single", keyForm({ correct: [] }), "why")).toBeUndefined();
  expect(toCorrection("single", keyForm({ correct: [2] }), "why")).toEqual({ correct: [2], reason: "why" });
});
