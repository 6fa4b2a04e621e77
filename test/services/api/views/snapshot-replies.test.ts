import type { Question } from "../../../../platform/domain/question.ts";
import { quizSchema } from "../../../../platform/domain/quiz.ts";
import type { CachedSnapshot } from "../../../../services/api/caches/snapshot-cache.ts";
import { SnapshotReplyCache } from "../../../../services/api/views/snapshot-replies.ts";
import { NOON, openWindow, settings } from "../../../harness/session-record.ts";
import { cachedSession, cachedSnapshot, questionStats, snapshot } from "../fixtures.ts";

const autoPaced = (revision = 1) =>
  cachedSession({
    revision,
    asOf: 0,
    openedAt: NOON,
    settings: settings({ pace: "auto", stats: "live" }),
    windows: [openWindow(1)],
  });
const cached = cachedSnapshot(snapshot(4, [questionStats(1, 3)]));
const bodyOf = (reply: { ok: { body?: unknown } }) => JSON.parse(String(reply.ok.body));

test("equal requests share one reply", () => {
  const replies = new SnapshotReplyCache();
  const reply = () => replies.stats(autoPaced(), cached, 1, "players", NOON + 1);
  expect(reply()).toBe(reply());
  const top = () => replies.places(autoPaced(), cached, "players", { from: 1, limit: 10 });
  expect(top()).toBe(top());
});

test("stats that are hidden until a planned time are shown from that time on, with another ETag", () => {
  const replies = new SnapshotReplyCache();
  const before = replies.stats(autoPaced(), cached, 1, "players", NOON - 1);
  const after = replies.stats(autoPaced(), cached, 1, "players", NOON);
  expect(bodyOf(before)).toEqual({ question: 1, attempts: 3, asOf: expect.any(String), final: false });
  expect(bodyOf(after)).toHaveProperty("options");
  expect(after.etag).not.toBe(before.etag);
  expect(bodyOf(replies.stats(autoPaced(), cached, 1, "players", NOON - 1))).toEqual(bodyOf(before));
});

test("a changed session gets new replies", () => {
  const replies = new SnapshotReplyCache();
  const open = replies.stats(autoPaced(), cached, 1, "players", NOON + 1);
  const changed = autoPaced(2);
  changed.record.windows = [openWindow(1, { revealedAt: NOON + 20_500 })];
  const revealed = replies.stats(changed, cached, 1, "players", NOON + 30_000);
  expect(bodyOf(open)).not.toHaveProperty("correct");
  expect(bodyOf(revealed)).toHaveProperty("correct");
  expect(revealed.etag).not.toBe(open.etag);
});

test("a host's reply is never sent to a player", () => {
  const replies = new SnapshotReplyCache();
  const host = replies.stats(autoPaced(), cached, 1, "host", NOON + 1);
  const players = replies.stats(autoPaced(), cached, 1, "players", NOON + 1);
  expect(bodyOf(host)).toHaveProperty("correct");
  expect(bodyOf(players)).not.toHaveProperty("correct");
  expect(host.etag).not.toBe(players.etag);
  const top = (audience: "players" | "host") =>
    replies.places(autoPaced(), cached, audience, { from: 1, limit: 1 });
  expect(top("host")).not.toBe(top("players"));
});

test("players with a ticket share a reply with its own ETag; after the close all see the same", () => {
  const replies = new SnapshotReplyCache();
  const session = autoPaced();
  session.record.settings.stats = "afterAnswer";
  const open = (audience: "players" | "answered") => replies.stats(session, cached, 1, audience, NOON + 1);
  expect(open("answered")).toBe(open("answered"));
  expect(bodyOf(open("answered"))).toEqual(cached.questions.get(1));
  expect(bodyOf(open("players"))).not.toHaveProperty("options");
  expect(open("answered").etag).not.toBe(open("players").etag);
  expect(open("answered").ok.headers).toMatchObject({ "Cache-Control": "public, max-age=1" });
  session.record.windows = [openWindow(1, { revealedAt: NOON + 20_500 })];
  session.record.revision++;
  expect(open("answered").ok.body).toEqual(open("players").ok.body);
  expect(bodyOf(open("answered"))).toHaveProperty("correct");
});

test("a leaderboard appears to players the moment they may see it, with another ETag; to the host always", () => {
  const replies = new SnapshotReplyCache();
  const running = autoPaced();
  running.record.settings.leaderboard = "end";
  const windows = [openWindow(1, { revealedAt: NOON + 20_500 })];
  const over = { ...running, record: { ...running.record, endedAt: NOON + 30_000, windows } };
  const page = (session: typeof running, audience: "players" | "host", from = 1, limit = 10) =>
    replies.places(session, cached, audience, { from, limit })!;
  expect(bodyOf(page(running, "players")).places).toEqual([]);
  // Whatever is asked for: also what would have to be loaded.
  expect(page(running, "players", 91, 20)).toBe(page(running, "players"));
  expect(bodyOf(page(running, "host")).places).toHaveLength(1);
  expect(bodyOf(page(over, "players")).places).toHaveLength(1);
  expect(page(over, "players").etag).not.toBe(page(running, "players").etag);
});

const place = (rank: number) => ({ rank, playerNo: rank, nickname: `p${rank}`, points: 1, elapsedMs: 1 });
const withPlayers = (players: number): CachedSnapshot => {
  const places = Array.from({ length: Math.min(players, 100) }, (_, index) => place(index + 1));
  const board = { ...cached.leaderboards.open, places, players };
  return { ...cached, leaderboards: { open: board, full: board } };
};

test.each([
  [150, 91, 10, [91, 100]],
  [150, 91, 11, undefined],
  [150, 101, 1, undefined],
  [100, 91, 50, [91, 100]],
  [3, 2, 100, [2, 3]],
  [3, 4, 100, []],
  [0, 1, 100, []],
])("of %i players, %i and %i more places are in the snapshot: %j", (players, from, limit, expected) => {
  const reply = new SnapshotReplyCache().places(autoPaced(), withPlayers(players), "players", {
    from,
    limit,
  });
  const places: { rank: number }[] | undefined = reply && bodyOf(reply).places;
  const ends = places && (places.length > 0 ? [places[0]!.rank, places.at(-1)!.rank] : []);
  expect(ends).toEqual(expected);
});

test("each page has its own ETag", () => {
  const replies = new SnapshotReplyCache();
  const pages = [1, 2].flatMap((from) => [3, 4].map((limit) => ({ from, limit })));
  const etags = pages.flatMap((page) =>
    (["players", "host"] as const).map(
      (audience) => replies.places(autoPaced(), withPlayers(9), audience, page)!.etag,
    ),
  );
  expect(new Set(etags).size).toBe(8);
});

test("stats of a node of the release before get `ofPlayers` where several options may be chosen", () => {
  const question: Question = quizSchema.parse({
    title: "t",
    questions: [{ kind: "multiple", text: "?", options: [{ text: "a", correct: true }, { text: "b" }] }],
  }).questions[0]!;
  const { record } = autoPaced();
  const content = { title: "t", questions: [question] };
  const options = [
    { id: 0, count: 3, share: 0.6 },
    { id: 1, count: 2, share: 0.4 },
  ];
  const old = cachedSnapshot(snapshot(4, [{ ...questionStats(1, 4), options }]));
  const shown = bodyOf(new SnapshotReplyCache().stats({ record, content }, old, 1, "host", NOON + 1));
  expect(shown.options).toEqual([
    { id: 0, count: 3, share: 0.6, ofPlayers: 0.75 },
    { id: 1, count: 2, share: 0.4, ofPlayers: 0.5 },
  ]);
  const empty = bodyOf(
    new SnapshotReplyCache().stats({ record, content }, cachedSnapshot(snapshot(4)), 1, "host", NOON + 1),
  );
  expect(empty.options[0]).toEqual({ id: 0, count: 0, share: 0, ofPlayers: 0 });
});
