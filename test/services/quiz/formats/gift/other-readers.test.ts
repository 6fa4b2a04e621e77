import fc from "fast-check";
import { type GIFTQuestion, parse } from "gift-pegjs";
import type { Question } from "../../../../../platform/domain/question.ts";
import { type QuizContent, quizSchema } from "../../../../../platform/domain/quiz.ts";
import { gift } from "../../../../../services/quiz/formats/gift/gift.ts";

/** gift-pegjs stands here for the other programs that read our exports. It reads a file whole. */

/** What gift-pegjs must find in a question of ours. */
function expected(question: Question): object {
  const fields = { text: question.text, explanation: question.explanation ?? null };
  switch (question.kind) {
    case "truefalse":
      return { ...fields, type: "TF", isTrue: question.answer };
    case "numeric": {
      const { value, tolerance } = question.answer;
      return { ...fields, type: "Numerical", choices: { type: "range", number: value, range: tolerance } };
    }
    case "text":
      return { ...fields, type: "Short", choices: question.answer.accept.map((text) => [text, 100]) };
    default: {
      const right = question.options.filter(({ correct }) => correct).length;
      const share = question.kind === "single" ? null : Number((100 / right).toFixed(5));
      const penalty = question.kind === "single" ? null : -100;
      const choices = question.options.map(({ text, correct }) => [text, correct ? share : penalty]);
      return { ...fields, type: "MC", choices };
    }
  }
}

function found(question: GIFTQuestion): object {
  if (question.type === "Category" || question.type === "Description") return question;
  const { type } = question;
  const fields = { type, text: question.stem.text, explanation: question.globalFeedback?.text ?? null };
  if (type === "TF") return { ...fields, isTrue: question.isTrue };
  if (type === "Numerical") return { ...fields, choices: question.choices };
  if (type !== "MC" && type !== "Short") return fields;
  // What a player types is a pattern, in which a star has an escape.
  const text = (written: string) => (type === "Short" ? written.replaceAll("\\*", "*") : written);
  return { ...fields, choices: question.choices.map((choice) => [text(choice.text.text), choice.weight]) };
}

/** Not blanks side by side, which gift-pegjs joins. */
const text = fc
  .array(fc.constantFrom(..."aé9\\:#={}~%[]*/<&-._?", "[html]", "//", "\\n", "TRUE", "%50%", "a b"), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join(""));
const options = fc
  .uniqueArray(text, { minLength: 2, maxLength: 6 })
  .map((texts) => texts.map((each, id) => ({ text: each, correct: id < 1 })));
const quiz: fc.Arbitrary<QuizContent> = fc
  .tuple(
    fc.record({ kind: fc.constant("single"), text, options }),
    fc.record({
      kind: fc.constant("multiple"),
      text,
      explanation: text,
      options: options.map(([first, ...others]) => [first, ...others, { text: "last one", correct: true }]),
    }),
    fc.record({ kind: fc.constant("truefalse"), text, explanation: text, answer: fc.boolean() }),
    fc.record({
      kind: fc.constant("text"),
      text,
      answer: fc.record({ accept: fc.array(text, { minLength: 1, maxLength: 3 }) }),
    }),
    fc.record({
      kind: fc.constant("numeric"),
      text,
      explanation: text,
      answer: fc.record({
        value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value || 0),
        tolerance: fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }).map((value) => value || 0),
      }),
    }),
  )
  .map((questions) => quizSchema.parse({ title: "Title", questions }));

test("gift-pegjs reads what we write", () => {
  fc.assert(
    fc.property(quiz, (content) => {
      const [category, ...questions] = parse(gift.write(content).body as string);
      expect(category).toEqual({ type: "Category", title: "Title" });
      expect(questions.map(found)).toEqual(content.questions.map(expected));
    }),
    { numRuns: 40 },
  );
});
