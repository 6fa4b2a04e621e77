import type { Leaderboard, QuestionFigures } from "../../../platform/contracts/contracts.ts";
import { keyFields, keyOf } from "../../../platform/domain/quiz.ts";
import { figuresMayBeKnown, hasOpened, keyMayBeKnown } from "../../../platform/domain/session.ts";
import type { KnownSession } from "../caches/session-cache.ts";
import type { KnownSnapshot } from "../caches/snapshot-cache.ts";

/** For whom: the host sees everything, always. */
export type Audience = "players" | "host";

/**
 * The figures of one question as an audience may see them now. What a player may not see yet has the same
 * shape and size whatever the key and the answers are.
 */
export function figuresView(
  known: KnownSession,
  snapshot: KnownSnapshot,
  no: number,
  audience: Audience,
  now: number,
) {
  const { record } = known;
  const figures = snapshot.questions.get(no) ?? none(known, no, snapshot.wholeAsOf);
  if (audience === "players" && !(hasOpened(record, no, now) && figuresMayBeKnown(record, no))) {
    return { question: no, attempts: figures.attempts, asOf: figures.asOf, final: false };
  }
  return {
    ...figures,
    ...(audience === "host" || keyMayBeKnown(record, no) ? keyView(known, no) : {}),
    ...(record.voided.includes(no) ? { voided: true } : {}),
  };
}

/** What tells the key of a question: `correct`, `answer` and `explanation`, as far as it has them. */
export function keyView({ record, content }: KnownSession, no: number) {
  const question = content.questions[no - 1]!;
  const { explanation } = question;
  const fields = keyFields(question.kind, record.keys[no] ?? keyOf(question));
  return explanation === undefined ? fields : { ...fields, explanation };
}

/** The first places of a leaderboard, as JSON. */
export function leaderboardView(board: Leaderboard, limit: number): string {
  return JSON.stringify({ ...board, places: board.places.slice(0, limit) });
}

function none({ content }: KnownSession, no: number, asOf: string): QuestionFigures {
  const question = content.questions[no - 1]!;
  const hasOptions = question.kind !== "numeric" && question.kind !== "text";
  const options =
    question.kind === "truefalse" ? [0, 1] : "options" in question ? [...question.options.keys()] : [];
  return {
    question: no,
    attempts: 0,
    ...(hasOptions ? { options: options.map((id) => ({ id, count: 0, share: 0 })) } : { values: [] }),
    elapsedMs: { mean: null, p50: null, p90: null, p99: null },
    asOf,
    final: false,
  };
}
