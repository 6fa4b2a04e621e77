import fc from "fast-check";
import type { QuestionDraft, QuizDraft } from "../../../../client/src/types.ts";
import {
  duplicate,
  insertQuestion,
  moved,
  removeQuestion,
  withKind,
  withRight,
} from "../../../../web/desk/quizzes/form/changes.ts";
import { faultsOf, serverFaults } from "../../../../web/desk/quizzes/form/faults.ts";
import { newQuestion, newQuiz, toDraft, toForm } from "../../../../web/desk/quizzes/form/quiz-form.ts";

const text = fc.string({ minLength: 1, maxLength: 40 });
const common = {
  text,
  timeLimitMs: fc.option(fc.integer({ min: 1000, max: 600_000 })),
  points: fc.integer({ min: 0, max: 10_000 }),
};
const options = (correct: fc.Arbitrary<{ correct?: true }>) =>
  fc.array(
    fc.tuple(text, correct).map(([text, rest]) => ({ text, ...rest })),
    { minLength: 2, maxLength: 20 },
  );
const marks = fc.constantFrom<{ correct?: true }>({}, { correct: true });
// Every number that the API takes. -0 comes back as 0, which is the same answer.
const number = fc
  .oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: -1e9, max: 1e9 }).map((n) => n / 1000),
    fc.constantFrom(999_999_999_999.9995, 1e15, 0.000_001, 5e-324, Number.MAX_VALUE),
  )
  .map((n) => n + 0);
const question: fc.Arbitrary<QuestionDraft> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("single" as const, "multiple" as const),
    ...common,
    options: options(marks),
  }),
  fc.record({ kind: fc.constant("poll" as const), ...common, options: options(fc.constant({})) }),
  fc.record({ kind: fc.constant("truefalse" as const), ...common, answer: fc.boolean() }),
  fc.record({
    kind: fc.constant("numeric" as const),
    ...common,
    answer: fc.record({ value: number, tolerance: number.map(Math.abs) }),
  }),
  fc.record({
    kind: fc.constant("text" as const),
    ...common,
    explanation: fc.constant("Because."),
    image: fc.constant("https://example.org/a.png"),
    answer: fc.record({
      accept: fc.array(text, { minLength: 1, maxLength: 5 }),
      match: fc.constant("lenient" as const),
    }),
  }),
);
const quiz: fc.Arbitrary<QuizDraft> = fc.record({
  title: text,
  questions: fc.array(question, { minLength: 1, maxLength: 5 }),
});

describe("the form of a quiz", () => {
  it.each(["en", "de", "fr", "zh"])("gives the same quiz back (%s)", (language) => {
    fc.assert(
      fc.property(quiz, (draft) => {
        expect(toDraft(toForm(draft, language), language)).toEqual(draft);
      }),
      { numRuns: 100 },
    );
  });

  it("keeps the options when the kind changes and comes back, and one right option for a single choice", () => {
    const one = { ...newQuestion(), kind: "multiple" as const };
    one.options = one.options.map((option) => ({ ...option, correct: true }));
    const single = { ...one, ...withKind(one, "single") };
    expect(single.options.map(({ correct }) => correct)).toEqual([true, false, false, false]);
    const number = { ...single, ...withKind(single, "numeric") };
    expect({ ...number, ...withKind(number, "single") }).toEqual(single);
    const other = { ...single, ...withRight(single, single.options[2]!.key, true) };
    expect(other.options.map(({ correct }) => correct)).toEqual([false, false, true, false]);
  });

  it("moves within the list, and nothing is lost", () => {
    expect(moved(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
    expect(moved(["a", "b", "c"], 2, -5)).toEqual(["c", "a", "b"]);
    expect(moved(["a"], 3, 0)).toEqual(["a"]);
  });

  it("puts a deleted question back where it was", () => {
    const first = newQuiz();
    const copy = duplicate(first.questions[0]!);
    const both = insertQuestion(first, 1, copy);
    expect(new Set(both.questions.map(({ key }) => key)).size).toBe(2);
    expect(insertQuestion(removeQuestion(both, copy.key), 1, copy)).toEqual(both);
  });
});

describe("the faults of a quiz", () => {
  it("names each field that is not filled in", () => {
    const form = newQuiz();
    const { key } = form.questions[0]!;
    expect(faultsOf(form, "en")).toEqual([
      { question: undefined, field: "title", reason: "needed" },
      { question: key, field: "text", reason: "needed" },
      ...[0, 1, 2, 3].map((at) => ({ question: key, field: `option.${at}`, reason: "needed" })),
      { question: key, field: "options", reason: "oneRight" },
    ]);
  });

  it("finds numbers out of range and addresses that are not https", () => {
    const one = {
      ...newQuestion(),
      kind: "numeric" as const,
      text: "?",
      value: "x",
      tolerance: "-1",
      limit: "0.5",
    };
    const form = { title: "T", questions: [{ ...one, points: "1.5", image: "http://a.b/c.png" }] };
    expect(faultsOf(form, "en").map(({ field, reason }) => [field, reason])).toEqual([
      ["value", "notNumber"],
      ["tolerance", "negative"],
      ["limit", "limit"],
      ["points", "points"],
      ["image", "https"],
    ]);
  });

  it("puts the server's faults to the fields", () => {
    const form = newQuiz();
    const { key } = form.questions[0]!;
    const paths = [
      "questions.0.options.1.text",
      "questions.0.answer.accept.2",
      "questions.0.timeLimitMs",
      "title",
      "",
    ];
    const faults = serverFaults(
      paths.map((path) => ({ path, reason: "no" })),
      form,
    );
    expect(faults.map(({ question, field }) => [question, field])).toEqual([
      [key, "option.1"],
      [key, "accept.2"],
      [key, "limit"],
      [undefined, "title"],
      [undefined, "title"],
    ]);
  });
});
