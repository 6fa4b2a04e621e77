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
  expect(replies.leaderboard(cached, "players", 10)).toBe(replies.leaderboard(cached, "players", 10));
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
  expect(replies.leaderboard(cached, "host", 1)).not.toBe(replies.leaderboard(cached, "players", 1));
});
