import type { Session } from "../../client/src/types.ts";
import { countdownAt } from "../game/countdown.ts";

/** Why a player is no part of the session any more. */
export type Gone = "removed" | "banned" | "deleted";

/** What a player's page shows. `question` is open, to be read, or waits for its result; `result` is what is known of it. */
export type View = "loading" | "gone" | "lobby" | "waiting" | "question" | "result" | "self" | "ended";

/**
 * @param revealed the questions whose close is known
 * @param gone why the player is out; undefined if they are in
 */
export function viewOf(
  session: Session | undefined,
  revealed: ReadonlyMap<number, unknown>,
  gone: Gone | undefined,
): View {
  if (gone) return "gone";
  if (!session) return "loading";
  if (session.state !== "open") return session.state;
  if (session.pace === "self") return "self";
  if (!session.question) return "waiting";
  return revealed.has(session.question.no) ? "result" : "question";
}

/** How far the question on the page is: `skipped` was closed before it took answers. */
export type Phase = "reading" | "answering" | "over" | "skipped";

/** The phase of the shown question, and its countdown. @param now the server's time, in epoch ms */
export function phaseOf(session: Session, now: number): { phase: Phase; leftMs: number; share: number } {
  const { question, settings } = session;
  if (!question) return { phase: "over", leftMs: 0, share: 0 };
  const countdown = countdownAt(question, now, settings.readMs);
  const isSkipped =
    question.closesAt !== null && Date.parse(question.closesAt) <= Date.parse(question.openedAt);
  return { ...countdown, phase: countdown.phase === "over" && isSkipped ? "skipped" : countdown.phase };
}

/** At which seconds a screen reader is told what is left. */
const TOLD = [30, 10, 5];

/**
 * Which of 30, 10 and 5 seconds has just begun.
 *
 * @param beforeMs what was left at the last look, in ms; @param leftMs what is left now
 */
export function toldSecond(beforeMs: number, leftMs: number): number | undefined {
  return TOLD.find(
    (second) => beforeMs > second * 1000 && leftMs <= second * 1000 && leftMs > (second - 1) * 1000,
  );
}
