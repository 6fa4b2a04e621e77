/** The state of a session's refreshes, from which the next interval is computed. */
export interface RefreshState {
  /** Rows stored since the last refresh started. */
  newRows: number;
  /** Time since the last refresh started, in ms. */
  sinceMs: number;
  /** The mean number of answers per question. */
  rowsPerQuestion: number;
  /** How long a refresh takes, in ms. */
  costMs: number;
  /** Whether a question closes once all have answered: then the last answer should be seen soon. */
  isAwaited?: boolean;
}

/** The configured bounds, in ms. */
export interface IntervalBounds {
  minMs: number;
  maxMs: number;
}

/** Stats are worth a refresh when about this share of one question's answers is new. */
const CHANGE_WORTH_SHOWING = 0.02;
/** The interval is at least ten times the cost of a refresh, so refreshes use at most a tenth of the time. */
const MIN_INTERVAL_TO_COST_RATIO = 10;
/** A refresh is always worth it after a hundred times its cost: it then uses only a hundredth of the time. */
const MAX_INTERVAL_TO_COST_RATIO = 100;
/** If the last answer is awaited, a refresh is worth it after this time, in ms, if it uses no more than a twentieth of it. */
const AWAITED_INTERVAL_MS = 500;
const AWAITED_INTERVAL_TO_COST_RATIO = 20;

/**
 * The time from the start of one refresh to the earliest start of the next, in ms. The next refresh is worth it when
 * about 2 % of one question's answers are new at the current rate, or when it would use only a hundredth of the
 * time. The result stays within the bounds, but is never below ten times the cost of a refresh, even if that is more
 * than the maximum.
 *
 * So a small session shows each answer after the minimum. A large session shows new answers soon if they are many,
 * and after the maximum if they are few. If the last answer is awaited, few answers show within half a second, unless
 * that takes more than a twentieth of the time: then a session with a million players keeps its pace. The rate is compared with one question and not with the whole board, so that
 * the stats of the last question are as fresh as those of the first.
 */
export function refreshInterval(
  { newRows, sinceMs, rowsPerQuestion, costMs, isAwaited = false }: RefreshState,
  { minMs, maxMs }: IntervalBounds,
): number {
  const untilWorthShowingMs =
    newRows === 0 ? maxMs : (CHANGE_WORTH_SHOWING * rowsPerQuestion * sinceMs) / newRows;
  const awaitedMs = isAwaited
    ? Math.max(AWAITED_INTERVAL_MS, AWAITED_INTERVAL_TO_COST_RATIO * costMs)
    : Number.POSITIVE_INFINITY;
  return Math.max(
    minMs,
    MIN_INTERVAL_TO_COST_RATIO * costMs,
    Math.min(maxMs, untilWorthShowingMs, awaitedMs, MAX_INTERVAL_TO_COST_RATIO * costMs),
  );
}
