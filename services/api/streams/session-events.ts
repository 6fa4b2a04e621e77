import { isKeyVisible, isOver, openedWindows } from "../../../platform/domain/session.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import type { CachedSnapshot } from "../caches/snapshot-cache.ts";
import { questionView, viewFor } from "../views/session-view.ts";
import { type Audience, keyView, streamedStatsView } from "../views/stats-view.ts";

/** How many places of a leaderboard are streamed. */
const STREAMED_PLACES = 10;

/** One event of a session's stream. */
export interface SessionEvent {
  event: "state" | "question" | "closed" | "stats" | "leaderboard" | "ended";
  data: object;
}

/** How far a session has come: events are sent for what changes in it. */
export interface SessionProgress {
  /** Numbers of the questions that have opened. */
  opened: ReadonlySet<number>;
  /** Numbers of the questions that are closed for good. */
  closed: ReadonlySet<number>;
  isOver: boolean;
}

/** The progress of a session at `now` (epoch ms). */
export function progressAt({ record }: CachedSession, now: number): SessionProgress {
  return {
    opened: new Set(openedWindows(record, now).map((window) => window.question)),
    closed: new Set(
      record.windows.filter((window) => window.revealedAt !== null).map((window) => window.question),
    ),
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
  const opened = pace === "self" ? [] : [...after.opened].filter((no) => !before.opened.has(no));
  const hasJustEnded = after.isOver && !before.isOver;
  // Keys that were held back until the end are sent at the end: each close comes again.
  const repeatsCloses = hasJustEnded && feedback === "onEnd" && audience === "players";
  return [
    ...(repeatsCloses ? [...after.closed] : closed).map((no) => closedEvent(session, no, audience)),
    ...opened.map((no) => questionEvent(session, no)),
    stateEvent(session, audience, now),
    ...(hasJustEnded ? [{ event: "ended" as const, data: viewFor(audience, session, now) }] : []),
  ];
}

/** The events that bring a new subscriber up to date: the state, then the current question and its close. */
export function currentEvents(session: CachedSession, audience: Audience, now: number): SessionEvent[] {
  const { record } = session;
  const state = stateEvent(session, audience, now);
  if (isOver(record)) return [state, { event: "ended", data: viewFor(audience, session, now) }];
  const current = record.settings.pace === "self" ? undefined : openedWindows(record, now).at(-1);
  if (!current) return [state];
  const question = questionEvent(session, current.question);
  return current.revealedAt === null
    ? [state, question]
    : [state, question, closedEvent(session, current.question, audience)];
}

/** The session, as an audience may see it at `now` (epoch ms). */
export function stateEvent(session: CachedSession, audience: Audience, now: number) {
  return { event: "state" as const, data: viewFor(audience, session, now) };
}

function questionEvent({ record, content }: CachedSession, no: number): SessionEvent {
  const window = record.windows.find(({ question }) => question === no)!;
  return { event: "question", data: questionView(content, window) };
}

function closedEvent(session: CachedSession, no: number, audience: Audience): SessionEvent {
  const { record } = session;
  const { closesAt } = record.windows.find(({ question }) => question === no)!;
  return {
    event: "closed",
    data: {
      question: no,
      closedAt: closesAt === null ? null : new Date(closesAt).toISOString(),
      ...(audience === "host" || isKeyVisible(record, no) ? keyView(session, no) : {}),
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

/** The top of the leaderboard, as an audience may see it. */
export function leaderboardEvent({ leaderboards }: CachedSnapshot, audience: Audience) {
  const { places, ...rest } = audience === "host" ? leaderboards.full : leaderboards.open;
  return { event: "leaderboard" as const, data: { places: places.slice(0, STREAMED_PLACES), ...rest } };
}
