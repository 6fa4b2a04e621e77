import type { PageRequest } from "../../../platform/domain/stats.ts";
import type { Board } from "../board/board.ts";
import { isRight } from "../board/grade.ts";
import type { RankedPlayer } from "./leaders.ts";

/**
 * Some places of a ranking as of the board's last refresh, best first; fewer or none at its end. Costs the same wherever the page is.
 *
 * @param players how many players are ranked
 * @param openQuestions the questions that the ranking `open` is over
 */
export function placePage(
  board: Board,
  { ranking, from, limit }: PageRequest,
  players: number,
  openQuestions: readonly number[],
): RankedPlayer[] {
  const { scores } = board;
  const isFull = ranking === "full";
  const order = isFull ? scores.order : scores.openOrder;
  const ranks = isFull ? scores.rank : scores.openRank;
  const points = isFull ? scores.points : scores.openPoints;
  const numbers = Array.from(order.subarray(from - 1, Math.min(players, from - 1 + limit)));
  const openColumns = board.columns.filter(
    ({ memory }) => memory.inTotals && openQuestions.includes(memory.question),
  );
  // The time over open questions is not kept for all players: it is rarely needed.
  const openElapsed = (playerNo: number) =>
    openColumns.reduce(
      (sum, { grades, elapsed }) => sum + (isRight(grades[playerNo] ?? 0) ? elapsed[playerNo]! : 0),
      0,
    );
  return numbers.map((playerNo) => ({
    rank: ranks[playerNo]!,
    playerNo,
    points: points[playerNo]!,
    elapsedMs: isFull ? scores.elapsed[playerNo]! : openElapsed(playerNo),
  }));
}
