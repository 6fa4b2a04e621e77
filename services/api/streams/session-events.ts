import { isLeaderboardVisible, isOver, shownWindows } from "../../../platform/domain/session.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import type { CachedSnapshot } from "../caches/snapshot-cache.ts";
import { questionView, viewFor } from "../views/session-view.ts";
import { type Audience, streamedStatsView } from "../views/stats-view.ts";
import {
  type Corrections,
  correctedEvent,
  correctedSince,
  correctionsOf,
  repeatedCorrections,
  visibleKey,
} from "./corrected-events.ts";

/** How many places of a leaderboard are streamed. */
const STREAMED_PLACES = 10;

/** One event of a session's stream. */
export interface SessionEvent {
  event:
    | "state"
    | "question"
    | "closed"
    | "corrected"
    | "stats"
    | "leaderboard"
    | "ended"
    | "joined"
    | "removed";
  data: object;
}

/** How far a session has come: events are sent for what changes in it. */
export interface SessionProgress {
  /** Numbers of the questions that have been shown. */
  shown: ReadonlySet<number>;
  /** Numbers of the questions that are closed for good. */
  closed: ReadonlySet<number>;
  corrections: Corrections;
  isOver: boolean;
}

/** The progress of a session at `now` (epoch ms). */
export function progressAt(session: CachedSession, now: number): SessionProgress {
  const { record } = session;
  return {
    shown: new Set(shownWindows(record, now).map((window) => window.question)),
    closed: new Set(
      record.windows.filter((window) => window.revealedAt !== null).map((window) => window.question),
    ),
    corrections: correctionsOf(session),
    isOver: isOver(record),
  };
}

/** The events of what has happened in a session since `before`, in the order in which it happened. */
export function eventsSince(
  session: CachedSession,
  before: SessionProgress,
  audience: Audience,
  now: number,
): SessionEvent[] {
  const after = progressAt(session, now);
  const { pace, feedback } = session.record.settings;
  const closed = [...after.closed].filter((no) => !before.closed.has(no));
  const shown = pace === "self" ? [] : [...after.shown].filter((no) => !before.shown.has(no));
  const corrected = correctedSince(after.corrections, before.corrections);
  const hasJustEnded = after.isOver && !before.isOver;
  // Keys that were held back until the end are sent at the end: each close comes again.
  const repeatsCloses = hasJustEnded && feedback === "onEnd" && audience !== "host";
  return [
    ...(repeatsCloses ? [...after.closed] : closed).map((no) => closedEvent(session, no, audience)),
    ...shown.map((no) => questionEvent(session, no)),
    ...corrected.map((no) => correctedEvent(session, no, audience)),
    stateEvent(session, audience, now),
    ...(hasJustEnded ? [{ event: "ended" as const, data: viewFor(audience, session, now) }] : []),
  ];
}

/**
 * The events that bring a subscriber up to date: the state, then the current question and its close.
 *
 * @param hasMissed whether it had earlier events, and missed some: then it also gets the keys that were corrected
 */
export function currentEvents(
  session: CachedSession,
  audience: Audience,
  now: number,
  hasMissed = false,
): SessionEvent[] {
  const { record } = session;
  const state = [
    stateEvent(session, audience, now),
    ...(hasMissed ? repeatedCorrections(session, audience) : []),
  ];
  if (isOver(record)) return [...state, { event: "ended", data: viewFor(audience, session, now) }];
  const current = record.settings.pace === "self" ? undefined : shownWindows(record, now).at(-1);
  if (!current) return state;
  const question = questionEvent(session, current.question);
  return current.revealedAt === null
    ? [...state, question]
    : [...state, question, closedEvent(session, current.question, audience)];
}

/** The session, as an audience may see it at `now` (epoch ms). */
export function stateEvent(session: CachedSession, audience: Audience, now: number) {
  return { event: "state" as const, data: viewFor(audience, session, now) };
}

function questionEvent({ record, content }: CachedSession, no: number): SessionEvent {
  const window = record.windows.find(({ question }) => question === no)!;
  return { event: "question", data: questionView(content, window) };
}

/** The number of the last question that these events show. */
export function shownQuestion(events: readonly SessionEvent[]): number | undefined {
  const shown = events.findLast(({ event }) => event === "question");
  return (shown?.data as { no: number } | undefined)?.no;
}

function closedEvent(session: CachedSession, no: number, audience: Audience): SessionEvent {
  const { record } = session;
  const { closesAt } = record.windows.find(({ question }) => question === no)!;
  return {
    event: "closed",
    data: {
      question: no,
      closedAt: closesAt === null ? null : new Date(closesAt).toISOString(),
      ...visibleKey(session, no, audience),
    },
  };
}

/** The stats of one question, as an audience may see them at `now` (epoch ms). */
export function statsEvent(
  session: CachedSession,
  snapshot: CachedSnapshot,
  no: number,
  audience: Audience,
  now: number,
) {
  return { event: "stats" as const, data: streamedStatsView(session, snapshot, no, audience, now) };
}

/** The event with the top of the leaderboard, as an audience may see it; none if it may not. */
export function leaderboardEvents(
  { record }: Pick<CachedSession, "record">,
  snapshot: CachedSnapshot,
  audience: Audience,
): SessionEvent[] {
  return audience === "host" || isLeaderboardVisible(record) ? [leaderboardEvent(snapshot, audience)] : [];
}

/** The event with the top of the players' leaderboard, or of the host's. */
export function leaderboardEvent({ leaderboards }: CachedSnapshot, audience: Audience) {
  const { places, ...rest } = audience === "host" ? leaderboards.full : leaderboards.open;
  return { event: "leaderboard" as const, data: { places: places.slice(0, STREAMED_PLACES), ...rest } };
}
