import { keyOf, type Question } from "../../../platform/domain/question.ts";
import { answerFields, answerText, keyText } from "../../../platform/domain/shown-answer.ts";

const common = { text: "Which?", timeLimitMs: 20_000, points: 1000 };
const options = [{ text: "red", correct: true as const }, { text: "green" }, { text: "blue" }];
const chosen = (choice: number) => ({ choice, response: null });
const typed = (response: string) => ({ choice: null, response });

const single = { ...common, kind: "single", options };
const multiple = {
  ...common,
  kind: "multiple",
  options: options.map(({ text }) => ({ text, correct: true })),
};
const trueFalse = { ...common, kind: "truefalse", answer: false };
const numeric = { ...common, kind: "numeric", answer: { value: -5, tolerance: 0.5 } };
const exact = { ...numeric, answer: { value: 0, tolerance: 0 } };
const text = { ...common, kind: "text", answer: { accept: ["Paris", "Lutetia"] } };
const poll = { ...common, kind: "poll", options: options.map((option) => ({ text: option.text })) };

test.each([
  [single, chosen(0), { choice: 0 }, "red", "red"],
  [multiple, chosen(0b101), { choices: [0, 2] }, "red; blue", "red; green; blue"],
  [trueFalse, chosen(1), { choice: 1 }, "True", "False"],
  [numeric, typed("-5.25"), { value: -5.25 }, -5.25, "-5 ± 0.5"],
  [exact, typed("0"), { value: 0 }, 0, "0"],
  [text, typed(" Rome"), { text: " Rome" }, " Rome", "Paris; Lutetia"],
  [poll, chosen(2), { choice: 2 }, "blue", ""],
])("$kind: an answer and a key as programs and people read them", (question, answer, fields, shown, key) => {
  const asked = question as unknown as Question;
  expect(answerFields(asked, answer)).toEqual(fields);
  expect(answerText(asked, answer)).toBe(shown);
  expect(keyText(asked, keyOf(asked))).toBe(key);
});
