import { ReadyReplies } from "../../../../services/api/views/snapshot-replies.ts";
import { NOON, openWindow, settings } from "../../../harness/session-record.ts";
import { figures, knownSession, knownSnapshot, snapshot } from "../fixtures.ts";

const planned = (revision = 1) =>
  knownSession({
    revision,
    asOf: 0,
    openedAt: NOON,
    settings: settings({ pace: "auto", stats: "live" }),
    windows: [openWindow(1)],
  });
const newest = knownSnapshot(snapshot(4, [figures(1, 3)]));
const bodyOf = (reply: { whole: { body?: unknown } }) => JSON.parse(String(reply.whole.body));

test("a reply is made once, for all who ask the same", () => {
  const ready = new ReadyReplies();
  const ask = () => ready.figures(planned(), newest, 1, "players", NOON + 1);
  expect(ask()).toBe(ask());
  expect(ready.leaderboard(newest, "players", 10)).toBe(ready.leaderboard(newest, "players", 10));
});

test("what is hidden until a planned moment is shown from that moment, under another tag", () => {
  const ready = new ReadyReplies();
  const before = ready.figures(planned(), newest, 1, "players", NOON - 1);
  const after = ready.figures(planned(), newest, 1, "players", NOON);
  expect(bodyOf(before)).toEqual({ question: 1, attempts: 3, asOf: expect.any(String), final: false });
  expect(bodyOf(after)).toHaveProperty("options");
  expect(after.etag).not.toBe(before.etag);
  expect(bodyOf(ready.figures(planned(), newest, 1, "players", NOON - 1))).toEqual(bodyOf(before));
});

test("a session that has moved has its replies made anew", () => {
  const ready = new ReadyReplies();
  const open = ready.figures(planned(), newest, 1, "players", NOON + 1);
  const moved = planned(2);
  moved.record.windows = [openWindow(1, { revealedAt: NOON + 20_500 })];
  const revealed = ready.figures(moved, newest, 1, "players", NOON + 30_000);
  expect(bodyOf(open)).not.toHaveProperty("correct");
  expect(bodyOf(revealed)).toHaveProperty("correct");
  expect(revealed.etag).not.toBe(open.etag);
});

test("what is made for the host is never a player's", () => {
  const ready = new ReadyReplies();
  const host = ready.figures(planned(), newest, 1, "host", NOON + 1);
  const players = ready.figures(planned(), newest, 1, "players", NOON + 1);
  expect(bodyOf(host)).toHaveProperty("correct");
  expect(bodyOf(players)).not.toHaveProperty("correct");
  expect(host.etag).not.toBe(players.etag);
  expect(ready.leaderboard(newest, "host", 1)).not.toBe(ready.leaderboard(newest, "players", 1));
});
