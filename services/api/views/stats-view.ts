import { countedOptions, keyFields, keyOf, kindOf } from "../../../platform/domain/question.ts";
import type { QuizContent } from "../../../platform/domain/quiz.ts";
import { areStatsVisible, hasOpened, isKeyVisible } from "../../../platform/domain/session.ts";
import {
  emptyQuestionStats,
  type Leaderboard,
  type QuestionStats,
  shareOf,
} from "../../../platform/domain/stats.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import type { CachedSnapshot } from "../caches/snapshot-cache.ts";

/**
 * Who sees a view. The host always sees everything. A screen sees what players see, and also the join code and who
 * arrives.
 */
export type Audience = "players" | "host" | "screen";
/** Who sees figures: a screen sees those of the players. */
export type FiguresAudience = Exclude<Audience, "screen">;

/** Who sees the stats of one question: a player who shows its ticket may see them earlier than others. */
export type StatsAudience = Audience | "answered";

/** Whose figures an audience sees. */
export const figuresFor = (audience: Audience): FiguresAudience => (audience === "host" ? "host" : "players");

/**
 * The stats of one question as an audience may see them at `now` (epoch ms). While a player may not see them, the
 * view has the same shape and size whatever the key and the answers are.
 */
export function statsView(
  session: CachedSession,
  snapshot: CachedSnapshot,
  questionNo: number,
  audience: StatsAudience,
  now: number,
) {
  const { record } = session;
  const stats = withOfPlayers(
    session,
    snapshot.questions.get(questionNo) ?? emptyStats(session, questionNo, snapshot.fullAsOf),
  );
  const isVisible = () =>
    hasOpened(record, questionNo, now) && areStatsVisible(record, questionNo, audience === "answered");
  if (audience !== "host" && !isVisible()) {
    return { question: questionNo, attempts: stats.attempts, asOf: stats.asOf, final: false };
  }
  return {
    ...stats,
    ...(audience === "host" || isKeyVisible(record, questionNo) ? keyView(session, questionNo) : {}),
    ...(record.voided.includes(questionNo) ? { voided: true } : {}),
  };
}

/** The most bytes of JSON that the stats in an event may take. An event goes to every stream, again and again. */
const MAX_STREAMED_BYTES = 16_000;

/**
 * The stats as an event shows them: as `statsView`, but without the key and the explanation of a typed question if they
 * are too long, and with fewer values if even that is too long (a stats node of the release before does not cut them).
 * The event `closed` has the key too.
 */
export function streamedStatsView(...args: Parameters<typeof statsView>): ReturnType<typeof statsView> {
  const view = statsView(...args);
  const { values } = view as QuestionStats;
  if (!values || isStreamable(view)) return view;
  const {
    answer: _,
    explanation: __,
    ...short
  } = view as typeof view & Record<"answer" | "explanation", unknown>;
  let shown = values.length;
  while (shown > 0 && !isStreamable({ ...short, values: values.slice(0, shown) })) shown--;
  return { ...short, values: values.slice(0, shown) };
}

function isStreamable(view: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(view)) <= MAX_STREAMED_BYTES;
}

/** The stats with `ofPlayers` where the question has it: a stats node of the release before leaves it out. */
function withOfPlayers({ content }: CachedSession, stats: QuestionStats): QuestionStats {
  const { options, attempts, question } = stats;
  if (!options || options[0]?.ofPlayers !== undefined || !isMultiple(content, question)) return stats;
  return {
    ...stats,
    options: options.map((option) => ({ ...option, ofPlayers: shareOf(option.count, attempts) })),
  };
}

function isMultiple({ questions }: QuizContent, questionNo: number): boolean {
  return kindOf(questions[questionNo - 1]!).tally === "options";
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

/** A leaderboard as players get it while they may not see one: only the number of players is true. */
export function hiddenLeaderboardView({ players, asOf }: Leaderboard): Leaderboard {
  return { places: [], scores: { width: 1, counts: [] }, players, asOf, final: false };
}

/** The stats of a question that nobody has answered. */
function emptyStats({ content }: CachedSession, questionNo: number, asOf: string): QuestionStats {
  return {
    ...emptyQuestionStats(
      questionNo,
      countedOptions(content.questions[questionNo - 1]!),
      isMultiple(content, questionNo),
    ),
    asOf,
    final: false,
  };
}
