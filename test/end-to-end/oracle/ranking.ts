import type { Place, Scoring } from "../../harness/contract.ts";

/** What a player is ranked by. */
export interface Score extends Omit<Place, "rank"> {
  /** How many answers were right. */
  right: number;
}

/**
 * The places of all players: more points first, then more right answers, then, only with scoring `speed`, the smaller
 * total time of right answers. Who is still equal shares a rank, and the following ranks are skipped (1, 1, 3). Within
 * a shared rank the order is by player number.
 */
export function ranking(scores: readonly Score[], scoring: Scoring): Place[] {
  const compare = (one: Score, other: Score) =>
    other.points - one.points ||
    other.right - one.right ||
    (scoring === "speed" ? one.elapsedMs - other.elapsedMs : 0);
  const sorted = [...scores].sort((a, b) => compare(a, b) || a.playerNo - b.playerNo);
  return sorted.map((score) => {
    const { right: _, ...shown } = score;
    return { rank: 1 + sorted.filter((other) => compare(other, score) < 0).length, ...shown };
  });
}
