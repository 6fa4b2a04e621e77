import { playerQuestion, type QuizContent } from "../../../platform/domain/quiz.ts";
import {
  openedWindows,
  type QuestionWindow,
  type SessionRecord,
  stateOf,
} from "../../../platform/domain/session.ts";
import type { KnownSession } from "../caches/session-cache.ts";
import type { Audience } from "./stats-view.ts";

const iso = (ms: number) => new Date(ms).toISOString();

/** A session, and its quiz's content where the question that is played shall be shown. */
type Shown = Pick<KnownSession, "record"> & Partial<Pick<KnownSession, "content">>;

/** A session as everyone may see it. */
export function publicView({ record, content }: Shown, now: number) {
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
    },
    ...(settings.opensAt === null ? {} : { opensAt: iso(settings.opensAt) }),
    ...(settings.closesAt === null ? {} : { closesAt: iso(settings.closesAt) }),
    ...(record.openedAt === null ? {} : { openedAt: iso(record.openedAt) }),
    ...(record.endedAt === null ? {} : { endedAt: iso(record.endedAt) }),
  };
}

/** A session as its host sees it: with the join code and what it was made of. */
export function hostView(known: Shown, now: number) {
  const { record } = known;
  const { gapMs, expectedPlayers, pace } = record.settings;
  return {
    ...publicView(known, now),
    code: record.code,
    quizId: record.quizId,
    version: record.version,
    ...(pace === "auto" ? { gapMs } : {}),
    ...(expectedPlayers === null ? {} : { expectedPlayers }),
    voided: record.voided,
  };
}

/** A session as an audience may see it. */
export function viewFor(audience: Audience, known: Shown, now: number) {
  return audience === "host" ? hostView(known, now) : publicView(known, now);
}

/** The question that is played: the one opened last, until the next opens. Pace `self` has none. */
export function currentWindow(record: SessionRecord, now: number): QuestionWindow | undefined {
  if (record.settings.pace === "self" || stateOf(record) !== "open") return undefined;
  return openedWindows(record, now).at(-1);
}

export function questionView(content: QuizContent, window: QuestionWindow) {
  return {
    ...playerQuestion(content.questions[window.question - 1]!, window.question),
    openedAt: iso(window.openedAt),
    closesAt: window.closesAt === null ? null : iso(window.closesAt),
  };
}

/** Whether the quiz of a session may be fetched whole: pace `self`, from the opening. */
export function quizMayBeKnown(record: SessionRecord): boolean {
  return record.settings.pace === "self" && record.openedAt !== null;
}

/** The whole quiz without keys. */
export function quizView({ record, content }: KnownSession) {
  return {
    title: content.title,
    questions: content.questions.map((question, index) => playerQuestion(question, index + 1)),
    version: record.version,
  };
}
