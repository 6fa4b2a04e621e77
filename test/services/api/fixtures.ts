import { type QuizContent, quizSchema } from "../../../platform/domain/quiz.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import type { QuestionStats, Snapshot } from "../../../platform/domain/stats.ts";
import type { CachedSession } from "../../../services/api/caches/session-cache.ts";
import type { CachedSnapshot } from "../../../services/api/caches/snapshot-cache.ts";
import { NOON, openWindow, sessionRecord } from "../../harness/session-record.ts";

/** Part of every key that is text. */
export const SECRET = "sentinel-of-the-key";

/** A quiz whose keys can be found in bytes: the sentinel as text, and numbers that occur nowhere else. */
export const CONTENT: QuizContent = quizSchema.parse({
  title: "Capitals",
  questions: [
    {
      kind: "single",
      text: "Capital of Switzerland?",
      options: [{ text: "Zurich" }, { text: "Bern", correct: true }, { text: "Basel" }],
      explanation: `It is ${SECRET}`,
    },
    { kind: "text", text: "Capital of France?", answer: { accept: [SECRET] } },
    { kind: "numeric", text: "Cantons?", answer: { value: 987_654, tolerance: 321 } },
  ],
});

export function cachedSession(changed: Partial<SessionRecord> = {}): CachedSession {
  return { record: sessionRecord(changed), content: CONTENT };
}

/** The window of question `no`: open at noon, closed 20 s later, revealed after the grace period. */
export const STAGES = {
  open: (no: number) => openWindow(no),
  revealed: (no: number) => openWindow(no, { revealedAt: NOON + 20_500 }),
};

export function questionStats(question: number, attempts: number): QuestionStats {
  return {
    question,
    attempts,
    options: [{ id: 0, count: attempts, share: 1 }],
    elapsedMs: { mean: 1, p50: 1, p90: 1, p99: 1 },
    asOf: new Date(NOON).toISOString(),
    final: false,
  };
}

export function snapshot(seq: number, questions: QuestionStats[] = [], openPoints = 0): Snapshot {
  const asOf = new Date(NOON + seq).toISOString();
  const board = (points: number) => ({
    places: [{ rank: 1, playerNo: 1, nickname: "Bo", points, elapsedMs: 10 }],
    scores: { width: points + 1, counts: [1] },
    players: 1,
    asOf,
    final: false,
  });
  return {
    sessionNo: 1,
    sessionId: "session-1",
    seq,
    asOf,
    questions,
    leaderboards: { open: board(openPoints), full: board(7777) },
  };
}

export function cachedSnapshot(full: Snapshot): CachedSnapshot {
  const questions = new Map(full.questions.map((stats) => [stats.question, stats]));
  return { ...full, questions, fullAsOf: full.asOf };
}
