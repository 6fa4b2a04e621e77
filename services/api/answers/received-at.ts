import { type SessionRecord, windowOf } from "../../../platform/domain/session.ts";

/**
 * The time at which an answer counts as received, in epoch ms: the time of this gateway's clock, but never before what
 * the gateway had seen of the session. The clocks of the nodes differ a little. Behind a slow clock, a question that
 * the gateway shows as open would not be open yet for its players' answers, and answers would still be accepted after
 * the gateway has shown the key.
 *
 * @param lastSeenSession the session as this gateway knew it when the answer arrived
 * @param now epoch ms by this gateway's clock
 */
export function receivedAt(
  lastSeenSession: SessionRecord | undefined,
  question: number,
  now: number,
): number {
  const window = lastSeenSession && windowOf(lastSeenSession, question);
  if (!window) return now;
  // Later than the close and the grace: both had passed when the key was revealed.
  if (window.revealedAt !== null) return Math.max(now, window.revealedAt + 1);
  return window.openedAt <= lastSeenSession.asOf ? Math.max(now, window.openedAt) : now;
}
