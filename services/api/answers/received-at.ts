import { type SessionRecord, windowOf } from "../../../platform/domain/session.ts";

/**
 * When an answer arrived, in epoch ms: by this gateway's clock, but never before what the gateway had been told by
 * then. Clocks of nodes differ a little. Without this, where a gateway's is behind, a question that it shows as open
 * would not be open yet for its players' answers, and one whose key it has told would still take some.
 *
 * @param told the session as this gateway knew it when the answer came
 * @param now epoch ms by this gateway's clock
 */
export function arrivalOf(told: SessionRecord | undefined, question: number, now: number): number {
  const window = told && windowOf(told, question);
  if (!window) return now;
  // Later than the close and the grace: both had passed when it was revealed.
  if (window.revealedAt !== null) return Math.max(now, window.revealedAt + 1);
  return window.openedAt <= told.asOf ? Math.max(now, window.openedAt) : now;
}
