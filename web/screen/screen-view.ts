import type { ScreenState } from "./screen-state.ts";

/** How long the answer is shown before the leaderboard, in ms; with an explanation longer, by its length. */
const REVEAL_MS = 8000;
const EXPLANATION_MS = 4000;
const MS_PER_CHARACTER = 40;
const MAX_REVEAL_MS = 20_000;
/** How much of a pause between two questions the answer takes, if the pause is short. */
const SHARE_OF_GAP = 0.55;
/** How long the podium stands alone, in ms. */
export const PODIUM_MS = 15_000;

/** What the screen shows. */
export type ViewName =
  | "connecting"
  | "lobby"
  | "question"
  | "reveal"
  | "leaderboard"
  | "self"
  | "counting"
  | "podium"
  | "results"
  | "thanks";

/**
 * What a screen shows at a time of the server. It depends on nothing else, so a screen that is loaded again in the middle
 * shows the same.
 *
 * @param now the server's time, in epoch ms
 */
export function viewAt(state: ScreenState, now: number): ViewName {
  const { session, question } = state;
  if (!session) return "connecting";
  if (session.state === "ended") return endView(state, now);
  if (session.state === "lobby") return "lobby";
  if (session.pace === "self") return "self";
  if (!question) return "lobby";
  if (!state.reveals.has(question.no)) return "question";
  return now >= leaderboardFrom(state) ? "leaderboard" : "reveal";
}

/** When the leaderboard follows the answer, in epoch ms; Infinity if there is none to show. */
export function leaderboardFrom(state: ScreenState): number {
  const { session, question, reveals } = state;
  const reveal = question && reveals.get(question.no);
  if (!reveal || !session || !hasPlaces(state) || session.settings.leaderboard !== "each") return Infinity;
  // The leaderboard counts only what players may know: before the end nobody has points.
  if (session.settings.feedback === "onEnd") return Infinity;
  // A poll moves nobody, and a question that does not count neither.
  if (question.kind === "poll" || session.voided.includes(question.no)) return Infinity;
  const closedAt = Date.parse(reveal.closedAt ?? question.closesAt ?? session.now);
  const length = reveal.explanation?.length ?? 0;
  const forReading = length > 0 ? EXPLANATION_MS + length * MS_PER_CHARACTER : 0;
  const revealMs = Math.min(MAX_REVEAL_MS, REVEAL_MS + forReading);
  const gapMs = "gapMs" in session && session.pace === "auto" ? (session.gapMs ?? Infinity) : Infinity;
  const inGap = session.pausedAt ? Infinity : gapMs * SHARE_OF_GAP;
  return closedAt + session.settings.graceMs + Math.min(revealMs, inGap);
}

function endView(state: ScreenState, now: number): ViewName {
  const { session, leaderboard } = state;
  const { leaderboard: when, scoring } = session!.settings;
  if (when === "never" || scoring === "none") return "thanks";
  if (!leaderboard?.final) return "counting";
  if (!hasPlaces(state)) return "thanks";
  return now < Date.parse(session!.endedAt ?? leaderboard.asOf) + PODIUM_MS ? "podium" : "results";
}

/** Whether there is a leaderboard that says something: not before the first point. */
export function hasPlaces({ leaderboard, session }: Pick<ScreenState, "leaderboard" | "session">): boolean {
  const hasPoints = leaderboard?.places.some(({ points }) => points > 0) === true;
  return hasPoints && session?.settings.leaderboard !== "never" && session?.settings.scoring !== "none";
}

/** Whether one may still join, so that the code is worth its place. */
export function isJoinOpen({ session }: Pick<ScreenState, "session">): boolean {
  if (!session || session.locked || session.state === "ended") return false;
  return session.state === "lobby" || session.settings.lateJoin;
}

/** The join code, while one may still join and the page may know it. */
export function openCode(state: Pick<ScreenState, "session">): string | undefined {
  const { session } = state;
  return session && "code" in session && isJoinOpen(state) ? session.code : undefined;
}
