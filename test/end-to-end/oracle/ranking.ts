import type { Place } from "../../harness/contract.ts";

export type Score = Omit<Place, "rank">;

/**
 * Everybody's place: more points first, then the smaller time of right answers; a tie in both shares the rank
 * and the next rank skips. Within a tie by player number.
 */
export function ranking(scores: readonly Score[]): Place[] {
  const sorted = [...scores].sort(
    (a, b) => b.points - a.points || a.elapsedMs - b.elapsedMs || a.playerNo - b.playerNo,
  );
  const better = (one: Score, than: Score) =>
    one.points > than.points || (one.points === than.points && one.elapsedMs < than.elapsedMs);
  return sorted.map((score) => ({
    rank: 1 + sorted.filter((other) => better(other, score)).length,
    ...score,
  }));
}
