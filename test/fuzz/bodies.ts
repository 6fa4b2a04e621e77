import { quizSchema } from "../../platform/domain/quiz.ts";
import { writers } from "../../services/quiz/formats/registry.ts";
import { sixKinds } from "../end-to-end/questions.ts";
import type { Random } from "../harness/random.ts";
import type { Target } from "./world.ts";

const OPEN_TRIVIA_QA = "#Q Which planet is nearest to the sun?\n^ Mercury\nA Venus\nB Mercury\nC Mars\n\n";

const OPEN_TRIVIA_DB = JSON.stringify({
  response_code: 0,
  results: [
    {
      type: "multiple",
      difficulty: "easy",
      category: "Space",
      question: "Which planet is &quot;nearest&quot; to the sun?",
      correct_answer: "Mercury",
      incorrect_answers: ["Venus", "Mars", "Earth"],
    },
  ],
});
/** As other programs write them. */
const LOOSE_QUESTIONS = [
  { question: "Which planet is red?", options: ["Venus", "Mars"], answer: "B" },
  { question: "Which one is hot?", choices: ["Venus", "Mars"], correct: 0 },
];

/** An answer to each of the six questions, and a key for it. */
const ANSWERS = [
  { choice: 1 },
  { choices: [0, 2] },
  { choice: 1 },
  { value: 3.25 },
  { text: "Paris" },
  { choice: 0 },
];
const KEYS = [
  { correct: [1] },
  { correct: [0, 2] },
  { answer: false },
  { answer: { value: 1, tolerance: 0 } },
  { answer: { accept: ["Paris", "Lutetia"] } },
  { correct: [0] },
];

/** What fits the question, or in one of ten cases another one. */
function fitting<T>(random: Random, all: readonly T[], question: number): T {
  return (random.chance(0.9) && all[question - 1]) || random.pick(all);
}

/** A sound body of each operation that takes one. An operation that is not here gets any JSON. */
export const BODIES: Record<string, (random: Random, target: Target, question: number) => unknown> = {
  join: (random, { code }) =>
    random.chance(0.3)
      ? { code, playerNo: 1 + random.integer(4), pin: `${10_000_000 + random.integer(10_000_000)}` }
      : { code, nickname: `N ${random.integer(1000)}`, key: "0123456789abcdef" },
  signIn: (random) =>
    random.chance(0.5)
      ? { code: "not.a.code", key: "0123456789abcdef" }
      : {
          openid: {
            code: "c",
            verifier: "v".repeat(43),
            redirectUri: "http://localhost:3000/desk/signed-in",
          },
        },
  answer: (random, _target, question) => ({
    question,
    ...fitting(random, ANSWERS, question),
    ...(random.chance(0.1) ? { receipt: "not.a.receipt" } : {}),
  }),
  createQuiz: () => ({ title: "Fuzz", questions: sixKinds() }),
  replaceQuiz: () => ({ title: "Fuzz", questions: sixKinds() }),
  createSession: (random, { quizId }) => ({
    quizId,
    pace: random.pick(["host", "self", "auto"]),
    feedback: random.pick(["onClose", "immediate", "onEnd"]),
    graceMs: random.integer(10_001),
    opensAt: "2031-01-01T00:00:00.000Z",
    expectedPlayers: random.integer(1000),
  }),
  changeSession: (random) => ({
    title: "Fuzz",
    locked: random.chance(0.5),
    lateJoin: random.chance(0.5),
    ...(random.chance(0.3) ? { opensAt: "2031-01-01T00:00:00.000Z" } : {}),
    ...(random.chance(0.3) ? { closesAt: random.pick(["2031-01-02T00:00:00.000Z", null]) } : {}),
    maxPlayers: random.pick([1000, null]),
  }),
  extendSession: (random, _target, question) => ({
    byMs: 1 + random.integer(2000),
    ...(random.chance(0.5) ? { question } : {}),
  }),
  nextSession: (_random, _target, question) => ({ after: question }),
  closeSession: (_random, _target, question) => ({ question }),
  voidQuestion: () => ({ reason: "It was wrong." }),
  correctKey: (random, _target, question) => ({
    ...fitting(random, KEYS, question),
    reason: "It was wrong.",
  }),
};

const QUIZ = quizSchema.parse({ title: "Fuzz", questions: sixKinds() });
/** A quiz in each format that can be exported, and what can only be imported. */
const FILES = [
  ...(await Promise.all(Object.values(writers).map((writer) => writer.write(QUIZ)))).map(({ body }) => body),
  OPEN_TRIVIA_DB,
  JSON.stringify(LOOSE_QUESTIONS),
];

/** A file to import. */
export function importFile(random: Random): string | Buffer {
  if (random.chance(0.2)) return OPEN_TRIVIA_QA.repeat(1 + random.integer(3));
  if (random.chance(0.05)) return `C${" ".repeat(100_000)}\u2028`;
  return random.pick(FILES);
}
