import fc from "fast-check";
import { json } from "../../../../../services/quiz/formats/json/json.ts";
import { openTdb } from "../../../../../services/quiz/formats/opentdb/opentdb.ts";
import { validateParts } from "../../../../../services/quiz/importing/validate-parts.ts";
import { byOutcome, sourceOf } from "../source-of.ts";

const read = (...questions: object[]) => json.parse(sourceOf(JSON.stringify(questions)));
const questions = (...elements: object[]) =>
  byOutcome(read(...elements)).questions.map((part) => part.question);
const reasons = (...elements: object[]) => byOutcome(read(...elements)).skipped.map(({ reason }) => reason);
const single = (text: string, right: string, ...options: string[]) => ({
  kind: "single",
  text,
  options: options.map((option) => (option === right ? { text: option, correct: true } : { text: option })),
});

const options = ["Oslo", "Rome", "Bern"];

test.each([
  ["a text", { question: "?", options, answer: "Rome" }],
  ["a text but for case and blanks", { question: "?", choices: options, correct_answer: " ROME" }],
  ["a letter", { text: "?", answers: options, correctAnswer: "b" }],
  ["a letter of an object", { prompt: "?", options: { x: "Oslo", b: "Rome", y: "Bern" }, answer: "B" }],
  ["a list of one", { question: { text: "?" }, options, correct_answers: ["Rome"] }],
  [
    "a mark on an option",
    { question: "?", options: [{ text: "Oslo" }, { text: "Rome", isCorrect: true }, { text: "Bern" }] },
  ],
  [
    "a mark in quotes or as a number",
    {
      question: "?",
      answers: [
        { text: "Oslo", correct: 0 },
        { text: "Rome", correct: "True" },
        { text: "Bern", correct: "false" },
      ],
    },
  ],
  [
    "an id, whatever the place",
    {
      question: "?",
      options: [
        { id: "b", text: "Oslo" },
        { id: "a", text: "Rome" },
        { id: "c", text: "Bern" },
      ],
      answer: "A",
    },
  ],
  ["a list beside the options", { question: "?", options, answers: ["Rome"] }],
])("the right answer as %s", (_, element) => {
  expect(questions(element)).toEqual([single("?", "Rome", ...options)]);
});

test("several right answers make a multiple question, true and false a truefalse one", () => {
  expect(questions({ question: "?", options, correct: ["A", "Bern"] })).toEqual([
    {
      kind: "multiple",
      text: "?",
      options: [{ text: "Oslo", correct: true }, { text: "Rome" }, { text: "Bern", correct: true }],
    },
  ]);
  const truefalse = { kind: "truefalse", text: "?", answer: false };
  expect(questions({ question: "?", options: ["True", "False"], answer: "false" })).toEqual([truefalse]);
  expect(questions({ question: "?", options: [true, false], answer: false })).toEqual([truefalse]);
  expect(questions({ question: "?", answer: false })).toEqual([truefalse]);
  expect(questions({ question: "?", answer: "False" })).toEqual([truefalse]);
});

test("an option that has the answer's text comes before one that has its letter", () => {
  expect(questions({ question: "?", options: ["B", "C", "A"], answer: "A" })).toEqual([
    single("?", "A", "B", "C", "A"),
  ]);
});

test("wrong answers that stand apart are shuffled with the right one, in the same way each time", () => {
  const element = { question: "?", correctAnswer: "Rome", incorrectAnswers: ["Oslo", "Bern", "Wien"] };
  const [question] = questions(element) as { options: { text: string; correct?: boolean }[] }[];
  expect(question!.options.filter(({ correct }) => correct)).toEqual([{ text: "Rome", correct: true }]);
  expect(question!.options.map(({ text }) => text).sort()).toEqual(["Bern", "Oslo", "Rome", "Wien"]);
  expect(questions(element)).toEqual([question]);
});

describe("a place among the options", () => {
  const place = (answer: number) => ({ question: "?", options, answer });
  const right = (...places: number[]) =>
    (questions(...places.map(place)) as { options: { correct?: boolean }[] }[]).map((question) =>
      question.options.findIndex(({ correct }) => correct),
    );

  test("counts from 0 if one in the file is 0, from 1 if one is the number of options", () => {
    expect(right(2, 0, 1)).toEqual([2, 0, 1]);
    expect(right(2, 3, 1)).toEqual([1, 2, 0]);
  });

  test("cannot be told if neither or both occur", () => {
    const reason = (answer: number) =>
      `the right answer ${answer} may count from 0 or from 1; give the text or the letter of the option`;
    expect(reasons(place(1), place(2))).toEqual([reason(1), reason(2)]);
    expect(reasons(place(0), place(3))).toEqual([reason(0), reason(3)]);
  });

  test("cannot be told from an option that is that number", () => {
    const numbers = { question: "?", options: [1, 2, 3], answer: 2 };
    expect(reasons(numbers, place(0))[0]).toBe(
      "the right answer 2 may be an option or its place; write it in quotes",
    );
    expect(questions({ ...numbers, answer: "2" }, { question: "?", options: [10, 20], answer: 20 })).toEqual([
      single("?", "2", "1", "2", "3"),
      single("?", "20", "10", "20"),
    ]);
  });

  test("cannot be told from ids that count as the places do, in another order", () => {
    const withIds = (...ids: number[]) => ({
      question: "?",
      options: options.map((text, index) => ({ id: ids[index], text })),
      answer: 3,
    });
    expect(reasons(withIds(3, 1, 2))).toEqual([
      "the right answer 3 may be the id of an option or its place; give the text of the option",
    ]);
    expect(questions(withIds(1, 2, 3), withIds(7, 8, 9))).toEqual([
      single("?", "Bern", ...options),
      single("?", "Bern", ...options),
    ]);
  });

  test("that does not exist is named", () => {
    expect(reasons(place(0), place(7), place(-1), place(0.5))).toEqual([
      "there is no option 7, counted from 0",
      "there is no option -1, counted from 0",
      "there is no option 0.5, counted from 0",
    ]);
  });
});

test.each([
  [{ question: "?", options }, "the right answer is missing (answer, correct or correctAnswer)"],
  [{ question: "?", options, answer: "Paris" }, 'the right answer "Paris" is not among the options'],
  [
    { question: "?", options: ["Polish", "polish"], answer: "POLISH" },
    'the right answer "POLISH" matches more than one option',
  ],
  [
    { question: "?", options: { A: "C", B: "A", C: "B" }, answer: "C" },
    'the right answer "C" may be an option or the letter of another one',
  ],
  [{ question: "?", options: [], answer: "A" }, /^the question has no options; expected a kind/],
  [{ question: "?", options: {}, answer: "A" }, /^the question has no options; expected a kind/],
  [{ question: "?", options, answer: {} }, 'the right answer "" is not among the options'],
  [{ question: "?", options, answer: ["A", "B", "C", "A"] }, "there are more right answers than options"],
  [
    { question: "?", options: new Array(21).fill("x"), answer: "x" },
    "the question has 21 options, but at most 20 are allowed",
  ],
  [
    { question: "?", answer: "Rome" },
    /^the question has no options; expected a kind, or a question with options/,
  ],
  [{ question: 7, options, answer: "A" }, /^the question has no text; expected a kind, or/],
])("%j is refused: %s", (element, reason) => {
  expect(reasons(element)).toEqual([typeof reason === "string" ? reason : expect.stringMatching(reason)]);
});

test("the list of questions may be called quiz", () => {
  const quiz = [{ question: "?", options, answer: "Rome" }];
  const { title, parts, notes } = json.parse(
    sourceOf(JSON.stringify({ title: "Towns", quiz, id: 7 }, null, 1)),
  );
  expect([title, notes]).toEqual(["Towns", ['set aside, because a quiz has no such fields: "id"']]);
  expect(parts).toEqual([{ line: 4, question: single("?", "Rome", ...options) }]);
});

test("fields of a quiz are kept, other ones and those of options are set aside", () => {
  const element = {
    question: "?",
    answer: "A",
    points: 5,
    image: null,
    explanation: "",
    hint: "x",
    text: "y",
  };
  const { parts, notes } = read({ ...element, options: [{ text: "Oslo", id: 7 }, { text: "Rome" }] });
  expect(parts).toEqual([{ line: 1, question: { ...single("?", "Oslo", "Oslo", "Rome"), points: 5 } }]);
  expect(notes).toEqual([
    'set aside, because a quiz has no such fields: "id" of options, "hint" of questions, "text" of questions',
  ]);
});

/** Any JSON whose fields have the names that readers of JSON look for. */
const { value: anyFields } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(
      null,
      true,
      false,
      0,
      1,
      2,
      -1,
      0.5,
      "",
      "a",
      "b",
      "A",
      "B",
      "multiple",
      "single",
      "poll",
    ),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      fc.constantFrom(
        ..."kind text question options answers answer correct correctAnswer incorrectAnswers a B".split(" "),
        ..."type correct_answer incorrect_answers accept value points title __proto__ length".split(" "),
      ),
      tie("value"),
      { maxKeys: 6 },
    ),
  ),
}));

test("any JSON is read or refused in words, in both formats", () => {
  fc.assert(
    fc.property(fc.array(anyFields, { maxLength: 3 }), fc.constantFrom("json", "opentdb"), (list, format) => {
      const file = Buffer.from(JSON.stringify(format === "json" ? { questions: list } : { results: list }));
      const reader = format === "json" ? json : openTdb;
      const { parts } = reader.parse(sourceOf(list.length === 0 ? "[{}]" : file));
      const { skipped } = validateParts(parts, "line");
      expect(skipped.filter(({ reason }) => !/^question \d+: [a-zA-Z0-9]/.test(reason))).toEqual([]);
      expect(skipped.filter(({ reason }) => /undefined|\[object|NaN|null is/.test(reason))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
