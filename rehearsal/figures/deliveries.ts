import type { QuestionFigures } from "./crew-figures.ts";
import { percentile } from "./percentiles.ts";

/** When a question reached the players, in ms. */
export interface Skew {
  players: number;
  /** From the first player to the median one, to 99 of 100, and to the last. */
  toP50: number;
  toP99: number;
  toLast: number;
  /** From the question's opening by the server's clock to the first player, the median one, 99 of 100, the last. */
  afterOpening: { first: number; p50: number; p99: number; last: number };
}

/** Turns a time of this machine's monotonic clock into the server's time, both in ms. */
export type ToServerTime = (monotonicMs: number) => number;

/** @returns undefined if no player had the question */
export function skewOf(
  { deliveredAtMs, openedAtMs }: Pick<QuestionFigures, "deliveredAtMs" | "openedAtMs">,
  toServerTime: ToServerTime,
): Skew | undefined {
  if (deliveredAtMs.length === 0) return undefined;
  const sorted = Float64Array.from(deliveredAtMs).sort();
  const first = sorted[0]!;
  const afterOpening = (atMs: number) => toServerTime(atMs) - openedAtMs;
  const [p50, p99, last] = [0.5, 0.99, 1].map((share) => percentile(sorted, share)) as [
    number,
    number,
    number,
  ];
  return {
    players: sorted.length,
    toP50: p50 - first,
    toP99: p99 - first,
    toLast: last - first,
    afterOpening: {
      first: afterOpening(first),
      p50: afterOpening(p50),
      p99: afterOpening(p99),
      last: afterOpening(last),
    },
  };
}

/** All questions together: each player's delay behind the question's first player, and behind its opening. */
export function skewOfAll(
  questions: readonly Pick<QuestionFigures, "deliveredAtMs" | "openedAtMs">[],
  toServerTime: ToServerTime,
): Skew | undefined {
  const behindFirst = questions.flatMap(({ deliveredAtMs }) => {
    const first = deliveredAtMs.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
    return deliveredAtMs.map((at) => at - first);
  });
  const behindOpening = questions.flatMap(({ deliveredAtMs, openedAtMs }) =>
    deliveredAtMs.map((at) => toServerTime(at) - openedAtMs),
  );
  const behind = skewOf({ deliveredAtMs: behindFirst, openedAtMs: 0 }, (ms) => ms);
  const opening = skewOf({ deliveredAtMs: behindOpening, openedAtMs: 0 }, (ms) => ms);
  return behind && opening && { ...behind, afterOpening: opening.afterOpening };
}
