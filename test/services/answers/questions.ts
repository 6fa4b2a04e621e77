import type { Question } from "../../../platform/domain/question.ts";
import { type QuizContent, quizSchema } from "../../../platform/domain/quiz.ts";

const options = (...texts: string[]) => texts.map((text) => ({ text }));

/** A quiz with a question of each kind; the comments give the right answers. */
export const QUIZ: QuizContent = quizSchema.parse({
  title: "All kinds",
  questions: [
    // 1: option 2
    { kind: "single", text: "1", options: [...options("a", "b"), { text: "c", correct: true }] },
    // 2: options 0 and 2
    {
      kind: "multiple",
      text: "2",
      options: [{ text: "a", correct: true }, { text: "b" }, { text: "c", correct: true }, { text: "d" }],
    },
    // 3: true
    { kind: "truefalse", text: "3", answer: true },
    // 4: 0.1 to 0.3
    { kind: "numeric", text: "4", answer: { value: 0.2, tolerance: 0.1 } },
    // 5: Bern
    { kind: "text", text: "5", answer: { accept: ["Bern", "Berne"] } },
    // 6: no right answer
    { kind: "poll", text: "6", options: options("a", "b") },
  ],
});

export const questionNo = (no: number): Question => QUIZ.questions[no - 1]!;
