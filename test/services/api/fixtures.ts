import type { QuestionFigures, Snapshot } from "../../../platform/contracts/contracts.ts";
import { type QuizContent, quizSchema } from "../../../platform/domain/quiz.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import type { KnownSession } from "../../../services/api/caches/session-cache.ts";
import type { KnownSnapshot } from "../../../services/api/caches/snapshot-cache.ts";
import { ReadyReplies } from "../../../services/api/views/snapshot-replies.ts";
import { NOON, openWindow, sessionRecord } from "../../harness/session-record.ts";

/** Stands wherever the key of a question tells itself in words. */
export const SECRET = "sentinel-of-the-key";

/** A quiz whose keys can be found in bytes: the sentinel as a text, and numbers that stand nowhere else. */
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

export function knownSession(changed: Partial<SessionRecord> = {}): KnownSession {
  return { record: sessionRecord(changed), content: CONTENT, heardAt: NOON };
}

/** Question `no` on its way: open at noon, closed 20 s later, revealed after the grace. */
export const STAGES = {
  open: (no: number) => openWindow(no),
  revealed: (no: number) => openWindow(no, { revealedAt: NOON + 20_500 }),
};

export function figures(question: number, attempts: number): QuestionFigures {
  return {
    question,
    attempts,
    options: [{ id: 0, count: attempts, share: 1 }],
    elapsedMs: { mean: 1, p50: 1, p90: 1, p99: 1 },
    asOf: new Date(NOON).toISOString(),
    final: false,
  };
}

export function snapshot(seq: number, questions: QuestionFigures[] = [], openPoints = 0): Snapshot {
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

export function knownSnapshot(given: Snapshot): KnownSnapshot {
  const questions = new Map(given.questions.map((one) => [one.question, one]));
  return { ...given, questions, ready: new ReadyReplies(), wholeAt: NOON, wholeAsOf: given.asOf };
}
