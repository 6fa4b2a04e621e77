import fc from "fast-check";
import { PLAYERS_PER_BLOCK } from "../../../../platform/contracts/player-bitmap.ts";
import { findStreaming } from "../../../../services/stats/closing/streaming-survey.ts";
import { FakeGateways } from "./fake-gateways.ts";

const TEN = 10;

test("a player who streams at any of ten gateways and has not answered is found; if there is none, it says so", async () => {
  const streams = fc.array(fc.tuple(fc.integer({ min: 1, max: TEN }), fc.integer({ min: 1, max: 30 })), {
    maxLength: 30,
  });
  const answered = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(streams, answered, async (open, done) => {
      const gateways = new FakeGateways(TEN);
      for (const [gateway, player] of open) gateways.at(`api-${gateway}`).add(player);
      const found = await findStreaming(gateways, 1, (player) => !done.includes(player));
      const awaited = open
        .filter(([, player]) => !done.includes(player))
        .map(([gateway, player]) => ({ gateway: `api-${gateway}`, player }));
      if (awaited.length === 0) expect(found).toBeNull();
      else expect(awaited).toContainEqual(found);
    }),
  );
});

/** A player's way from gateway to gateway: each stream closes only after the next one has opened. */
function movesOf(player: number, gateways: readonly number[], world: FakeGateways): (() => void)[] {
  const at = (index: number) => world.at(`api-${gateways[index]}`);
  return gateways
    .slice(1)
    .flatMap((_, index) => [() => at(index + 1).add(player), () => at(index).remove(player)]);
}

test("a player who moves between gateways while they are asked is never overlooked", async () => {
  const way = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      way,
      fc.array(way, { maxLength: 3 }),
      fc.infiniteStream(fc.integer({ min: 0, max: 3 })),
      async (awaitedWay, otherWays, steps) => {
        const gateways = new FakeGateways(4);
        const ways = [awaitedWay, ...otherWays];
        for (const [player, [first]] of ways.entries()) gateways.at(`api-${first}`).add(player + 1);
        const moves = ways.map((gatewaysOfPlayer, index) => movesOf(index + 1, gatewaysOfPlayer, gateways));
        // Before each reply some players make their next move.
        gateways.onAsk = () => {
          const movers = steps.next().value as number;
          for (let i = 0; i < movers; i++) moves[i % moves.length]!.shift()?.();
        };
        const found = await findStreaming(gateways, 1, (player) => player === 1);
        expect(found).not.toBeNull();
      },
    ),
    { numRuns: 300 },
  );
});

test("players above the first block are found too", async () => {
  const gateways = new FakeGateways(2);
  gateways.at("api-1").add(5);
  gateways.at("api-2").add(PLAYERS_PER_BLOCK + 3);
  const late = { gateway: "api-2", player: PLAYERS_PER_BLOCK + 3 };
  expect(await findStreaming(gateways, 1, (player) => player !== 5)).toEqual(late);
  expect(await findStreaming(gateways, 1, () => false)).toBeNull();
});

test("nothing is known if a gateway does not reply, is of the release before, or is not known to this node", async () => {
  const gateways = new FakeGateways(TEN);
  const survey = () => findStreaming(gateways, 1, () => false);
  gateways.silent.add("api-7");
  expect(await survey()).toBe("unknown");
  gateways.die("api-7");
  expect(await survey()).toBeNull();
  gateways.unknown.add("api-3");
  expect(await survey()).toBe("unknown");
  gateways.unknown.clear();
  gateways.isOneOld = true;
  expect(await survey()).toBe("unknown");
  expect(await findStreaming(new FakeGateways(0), 1, () => false)).toBe("unknown");
});

test("if players keep coming, the survey ends after a few attempts", async () => {
  const gateways = new FakeGateways(2);
  let player = 0;
  gateways.onAsk = () => gateways.at("api-1").add(++player);
  expect(await findStreaming(gateways, 1, () => false)).toBe("unknown");
  expect(gateways.calls.length).toBeLessThanOrEqual(12);
});
