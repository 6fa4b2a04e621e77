import type { Place } from "../../harness/contract.ts";

export type Score = Omit<Place, "rank">;

/**
 * The places of all players: more points first, then the smaller total time of correct answers. Players equal in both
 * share a rank, and the following ranks are skipped (1, 1, 3). Within a shared rank the order is by player number.
 */
export function ranking(scores: readonly Score[]): Place[] {
  const sorted = [...scores].sort(
    (a, b) => b.points - a.points || a.elapsedMs - b.elapsedMs || a.playerNo - b.playerNo,
  );
  const isBetter = (one: Score, other: Score) =>
    one.points > other.points || (one.points === other.points && one.elapsedMs < other.elapsedMs);
  return sorted.map((score) => ({
    rank: 1 + sorted.filter((other) => isBetter(other, score)).length,
    ...score,
  }));
}
