import type { Context } from "moleculer";
import { TryAgain } from "../../../../platform/errors.ts";
import { rosterItem, standingsOf } from "../../../../services/api/views/roster-view.ts";
import { NOON } from "../../../harness/session-record.ts";

const player = (playerNo: number) => ({ playerNo, nickname: "Ana", joinedAt: NOON, banned: false });
const ctxWith = (call: () => Promise<unknown>) => ({ call }) as unknown as Context;

test("the standings are those of the host's leaderboard; a removed player has no rank", async () => {
  const standings = {
    answered: [3, 0],
    openPoints: [1, 1],
    openRank: [9, 9],
    fullPoints: [2000, 0],
    fullRank: [1, 0],
    players: 1,
    asOf: "",
  };
  expect(
    await standingsOf(
      ctxWith(async () => standings),
      1,
      [player(1), player(2)],
    ),
  ).toEqual([
    { answered: 3, points: 2000, rank: 1 },
    { answered: 0, points: 0, rank: null },
  ]);
});

test("while the stats are away the list has no figures; another error is one", async () => {
  const away = ctxWith(async () => {
    throw new TryAgain();
  });
  expect(await standingsOf(away, 1, [player(1)])).toBeNull();
  expect(rosterItem(player(7))).toEqual({
    playerNo: 7,
    nickname: "Ana",
    joinedAt: new Date(NOON).toISOString(),
    answered: null,
    points: null,
    rank: null,
  });
  const broken = ctxWith(async () => {
    throw new Error("a bug");
  });
  await expect(standingsOf(broken, 1, [player(1)])).rejects.toThrow("a bug");
  // Nobody to ask about.
  expect(await standingsOf(broken, 1, [])).toEqual([]);
});
