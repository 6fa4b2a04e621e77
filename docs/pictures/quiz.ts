import type { QuizDraft } from "../../client/src/types.ts";

/** What is played on the pictures. */
export const QUIZ: QuizDraft = {
  title: "Rivers of the world",
  questions: [
    {
      kind: "single",
      text: "Which river flows through Paris?",
      options: [{ text: "Rhône" }, { text: "Seine", correct: true }, { text: "Loire" }, { text: "Garonne" }],
      timeLimitMs: 60_000,
      explanation: "The Seine passes the Louvre, the Île de la Cité and the Eiffel Tower.",
    },
    {
      kind: "truefalse",
      text: "The Amazon carries more water than any other river.",
      answer: true,
      timeLimitMs: 60_000,
    },
    {
      kind: "multiple",
      text: "Which of these rivers reach the Black Sea?",
      options: [
        { text: "Danube", correct: true },
        { text: "Volga" },
        { text: "Dnieper", correct: true },
        { text: "Rhine" },
      ],
      timeLimitMs: 60_000,
    },
    {
      kind: "numeric",
      text: "How many countries does the Nile’s basin touch?",
      answer: { value: 11, tolerance: 1 },
      timeLimitMs: 60_000,
    },
    {
      kind: "single",
      text: "Where does the Mekong reach the sea?",
      options: [
        { text: "Thailand" },
        { text: "Cambodia" },
        { text: "Vietnam", correct: true },
        { text: "Laos" },
      ],
      timeLimitMs: 60_000,
    },
  ],
};

export const NAMES = (
  "Amara Ben Chloé Diego Elif Finn Grace Hiroshi Ines Jonas Kofi Lena Mateo Nadia Omar Priya Quinn Rosa Sven Tuan " +
  "Uma Viktor Wanda Ximena Yusuf Zoe Noor Marie"
).split(" ");
