import type { QuizDraft } from "../../../client/src/types.ts";
import { say } from "../sessions/text.ts";

/** How long each question takes answers, in ms. */
const LIMIT_MS = 6000;

/** A short quiz in the host's language, with one question of each of four kinds. */
export function demoQuiz(): QuizDraft {
  const words = say().demo.quiz;
  const common = { timeLimitMs: LIMIT_MS, points: 1000 };
  return {
    title: words.title(),
    questions: [
      {
        ...common,
        kind: "single",
        text: words.planet.text(),
        options: [
          { text: words.planet.mars() },
          { text: words.planet.jupiter(), correct: true },
          { text: words.planet.saturn() },
          { text: words.planet.neptune() },
        ],
        explanation: words.planet.why(),
      },
      {
        ...common,
        kind: "truefalse",
        text: words.honey.text(),
        answer: true,
        explanation: words.honey.why(),
      },
      {
        ...common,
        kind: "numeric",
        text: words.keys.text(),
        answer: { value: 88, tolerance: 0 },
        explanation: words.keys.why(),
      },
      {
        ...common,
        kind: "poll",
        text: words.meal.text(),
        options: [
          { text: words.meal.breakfast() },
          { text: words.meal.lunch() },
          { text: words.meal.dinner() },
          { text: words.meal.snack() },
        ],
      },
    ],
  };
}
