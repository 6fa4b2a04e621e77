import { type QuestionWindow, type SessionRecord, stateOf } from "../../../platform/domain/session.ts";

/** A question that closes once everyone who is in has answered it. */
export interface OpenQuestion {
  question: number;
  /** The question whose window opened before this one's: who answered that is in. Null if it is the first. */
  before: number | null;
}

/** Whether the questions of a session close once everyone who is in has answered. */
export function closesWhenAnswered({ settings }: SessionRecord): boolean {
  // A record from a node of the release before has no such setting.
  return settings.closeWhenAllAnswered === true && settings.pace !== "self";
}

/** The question that is open at `now` (epoch ms) and may close early; null if there is none. */
export function openQuestion(session: SessionRecord, now: number): OpenQuestion | null {
  if (!closesWhenAnswered(session) || stateOf(session) !== "open") return null;
  const last = session.windows.findLastIndex(({ openedAt }) => openedAt <= now);
  const window = session.windows[last];
  if (!window || !takesAnswers(window, now)) return null;
  return { question: window.question, before: session.windows[last - 1]?.question ?? null };
}

/** When the next window opens that is known at `now`, in epoch ms; null if none is. */
export function nextOpening(session: SessionRecord, now: number): number | null {
  if (!closesWhenAnswered(session) || stateOf(session) !== "open") return null;
  return session.windows.find(({ openedAt }) => openedAt > now)?.openedAt ?? null;
}

function takesAnswers({ closesAt, revealedAt }: QuestionWindow, now: number): boolean {
  return revealedAt === null && (closesAt === null || closesAt > now);
}
