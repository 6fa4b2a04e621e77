import fc from "fast-check";
import { type QuizContent, quizSchema } from "../../../platform/domain/quiz.ts";
import { isVisible, visibleText } from "../../../platform/domain/text/visible-text.ts";

/** A quiz with any number of questions; its title is unique. */
export function sampleQuiz(title: string, questions = 1): QuizContent {
  return quizSchema.parse({
    title,
    questions: Array.from({ length: questions }, (_, index) => ({
      kind: "truefalse",
      text: `Is ${index} even?`,
      answer: index % 2 === 0,
    })),
  });
}

/** Any text that can be stored and seen: all code points except U+0000, and not only invisible ones. */
const text = (maxLength: number) =>
  fc
    .string({ unit: "binary", minLength: 1, maxLength })
    .map((any) => any.replaceAll("\0", "0"))
    .filter(isVisible);

const common = {
  text: text(100),
  timeLimitMs: fc.option(fc.integer({ min: 1000, max: 600_000 })),
  points: fc.integer({ min: 0, max: 10_000 }),
  explanation: fc.option(text(50), { nil: undefined }),
  image: fc.option(fc.webUrl({ validSchemes: ["https"] }), { nil: undefined }),
};
const options = (isCorrect: (index: number) => boolean) =>
  fc
    .uniqueArray(text(30), {
      minLength: 2,
      maxLength: 20,
      selector: (any) => visibleText(any).normalize("NFC"),
    })
    .map((texts) => texts.map((each, index) => ({ text: each, ...(isCorrect(index) && { correct: true }) })));
const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value || 0);

const question = fc.oneof(
  fc.record({ kind: fc.constant("single"), ...common, options: options((index) => index === 1) }),
  fc.record({ kind: fc.constant("multiple"), ...common, options: options((index) => index % 2 === 0) }),
  fc.record({ kind: fc.constant("poll"), ...common, options: options(() => false) }),
  fc.record({ kind: fc.constant("truefalse"), ...common, answer: fc.boolean() }),
  fc.record({
    kind: fc.constant("numeric"),
    ...common,
    answer: fc.record({ value: double, tolerance: double.map(Math.abs) }),
  }),
  fc.record({
    kind: fc.constant("text"),
    ...common,
    answer: fc.record({
      accept: fc.array(
        text(30).map((any) => `a${any}`),
        { minLength: 1, maxLength: 5 },
      ),
    }),
  }),
);

/** Any quiz of up to 8 questions. */
export const anyQuiz: fc.Arbitrary<QuizContent> = fc
  .record({ title: text(50), questions: fc.array(question, { minLength: 1, maxLength: 8 }) })
  .map((quiz) => quizSchema.parse(quiz));
