import { type QuizContent, quizSchema } from "../../../platform/domain/quiz.ts";
import type { SessionRecord, SessionSettings } from "../../../platform/domain/session.ts";
import type { Snapshot } from "../../../platform/domain/stats.ts";
import { sessionRecord, settings } from "../../harness/session-record.ts";
import type { AnswerRow } from "./answer-rows.ts";

/** A quiz with one question of each kind that differs in its stats. */
export const QUIZ: QuizContent = quizSchema.parse({
  title: "A bit of all",
  questions: [
    {
      kind: "single",
      text: "Capital of Switzerland?",
      options: [{ text: "Bern", correct: true }, { text: "Basel" }, { text: "Zürich" }],
    },
    {
      kind: "multiple",
      text: "Which are prime?",
      options: [{ text: "2", correct: true }, { text: "3", correct: true }, { text: "4" }, { text: "6" }],
    },
    { kind: "truefalse", text: "Snow is white.", answer: true },
    { kind: "numeric", text: "π?", answer: { value: 3.14, tolerance: 0.01 } },
    { kind: "text", text: "Who wrote Faust?", answer: { accept: ["Goethe"] } },
    { kind: "poll", text: "Tea or coffee?", options: [{ text: "Tea" }, { text: "Coffee" }] },
  ],
});

/** An open session, before any of its questions has opened. */
export function sessionOf(no: number, changed: Partial<SessionSettings> = {}): SessionRecord {
  return sessionRecord({
    no,
    id: `session-${no}`,
    title: QUIZ.title,
    questions: QUIZ.questions.length,
    settings: settings({ graceMs: 0, gapMs: 0, ...changed }),
    asOf: Date.now(),
    openedAt: Date.now(),
  });
}

/** A right answer to question 1 or 2. */
export const right = (question: number, player: number, elapsed: number, points: number): AnswerRow => ({
  question,
  player,
  choice: question === 2 ? 3 : 0,
  response: null,
  elapsed,
  points,
  correct: true,
});

/** A wrong answer to question 1 or 2. */
export const wrong = (question: number, player: number, elapsed: number): AnswerRow => ({
  ...right(question, player, elapsed, 0),
  choice: 2,
  correct: false,
});

/** The stats of a snapshot, without the times they belong to. */
export const untimedStats = (snapshot: Snapshot) =>
  snapshot.questions.map(({ asOf: _, final: __, ...stats }) => stats);

/** The points of the first places of a leaderboard. */
export const leaderPoints = (snapshot: Snapshot, board: "open" | "full") =>
  snapshot.leaderboards[board].places.map((place) => place.points);
