import { jest } from "@jest/globals";
import { NotFound, TryAgain } from "../../../../platform/errors.ts";
import { RankLoader } from "../../../../services/api/batching/rank-loader.ts";

/** A broker that gives each player ten points per player number. Session 404 does not exist, session 500 fails. */
const calls: { session: number; players: number[] }[] = [];
const broker = {
  async call(_action: string, params: { session: number; players: number[] }) {
    calls.push(params);
    if (params.session === 404) return null;
    if (params.session === 500) throw new Error("away");
    const { players } = params;
    return {
      answered: players.map(() => 3),
      openPoints: players.map((no) => no * 10),
      openRank: players.map((no) => (no === 9 ? 0 : no)),
      fullPoints: players.map(() => 7777),
      fullRank: players.map(() => 1),
      players: 12,
      asOf: "2031-04-01T12:00:00.000Z",
    };
  },
} as never;
const rankLoader = () => new RankLoader(broker, { maxWaitMs: 0, maxBatch: 100, maxPending: 100 });
beforeEach(() => {
  calls.length = 0;
});

const common = { answered: 3, players: 12, asOf: "2031-04-01T12:00:00.000Z" };

test("many requests make one call per session, and each player gets their own open rank", async () => {
  const loader = rankLoader();
  const ranks = await Promise.all([loader.load(1, 2), loader.load(2, 5), loader.load(1, 4)]);
  expect(ranks).toEqual([
    { ...common, points: 20, rank: 2 },
    { ...common, points: 50, rank: 5 },
    { ...common, points: 40, rank: 4 },
  ]);
  expect(calls).toEqual([
    { session: 1, players: [2, 4] },
    { session: 2, players: [5] },
  ]);
});

test("a player that the board does not know has no rank", async () => {
  expect(await rankLoader().load(1, 9)).toMatchObject({ rank: null });
});

test("an unknown or failing session is an error for its own callers only", async () => {
  const loader = rankLoader();
  const ranks = await Promise.allSettled([loader.load(404, 1), loader.load(1, 1), loader.load(500, 1)]);
  expect(ranks).toMatchObject([
    { status: "rejected", reason: expect.any(NotFound) },
    { status: "fulfilled", value: { points: 10 } },
    { status: "rejected", reason: { message: "away" } },
  ]);
});

test("while the stats service is away, a player gets the last rank that was loaded, with its time", async () => {
  const loader = rankLoader();
  const known = await loader.load(1, 2);
  const isAway = jest.spyOn(broker as { call: () => Promise<unknown> }, "call");
  isAway.mockRejectedValue(new TryAgain());
  expect(await loader.load(1, 2)).toEqual(known);
  await expect(loader.load(1, 3)).rejects.toThrow(TryAgain);
  isAway.mockRestore();
});
