import { NotFound } from "../../../../platform/errors.ts";
import { StandingsDesk } from "../../../../services/api/batching/rank-loader.ts";

/** Stands of players: as many points as ten times their number; session 404 is none, session 500 is away. */
const asked: { session: number; players: number[] }[] = [];
const broker = {
  async call(_action: string, params: { session: number; players: number[] }) {
    asked.push(params);
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
const desk = () => new StandingsDesk(broker, { windowMs: 0, batch: 100, queue: 100 });
beforeEach(() => {
  asked.length = 0;
});

const standing = { answered: 3, players: 12, asOf: "2031-04-01T12:00:00.000Z" };

test("many who ask make one call a session, and each gets their own place, of what they may know", async () => {
  const one = desk();
  const found = await Promise.all([one.of(1, 2), one.of(2, 5), one.of(1, 4)]);
  expect(found).toEqual([
    { ...standing, points: 20, rank: 2 },
    { ...standing, points: 50, rank: 5 },
    { ...standing, points: 40, rank: 4 },
  ]);
  expect(asked).toEqual([
    { session: 1, players: [2, 4] },
    { session: 2, players: [5] },
  ]);
});

test("a player whom the board does not know has no rank", async () => {
  expect(await desk().of(1, 9)).toMatchObject({ rank: null });
});

test("a session that is none, or away, is the trouble of those who asked for it", async () => {
  const one = desk();
  const found = await Promise.allSettled([one.of(404, 1), one.of(1, 1), one.of(500, 1)]);
  expect(found).toMatchObject([
    { status: "rejected", reason: expect.any(NotFound) },
    { status: "fulfilled", value: { points: 10 } },
    { status: "rejected", reason: { message: "away" } },
  ]);
});
