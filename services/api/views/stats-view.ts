import { countedOptions, keyFields, keyOf } from "../../../platform/domain/question.ts";
import { areStatsVisible, hasOpened, isKeyVisible } from "../../../platform/domain/session.ts";
import { emptyQuestionStats, type Leaderboard, type QuestionStats } from "../../../platform/domain/stats.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import type { CachedSnapshot } from "../caches/snapshot-cache.ts";

/** Who sees a view. The host always sees everything. */
export type Audience = "players" | "host";

/**
 * The stats of one question as an audience may see them at `now` (epoch ms). While a player may not see them, the
 * view has the same shape and size whatever the key and the answers are.
 */
export function statsView(
  session: CachedSession,
  snapshot: CachedSnapshot,
  questionNo: number,
  audience: Audience,
  now: number,
) {
  const { record } = session;
  const stats = snapshot.questions.get(questionNo) ?? emptyStats(session, questionNo, snapshot.fullAsOf);
  if (
    audience === "players" &&
    !(hasOpened(record, questionNo, now) && areStatsVisible(record, questionNo))
  ) {
    return { question: questionNo, attempts: stats.attempts, asOf: stats.asOf, final: false };
  }
  return {
    ...stats,
    ...(audience === "host" || isKeyVisible(record, questionNo) ? keyView(session, questionNo) : {}),
    ...(record.voided.includes(questionNo) ? { voided: true } : {}),
  };
}

/** The key of a question: `correct`, `answer` and `explanation`, as far as it has them. */
export function keyView({ record, content }: CachedSession, questionNo: number) {
  const question = content.questions[questionNo - 1]!;
  const { explanation } = question;
  const fields = keyFields(question, record.keys[questionNo] ?? keyOf(question));
  return explanation === undefined ? fields : { ...fields, explanation };
}

/** The first places of a leaderboard, as JSON. */
export function leaderboardView(leaderboard: Leaderboard, limit: number): string {
  return JSON.stringify({ ...leaderboard, places: leaderboard.places.slice(0, limit) });
}

/** The stats of a question that nobody has answered. */
function emptyStats({ content }: CachedSession, questionNo: number, asOf: string): QuestionStats {
  return {
    ...emptyQuestionStats(questionNo, countedOptions(content.questions[questionNo - 1]!)),
    asOf,
    final: false,
  };
}
