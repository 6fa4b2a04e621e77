/** How a session's figures stand when it is asked how long they may wait. */
export interface Standing {
  /** Rows that are known to have come since the last refresh began. */
  newRows: number;
  /** Ms since the last refresh began. */
  sinceMs: number;
  /** Answers to one question: as many as each has, on average. */
  rows: number;
  /** What a refresh takes, in ms. */
  costMs: number;
}

/** The bounds of the configuration, in ms. */
export interface IntervalBounds {
  minMs: number;
  maxMs: number;
}

/** Figures are worth a refresh when about so much of a question's would have changed. */
const WORTH = 0.02;
/** A refresh takes a tenth of the time at most. */
const COST_SHARE = 10;
/** One that takes less than a hundredth of the time is always worth it. */
const CHEAP_SHARE = 100;

/**
 * How long after the start of one refresh the next may start, in ms: when, at the rate at which rows come at
 * present, about 2 % of a question's answers will be new, or when it would take just a hundredth of the time;
 * within the bounds. So in a small session each answer shows after the minimum, in a large one a flood shows at
 * once and a trickle waits, up to the maximum. Measured by one question and not by the whole board, the last
 * question's figures are as fresh as the first one's. Never below ten times what a refresh costs, even where that
 * is above the maximum.
 */
export function interval(
  { newRows, sinceMs, rows, costMs }: Standing,
  { minMs, maxMs }: IntervalBounds,
): number {
  const untilWorthMs = newRows === 0 ? maxMs : (WORTH * rows * sinceMs) / newRows;
  return Math.max(minMs, COST_SHARE * costMs, Math.min(maxMs, untilWorthMs, CHEAP_SHARE * costMs));
}
