import type { QuestionDraft, QuizDraft } from "../../client/src/types.ts";

/** One question of each kind, as a real quiz has them. */
const QUESTIONS: readonly QuestionDraft[] = [
  {
    kind: "single",
    text: "Which planet is nearest to the sun?",
    options: [{ text: "Venus" }, { text: "Mercury", correct: true }, { text: "Mars" }, { text: "Earth" }],
  },
  { kind: "truefalse", text: "The Danube flows through four capitals.", answer: true },
  {
    kind: "multiple",
    text: "Which of these are primes?",
    options: [
      { text: "2", correct: true },
      { text: "9" },
      { text: "11", correct: true },
      { text: "21" },
      { text: "23", correct: true },
    ],
  },
  {
    kind: "poll",
    text: "How did you come here today?",
    options: [{ text: "On foot" }, { text: "By bike" }, { text: "By train or bus" }, { text: "By car" }],
  },
  { kind: "numeric", text: "How many keys does a piano have?", answer: { value: 88, tolerance: 0 } },
  { kind: "text", text: "What is the capital of France?", answer: { accept: ["Paris"], match: "lenient" } },
];

/** A quiz with questions of all kinds in turn. @param seconds how long each is open */
export function rehearsalQuiz(questions: number, seconds: number): QuizDraft {
  return {
    title: "Rehearsal",
    questions: Array.from({ length: questions }, (_, index) => {
      const question = QUESTIONS[index % QUESTIONS.length]!;
      return { ...question, timeLimitMs: seconds * 1000 };
    }),
  };
}
