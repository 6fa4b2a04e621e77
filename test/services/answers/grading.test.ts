import { jest } from "@jest/globals";
import { ANSWER_TYPE } from "../../../platform/contracts/contracts.ts";
import { type Key, keyOf, type Question } from "../../../platform/domain/question.ts";
import { maskOf } from "../../../platform/domain/question-kinds/option-ids.ts";
import {
  isCorrect,
  isSame,
  scoreOf,
  toAnswerBody,
  toStoredAnswer,
} from "../../../services/answers/grading.ts";
import { QUIZ, questionNo } from "./questions.ts";

const SINGLE = 1;
const MULTIPLE = 2;
const TRUEFALSE = 3;
const NUMERIC = 4;
const TEXT = 5;
const POLL = 6;

const TYPE_OF: Record<number, number> = {
  [SINGLE]: ANSWER_TYPE.choice,
  [MULTIPLE]: ANSWER_TYPE.choices,
  [TRUEFALSE]: ANSWER_TYPE.choice,
  [NUMERIC]: ANSWER_TYPE.value,
  [TEXT]: ANSWER_TYPE.text,
  [POLL]: ANSWER_TYPE.choice,
};

const chosen = (id: number) => ({ choice: id, response: null });
const typed = (response: string | number) => ({ choice: null, response: String(response) });
const gradedBy = (key: Key, no: number, answer: { choice: number | null; response: string | null }) =>
  isCorrect(scoreOf(questionNo(no), key, answer));
const graded = (no: number, answer: { choice: number | null; response: string | null }) =>
  gradedBy(keyOf(questionNo(no)), no, answer);

test("single: the one right option", () => {
  expect([0, 1, 2].map((id) => graded(SINGLE, chosen(id)))).toEqual([false, false, true]);
});

test("multiple: exactly the right options, no fewer and no more", () => {
  const right = maskOf([0, 2]);
  const allSets = Array.from({ length: 16 }, (_, mask) => mask);
  expect(allSets.filter((mask) => graded(MULTIPLE, chosen(mask)))).toEqual([right]);
});

test("truefalse: 0 is false, 1 is true", () => {
  expect([0, 1].map((id) => graded(TRUEFALSE, chosen(id)))).toEqual([false, true]);
  expect(
    [0, 1].map((id) =>
      gradedBy(keyOf({ ...questionNo(TRUEFALSE), kind: "truefalse", answer: false }), TRUEFALSE, chosen(id)),
    ),
  ).toEqual([true, false]);
});

test("poll: neither right nor wrong", () => {
  expect([0, 1].map((id) => graded(POLL, chosen(id)))).toEqual([null, null]);
});

test.each([
  [0.1, true],
  [0.2, true],
  [0.3, true],
  [0.30000000000000004, true],
  [0.3001, false],
  [0.0999, false],
  [-0.2, false],
])("numeric: 0.2 within 0.1, and %p typed: %p", (value, right) => {
  expect(graded(NUMERIC, typed(value))).toBe(right);
});

test.each<[number, number, number, boolean]>([
  [5, 0, 5, true],
  [5, 0, 5.000000000000001, false],
  [0.3, 0, 0.30000000000000004, false],
  [-5, 2, -7, true],
  [-5, 2, -7.0001, false],
  [1e15, 1, 1e15 + 1, true],
  [1e15, 1, 1e15 + 3, false],
  [0, 1e-9, 1e-9, true],
  [0, 1e-9, 1.001e-9, false],
  [1e308, 1e308, -1e308, false],
])("numeric: %p within %p, and %p typed: %p", (value, tolerance, answer, right) => {
  expect(gradedBy({ form: "numeric", value, tolerance }, NUMERIC, typed(answer))).toBe(right);
});

test("text: any accepted one, whatever the case, width and spacing", () => {
  const right = ["Bern", " bern\t", "BERNE", "Ｂｅｒｎ"];
  const wrong = ["Ber n", "Bern.", "Basel"];
  expect(right.map((text) => graded(TEXT, typed(text)))).toEqual([true, true, true, true]);
  expect(wrong.map((text) => graded(TEXT, typed(text)))).toEqual([false, false, false]);
});

test("text: what a person does not see or choose does not matter; lenient also takes no accents", () => {
  const key = (accept: string[], match?: "exact" | "lenient"): Key =>
    match ? { form: "text", accept, match } : { form: "text", accept };
  expect(gradedBy(key(["Hawai'i"]), TEXT, typed("Hawai’i"))).toBe(true);
  expect(gradedBy(key(["102"]), TEXT, typed("10²"))).toBe(false);
  expect(gradedBy(key(["Zürich"], "exact"), TEXT, typed("zurich"))).toBe(false);
  expect(gradedBy(key(["Zürich"], "lenient"), TEXT, typed("zurich!"))).toBe(true);
});

test("text: the accepted texts of a key are read once, however many answers are graded", () => {
  const accept = Array.from({ length: 50 }, (_, index) => `${"\ufdfa".repeat(490)}${index}`);
  const read = jest.spyOn(accept, "map");
  for (let answer = 0; answer < 100; answer++) {
    expect(gradedBy({ form: "text", accept }, TEXT, typed(`wrong ${answer}`))).toBe(false);
  }
  expect(read).toHaveBeenCalledTimes(1);
});

test("a corrected key with several right options takes any of them", () => {
  const key: Key = { form: "options", correct: [0, 1], exact: false };
  expect([0, 1, 2].map((id) => gradedBy(key, SINGLE, chosen(id)))).toEqual([true, true, false]);
});

test("each kind takes its own type of answer and no other", () => {
  QUIZ.questions.forEach((question, index) => {
    for (const type of Object.values(ANSWER_TYPE)) {
      const isItsOwn = type === TYPE_OF[index + 1];
      expect("reason" in toStoredAnswer(question, type, 1, "1")).toBe(!isItsOwn);
    }
  });
});

test.each([
  [SINGLE, 2, 3],
  [TRUEFALSE, 1, 2],
  [POLL, 1, 2],
  [MULTIPLE, 0b1111, 0b10000],
])("question %i has options up to %i; %i is at fault", (no, last, beyond) => {
  expect(toStoredAnswer(questionNo(no), TYPE_OF[no]!, last, null)).toEqual({ choice: last, response: null });
  const path = no === MULTIPLE ? "choices" : "choice";
  expect(toStoredAnswer(questionNo(no), TYPE_OF[no]!, beyond, null)).toMatchObject({ path });
});

test("a repeat is recognised by what it says, not by how it is written", () => {
  expect(isSame(questionNo(TEXT), typed("Bern"), typed(" BERN"))).toBe(true);
  expect(isSame(questionNo(TEXT), typed("Bern"), typed("Berne"))).toBe(false);
  expect(isSame(questionNo(TEXT), typed("Hawai'i"), typed("Hawai’i\u200b"))).toBe(true);
  expect(isSame(questionNo(TEXT), typed("Zürich"), typed("zurich"))).toBe(false);
  const lenient = { ...questionNo(TEXT), answer: { accept: ["Bern"], match: "lenient" } } as Question;
  expect(isSame(lenient, typed("Zürich"), typed("zurich"))).toBe(true);
  expect(isSame(questionNo(NUMERIC), typed(1.5), typed(1.5))).toBe(true);
  expect(isSame(questionNo(NUMERIC), typed(1.5), typed(2))).toBe(false);
  expect(isSame(questionNo(SINGLE), chosen(0), chosen(0))).toBe(true);
  expect(isSame(questionNo(SINGLE), chosen(0), chosen(1))).toBe(false);
});

test("a stored answer is shown as it was sent", () => {
  expect(toAnswerBody(questionNo(SINGLE), 1, chosen(2))).toEqual({ question: 1, choice: 2 });
  expect(toAnswerBody(questionNo(MULTIPLE), 2, chosen(0b1001))).toEqual({ question: 2, choices: [0, 3] });
  expect(toAnswerBody(questionNo(NUMERIC), 4, typed("1e-7"))).toEqual({ question: 4, value: 1e-7 });
  expect(toAnswerBody(questionNo(TEXT), 5, typed(" Bern "))).toEqual({ question: 5, text: " Bern " });
});
