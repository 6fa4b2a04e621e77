import type { BoardState } from "../platform/contracts/operator-contracts.ts";
import { duration } from "./screen.ts";

/** How fresh a session's figures are, in words; null is a board that its owner does not have (yet). */
export function freshness(board: BoardState | null): string {
  if (!board || board.ageMs === null) return board?.failures ? "cannot be read" : "no board yet";
  const { ageMs, waitingRows, failures } = board;
  if (failures > 0) return `${duration(ageMs)} old, refresh failed ${failures} times`;
  if (waitingRows > 0) return `${duration(ageMs)} old, ${waitingRows} to come`;
  return "up to date";
}

/** Answers a second as a person reads them. */
export function perSecond(rate: number): string {
  return rate >= 100 ? rate.toFixed(0) : rate.toFixed(1);
}
