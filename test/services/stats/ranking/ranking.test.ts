import fc from "fast-check";
import { prepare, rank } from "../../../../services/stats/ranking/ranking.ts";
import { PHASES, startParts, workAt } from "../../../../services/stats/ranking/ranking-job.ts";
import { ranked } from "../recount.ts";

const total = (points: fc.Arbitrary<number>, elapsedMs: fc.Arbitrary<number>) =>
  fc.record({ points, elapsedMs });
const few = total(fc.constantFrom(0, 1000, 2000), fc.constantFrom(0, 1, 500));
const usual = total(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 400_000 }));
const manyPoints = total(fc.integer({ min: 9_999_000, max: 10_000_000 }), fc.nat(70_000));
const longTimes = total(fc.constantFrom(0, 5_000_000), fc.integer({ min: 0, max: 2 ** 40 }));

const immense = total(fc.integer({ min: 0, max: 10_000_000 }), fc.integer({ min: 0, max: 2 ** 41 }));

interface Given {
  totals: { points: number; elapsedMs: number }[];
  removed: number[];
}

/** Totals at players' numbers, with others around them that are not to be looked at, in shared memory as a board's. */
function totalsOf({ totals }: Given) {
  const points = new Uint32Array(new SharedArrayBuffer(4 * (totals.length + 2)));
  const elapsed = new Float64Array(new SharedArrayBuffer(8 * (totals.length + 2)));
  points.set([77, ...totals.map((one) => one.points), 99]);
  elapsed.set([77, ...totals.map((one) => one.elapsedMs), 99]);
  return { points, elapsed };
}

function check(given: Given, order: Uint32Array, ranks: Uint32Array): void {
  const expected = ranked(
    given.totals
      .map((one, index) => ({ playerNo: index + 1, ...one }))
      .filter((one) => !given.removed.includes(one.playerNo)),
  );
  expect([...order]).toEqual(expected.map((place) => place.playerNo));
  expect(expected.map((place) => ranks[place.playerNo])).toEqual(expected.map((place) => place.rank));
}

const given = (one: typeof usual) =>
  fc
    .record({ totals: fc.array(one, { maxLength: 200 }), removed: fc.subarray([1, 2, 3, 5, 8, 40]) })
    .map(({ totals, removed }) => ({ totals, removed: removed.filter((player) => player <= totals.length) }));

const kinds: [string, typeof usual][] = [
  ["many ties", few],
  ["usual scores", usual],
  ["more than fits one part", manyPoints],
  ["times beyond 32 bits", longTimes],
  ["more points and longer times than fit one line", immense],
];

test.each(kinds)("ranks as a plain sort does: %s", (_, one) => {
  fc.assert(
    fc.property(given(one), (game) => {
      const players = game.totals.length;
      const ranks = new Uint32Array(players + 2).fill(7);
      check(game, rank(totalsOf(game), players, game.removed, ranks), ranks);
      expect(game.removed.map((player) => ranks[player])).toEqual(game.removed.map(() => 0));
      expect([ranks[0], ranks[players + 1]]).toEqual([7, 7]);
    }),
    { numRuns: 60 },
  );
});

test.each(kinds)("in whatever order the pieces of a phase are done, the ranks are the same: %s", (_, one) => {
  fc.assert(
    fc.property(given(one), fc.infiniteStream(fc.nat()), (game, chance) => {
      const players = game.totals.length;
      const ranks = new Uint32Array(new SharedArrayBuffer(4 * (players + 1)));
      const job = prepare(totalsOf(game), players, game.removed, ranks, 0);
      for (const phase of [PHASES.count, PHASES.fill, PHASES.sort]) {
        const pieces = Array.from({ length: job.pieces[phase]! }, (_, piece) => piece);
        expect(pieces.length).toBeGreaterThan(1);
        while (pieces.length > 0) {
          const [piece] = pieces.splice(chance.next().value % pieces.length, 1);
          workAt(job, phase, piece!);
        }
        if (phase === PHASES.count) startParts(job);
      }
      check(game, job.order.subarray(0, players - game.removed.length), ranks);
    }),
    { numRuns: 60 },
  );
});

/** Some spread, the same in each run. */
const scattered = (index: number, below: number) => (Math.imul(index, 2_654_435_761) >>> 8) % below;

test.each([
  ["large groups of equal points, in one thread", 40_000, (player: number) => (player % 2) * 1000],
  ["so many that another thread may help", 300_000, (player: number) => scattered(player, 20_000)],
])("ranks %s as a plain sort does", (_, players, pointsOf) => {
  const points = new Uint32Array(new SharedArrayBuffer(4 * (players + 1)));
  const elapsed = new Float64Array(new SharedArrayBuffer(8 * (players + 1)));
  for (let player = 1; player <= players; player++) {
    points[player] = pointsOf(player);
    elapsed[player] = scattered(player * 7, 500_000);
  }
  const sorted = Uint32Array.from({ length: players }, (_, index) => index + 1).sort(
    (a, b) => points[b]! - points[a]! || elapsed[a]! - elapsed[b]! || a - b,
  );
  const expected = new Uint32Array(players + 1);
  sorted.forEach((player, place) => {
    const before = sorted[place - 1];
    const isTie =
      before !== undefined && points[before] === points[player] && elapsed[before] === elapsed[player];
    expected[player] = isTie ? expected[before]! : place + 1;
  });
  for (let time = 0; time < 5; time++) {
    const ranks = new Uint32Array(new SharedArrayBuffer(4 * (players + 1)));
    const order = rank({ points, elapsed }, players, [], ranks);
    expect(Buffer.compare(Buffer.from(order.slice().buffer), Buffer.from(sorted.buffer))).toBe(0);
    expect(Buffer.compare(Buffer.from(ranks.slice().buffer), Buffer.from(expected.buffer))).toBe(0);
  }
});
