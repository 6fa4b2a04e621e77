import type { QuestionWindow, SessionRecord, SessionSettings } from "../../platform/domain/session.ts";

/** A Tuesday at noon, in epoch ms. */
export const NOON = Date.UTC(2031, 3, 1, 12);

/** The default settings of a session, with changes. */
export function settings(changes: Partial<SessionSettings> = {}): SessionSettings {
  return {
    pace: "host",
    feedback: "onClose",
    stats: "onClose",
    scoring: "speed",
    graceMs: 500,
    lateJoin: true,
    readMs: 0,
    closeWhenAllAnswered: false,
    fairness: "arrival",
    leaderboard: "each",
    nicknames: "any",
    opensAt: null,
    closesAt: null,
    gapMs: 5000,
    expectedPlayers: null,
    maxPlayers: null,
    ...changes,
  };
}

/** A window of 20 s that opened at noon. It is not revealed yet. */
export function openWindow(question: number, changes: Partial<QuestionWindow> = {}): QuestionWindow {
  return {
    question,
    openedAt: NOON,
    closesAt: NOON + 20_000,
    revealedAt: null,
    keyRevision: 0,
    ...changes,
  };
}

/** A session with three questions, in the lobby. */
export function sessionRecord(changes: Partial<SessionRecord> = {}): SessionRecord {
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
    locked: false,
    pausedAt: null,
    windows: [],
    removed: [],
    banned: [],
    voided: [],
    keys: {},
    rescoring: [],
    ...changes,
  };
}
