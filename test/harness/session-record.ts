import type { QuestionWindow, SessionRecord, SessionSettings } from "../../platform/domain/session.ts";

/** Some Tuesday at noon, epoch ms. */
export const NOON = Date.UTC(2031, 3, 1, 12);

export function settings(changed: Partial<SessionSettings> = {}): SessionSettings {
  return {
    pace: "host",
    feedback: "onClose",
    stats: "onClose",
    scoring: "speed",
    graceMs: 500,
    lateJoin: true,
    opensAt: null,
    closesAt: null,
    gapMs: 5000,
    expectedPlayers: null,
    ...changed,
  };
}

/** A window of 20 s that opened at noon and that nobody has closed or revealed. */
export function openWindow(question: number, changed: Partial<QuestionWindow> = {}): QuestionWindow {
  return {
    question,
    openedAt: NOON,
    closesAt: NOON + 20_000,
    revealedAt: null,
    keyRevision: 0,
    ...changed,
  };
}

/** A session of three questions in its lobby. */
export function sessionRecord(changed: Partial<SessionRecord> = {}): SessionRecord {
  return {
    no: 1,
    id: "session-1",
    host: "ana",
    code: "BCDFGH",
    quizId: "quiz-1",
    version: 1,
    title: "Capitals",
    questions: 3,
    settings: settings(),
    revision: 1,
    asOf: NOON,
    players: 0,
    openedAt: null,
    endedAt: null,
    windows: [],
    removed: [],
    voided: [],
    keys: {},
    ...changed,
  };
}
