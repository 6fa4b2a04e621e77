import { RoundTrips } from "../../../../services/api/fairness/round-trips.ts";

const NOW = 1_900_000_000_000;

/** Reads the time in series: each call names the reply before and comes `gapMs` after it. */
function readTimes(roundTrips: RoundTrips, player: number, gapsMs: readonly number[], startMs = 0): void {
  roundTrips.timeRead(player, undefined, NOW + startMs, startMs);
  let ticks = startMs;
  for (const gapMs of gapsMs) {
    const after = NOW + ticks;
    ticks += gapMs;
    roundTrips.timeRead(player, after, NOW + ticks, ticks);
  }
}

test("the gaps of a series of calls are the round trip; five calls are enough", () => {
  const roundTrips = new RoundTrips();
  readTimes(roundTrips, 7, [60, 60, 60, 60]);
  expect(roundTrips.of(7)).toBe(60);
  expect(roundTrips.of(8)).toBe(0);
});

test("a call that names no reply, or another than this gateway's last one, makes no gap", () => {
  const roundTrips = new RoundTrips();
  for (let ticks = 0; ticks < 500; ticks += 50) roundTrips.timeRead(7, undefined, NOW + ticks, ticks);
  // Every second call goes to another gateway: each names the reply of that one.
  for (let ticks = 0; ticks < 500; ticks += 100) roundTrips.timeRead(8, NOW + ticks - 50, NOW + ticks, ticks);
  expect([roundTrips.of(7), roundTrips.of(8)]).toEqual([0, 0]);
});

test("a gap of more than a second is a pause and does not count", () => {
  const roundTrips = new RoundTrips();
  readTimes(roundTrips, 7, [60, 1001, 60, 5000, 60]);
  expect(roundTrips.of(7)).toBe(60);
  readTimes(roundTrips, 8, [1000, 1000, 1000]);
  expect(roundTrips.of(8)).toBe(1000);
});

test("each of many players has their own round trip, whatever the order of their numbers", () => {
  const roundTrips = new RoundTrips();
  const players = Array.from({ length: 500 }, (_, index) => 1 + ((index * 7919) % 100_003));
  players.forEach((player, index) => {
    readTimes(roundTrips, player, new Array(4).fill(1 + index), 10_000 * index);
  });
  expect(players.map((player) => Math.round(roundTrips.of(player)))).toEqual(
    players.map((_, index) => 1 + index).map((gapMs) => Math.min(gapMs, 1000)),
  );
});
