import { playerQuestion } from "../../../platform/domain/player-question.ts";
import type { QuizContent } from "../../../platform/domain/quiz.ts";
import {
  maxPlayersOf,
  type QuestionWindow,
  type SessionRecord,
  shownWindows,
  stateOf,
} from "../../../platform/domain/session.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import type { Audience } from "./stats-view.ts";

const iso = (ms: number) => new Date(ms).toISOString();

/** A session, with the content of its quiz if the view shows the current question. */
type ViewedSession = Pick<CachedSession, "record"> & Partial<Pick<CachedSession, "content">>;

/** A session as everyone may see it at `now` (epoch ms by this node's clock), which is in the view for phones' clocks. */
export function publicView({ record, content }: ViewedSession, now: number) {
  const { settings } = record;
  const current = currentWindow(record, now);
  return {
    id: record.id,
    title: record.title,
    pace: settings.pace,
    state: stateOf(record),
    players: record.players - record.removed.length,
    questions: record.questions,
    ...(current && content ? { question: questionView(content, current) } : {}),
    settings: {
      feedback: settings.feedback,
      stats: settings.stats,
      scoring: settings.scoring,
      graceMs: settings.graceMs,
      lateJoin: settings.lateJoin,
      readMs: settings.readMs,
      closeWhenAllAnswered: settings.closeWhenAllAnswered,
      // A record of a node of the release before has none.
      fairness: settings.fairness ?? "arrival",
      leaderboard: settings.leaderboard,
      nicknames: settings.nicknames,
    },
    locked: record.locked,
    ...(record.pausedAt === null ? {} : { pausedAt: iso(record.pausedAt) }),
    voided: record.voided,
    ...(settings.opensAt === null ? {} : { opensAt: iso(settings.opensAt) }),
    ...(settings.closesAt === null ? {} : { closesAt: iso(settings.closesAt) }),
    ...(record.openedAt === null ? {} : { openedAt: iso(record.openedAt) }),
    ...(record.endedAt === null ? {} : { endedAt: iso(record.endedAt) }),
    asOf: iso(record.asOf),
    now: iso(now),
  };
}

/** A session as its host sees it: also with the join code, and with the quiz and the settings it was created from. */
export function hostView(session: ViewedSession, now: number) {
  const { record } = session;
  const { gapMs, expectedPlayers, pace } = record.settings;
  return {
    ...publicView(session, now),
    code: record.code,
    quizId: record.quizId,
    version: record.version,
    ...(pace === "auto" ? { gapMs } : {}),
    ...(expectedPlayers === null ? {} : { expectedPlayers }),
    maxPlayers: maxPlayersOf(record.settings),
  };
}

/** A session as a big screen shows it: what players see, and the join code. */
export function screenView(session: ViewedSession, now: number) {
  return { ...publicView(session, now), code: session.record.code };
}

/** A session as an audience may see it. */
export function viewFor(audience: Audience, session: ViewedSession, now: number) {
  if (audience === "host") return hostView(session, now);
  return audience === "screen" ? screenView(session, now) : publicView(session, now);
}

/** The window of the current question: the one shown last, until the next is shown. Pace `self` has none. */
export function currentWindow(record: SessionRecord, now: number): QuestionWindow | undefined {
  if (record.settings.pace === "self" || stateOf(record) !== "open") return undefined;
  return shownWindows(record, now).at(-1);
}

/** A question without its key, and its window. */
export function questionView(content: QuizContent, window: QuestionWindow) {
  return {
    ...playerQuestion(content.questions[window.question - 1]!, window.question),
    openedAt: iso(window.openedAt),
    closesAt: window.closesAt === null ? null : iso(window.closesAt),
  };
}

/** Whether players may fetch the full quiz: in pace `self`, once the session is open. */
export function isQuizVisible(record: SessionRecord): boolean {
  return record.settings.pace === "self" && record.openedAt !== null;
}

/** The full quiz without keys. */
export function quizView({ record, content }: CachedSession) {
  return {
    title: content.title,
    questions: content.questions.map((question, index) => playerQuestion(question, index + 1)),
    version: record.version,
  };
}
