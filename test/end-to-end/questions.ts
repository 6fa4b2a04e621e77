import type { Question } from "../harness/contract.ts";

/** One question of each of the six kinds, with edge cases of their grading. */
export function sixKinds(timeLimitMs: number | null = 600_000): Question[] {
  return [
    {
      kind: "single",
      text: "Which planet is nearest to the sun?",
      options: [{ text: "Venus" }, { text: "Mercury", correct: true }, { text: "Mars" }],
      timeLimitMs,
      points: 1000,
    },
    {
      kind: "multiple",
      text: "Which of these are primes?",
      options: [
        { text: "2", correct: true },
        { text: "4" },
        { text: "5", correct: true },
        { text: "9" },
        { text: "11", correct: true },
      ],
      timeLimitMs,
      points: 777,
    },
    { kind: "truefalse", text: "Water is wet.", answer: true, timeLimitMs, points: 500 },
    {
      kind: "numeric",
      text: "Pi, to the second place?",
      answer: { value: 3.25, tolerance: 0.25 },
      timeLimitMs,
      points: 1500,
    },
    {
      kind: "text",
      text: "The capital of France?",
      answer: { accept: ["Paris", "La  Ville Lumière"] },
      timeLimitMs,
      points: 10_000,
    },
    {
      kind: "poll",
      text: "Tea or coffee?",
      options: [{ text: "Tea" }, { text: "Coffee" }],
      timeLimitMs,
      points: 1000,
    },
  ];
}

/** A question of kind single with four options; `correct` is the index of the correct one. */
export function single(correct = 0, rest: Partial<Question> = {}): Question {
  const options = ["North", "East", "South", "West"].map((text, id) =>
    id === correct ? { text, correct: true as const } : { text },
  );
  return { kind: "single", text: "Where?", options, timeLimitMs: 600_000, ...rest } as Question;
}
