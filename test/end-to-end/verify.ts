import { must } from "../harness/client.ts";
import type { Leaderboard, Stats } from "../harness/contract.ts";
import type { EventStream } from "../harness/event-stream.ts";
import { untilEqual } from "../harness/until.ts";
import type { SessionFixture } from "./fixture.ts";
import type { Figures } from "./oracle/figures.ts";
import type { Oracle } from "./oracle.ts";

/** A question's figures, without the key, the time they were read and what a later contract may add. */
export function figuresOf(stats: Stats): Figures & Pick<Stats, "final"> {
  const { question, attempts, options, values, elapsedMs, asOf, final } = stats;
  expect(Number.isNaN(Date.parse(asOf))).toBe(false);
  return {
    question,
    attempts,
    ...(options ? { options } : {}),
    ...(values ? { values } : {}),
    ...(elapsedMs ? { elapsedMs } : {}),
    final,
  };
}

/** A leaderboard without the time it was read. */
export function tableOf({ places, scores, players, final }: Leaderboard): Omit<Leaderboard, "asOf"> {
  return { places, scores, players, final };
}

/** The public figures of one closed question become exactly the oracle's. */
export async function verifyStats({ spectator }: SessionFixture, oracle: Oracle, no: number): Promise<void> {
  await untilEqual(
    `the figures of question ${no}`,
    async () => figuresOf(must(await spectator.stats(no), 200)),
    oracle.stats(no),
  );
}

/** The public leaderboard becomes exactly the oracle's first places. */
export async function verifyLeaderboard({ spectator }: SessionFixture, oracle: Oracle): Promise<void> {
  const places = oracle.places();
  const { width } = must(await spectator.leaderboard(), 200).scores;
  const scores = { width, counts: spreadOf(places, width) };
  const expected = { places: places.slice(0, 100), scores, players: places.length, final: true };
  await untilEqual(
    "the leaderboard",
    async () => tableOf(must(await spectator.leaderboard(), 200)),
    expected,
  );
  const few = tableOf(must(await spectator.leaderboard("?limit=7"), 200));
  expect(few).toEqual({ ...expected, places: places.slice(0, 7) });
}

/** How many of these have how many points, in steps of `width`. */
function spreadOf(places: readonly { points: number }[], width: number): number[] {
  const steps = places.map(({ points }) => Math.floor(points / width));
  const counts = new Array<number>(Math.max(...steps) + 1).fill(0);
  for (const step of steps) counts[step]!++;
  return counts;
}

/** Every player's own page becomes exactly the oracle's. */
export async function verifyEverybody({ players }: SessionFixture, oracle: Oracle): Promise<void> {
  const everybody = oracle.everybody();
  const present = players.filter((player) => everybody.has(player.no));
  expect(present).toHaveLength(everybody.size);
  await untilEqual(
    "everybody's own page",
    () =>
      Promise.all(
        present.map(async (player) => {
          const { asOf: _, ...me } = must(await player.me(), 200);
          return me;
        }),
      ),
    present.map((player) => everybody.get(player.no)),
  );
}

/** While figures are withheld, a player learns how many answered and nothing more, and the table is blank. */
export async function verifyWithheld({ spectator }: SessionFixture, no: number): Promise<void> {
  const stats = must(await spectator.stats(no), 200);
  expect(stats).toEqual({
    question: no,
    attempts: expect.any(Number),
    asOf: expect.any(String),
    final: false,
  });
  const { places, scores, players } = must(await spectator.leaderboard(), 200);
  expect(scores).toEqual({ width: 1, counts: players === 0 ? [] : [players] });
  expect(places.filter((place) => place.points !== 0 || place.elapsedMs !== 0 || place.rank !== 1)).toEqual(
    [],
  );
}

/**
 * The last words of an event stream are the final figures, the table in the brevity of ten places. Where figures
 * come at the session's end only, the stream need not repeat them all; what it shows must still be true.
 */
export async function verifyStream(stream: EventStream, oracle: Oracle): Promise<void> {
  await stream.next("ended");
  await untilEqual(
    "the last leaderboard of the stream",
    () => (stream.eventsNamed("leaderboard").at(-1)?.data as Leaderboard | undefined)?.places,
    oracle.places().slice(0, 10),
  );
  const last = (no: number) =>
    stream
      .eventsNamed("stats")
      .map((event) => event.data as Stats)
      .findLast((stats) => stats.question === no && (oracle.rules.stats !== "onEnd" || stats.elapsedMs));
  const told = oracle.questions
    .map((_, index) => index + 1)
    .filter((no) => oracle.rules.stats !== "onEnd" || last(no));
  await untilEqual(
    "the last figures of every question in the stream",
    () => told.map(last).map((stats) => stats && figuresOf(stats)),
    told.map((no) => oracle.stats(no)),
  );
}
