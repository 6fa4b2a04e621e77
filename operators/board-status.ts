import type { BoardState } from "../platform/contracts/operator-contracts.ts";
import { formatDuration } from "./screen.ts";

/** How fresh a session's stats are, in words. @param board null if its owner does not have it (yet) */
export function freshness(board: BoardState | null): string {
  if (!board || board.ageMs === null) return board?.failures ? "cannot be read" : "no board yet";
  const { ageMs, waitingRows, failures } = board;
  if (failures > 0) return `${formatDuration(ageMs)} old, refresh failed ${failures} times`;
  if (waitingRows > 0) return `${formatDuration(ageMs)} old, ${waitingRows} rows behind`;
  return "up to date";
}

/** A rate in answers per second, for a person: one decimal place below 100. */
export function perSecond(rate: number): string {
  return rate >= 100 ? rate.toFixed(0) : rate.toFixed(1);
}
