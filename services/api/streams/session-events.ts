import { isOver, keyMayBeKnown, openedWindows } from "../../../platform/domain/session.ts";
import type { KnownSession } from "../caches/session-cache.ts";
import type { KnownSnapshot } from "../caches/snapshot-cache.ts";
import { questionView, viewFor } from "../views/session-view.ts";
import { type Audience, figuresView, keyView } from "../views/stats-view.ts";

/** Places of a leaderboard in a stream. */
const STREAMED_PLACES = 10;

/** One event of a session's stream. */
export interface Announcement {
  event: "state" | "question" | "closed" | "stats" | "leaderboard" | "ended";
  data: unknown;
}

/** What has been announced of a session so far. */
export interface Announced {
  opened: ReadonlySet<number>;
  closed: ReadonlySet<number>;
  over: boolean;
}

/** What a session has come to by `now` (epoch ms): all of it is announced to whoever listens from here on. */
export function comeTo({ record }: KnownSession, now: number): Announced {
  return {
    opened: new Set(openedWindows(record, now).map((window) => window.question)),
    closed: new Set(
      record.windows.filter((window) => window.revealedAt !== null).map((window) => window.question),
    ),
    over: isOver(record),
  };
}

/** What is new in a session since it was last announced, in the order in which it happened. */
export function news(
  known: KnownSession,
  before: Announced,
  audience: Audience,
  now: number,
): Announcement[] {
  const after = comeTo(known, now);
  const isSelf = known.record.settings.pace === "self";
  const closed = [...after.closed].filter((no) => !before.closed.has(no));
  const opened = isSelf ? [] : [...after.opened].filter((no) => !before.opened.has(no));
  const isNowOver = after.over && !before.over;
  // What was held back until the end is told at the end.
  const toldAtTheEnd = isNowOver && known.record.settings.feedback === "onEnd" && audience === "players";
  return [
    ...(toldAtTheEnd ? [...after.closed] : closed).map((no) => closedNews(known, no, audience)),
    ...opened.map((no) => questionNews(known, no)),
    stateNews(known, audience, now),
    ...(isNowOver ? [{ event: "ended" as const, data: viewFor(audience, known, now) }] : []),
  ];
}

/** The state as it is, for one who has just come: the question played now, and what came of it. */
export function present(known: KnownSession, audience: Audience, now: number): Announcement[] {
  const { record } = known;
  const state = stateNews(known, audience, now);
  if (isOver(record)) return [state, { event: "ended", data: viewFor(audience, known, now) }];
  const current = record.settings.pace === "self" ? undefined : openedWindows(record, now).at(-1);
  if (!current) return [state];
  const question = questionNews(known, current.question);
  return current.revealedAt === null
    ? [state, question]
    : [state, question, closedNews(known, current.question, audience)];
}

/** The session, as an audience may see it now (epoch ms). */
export function stateNews(known: KnownSession, audience: Audience, now: number) {
  return { event: "state" as const, data: viewFor(audience, known, now) };
}

function questionNews(known: KnownSession, no: number): Announcement {
  const window = known.record.windows.find((one) => one.question === no)!;
  return { event: "question", data: questionView(known.content, window) };
}

function closedNews(known: KnownSession, no: number, audience: Audience): Announcement {
  const { record } = known;
  const window = record.windows.find((one) => one.question === no)!;
  return {
    event: "closed",
    data: {
      question: no,
      closedAt: window.closesAt === null ? null : new Date(window.closesAt).toISOString(),
      ...(audience === "host" || keyMayBeKnown(record, no) ? keyView(known, no) : {}),
    },
  };
}

/** The figures of one question, as an audience may see them now (epoch ms). */
export function statsNews(
  known: KnownSession,
  snapshot: KnownSnapshot,
  no: number,
  audience: Audience,
  now: number,
) {
  return { event: "stats" as const, data: figuresView(known, snapshot, no, audience, now) };
}

/** Who leads, as an audience may know it. */
export function placesNews({ leaderboards }: KnownSnapshot, audience: Audience) {
  const { places, ...rest } = audience === "host" ? leaderboards.full : leaderboards.open;
  return { event: "leaderboard" as const, data: { places: places.slice(0, STREAMED_PLACES), ...rest } };
}
