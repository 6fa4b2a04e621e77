import { Client, must } from "../harness/client.ts";
import type { Leaderboard, Stats } from "../harness/contract.ts";
import type { EventStream } from "../harness/event-stream.ts";
import { Spectator } from "../harness/player.ts";
import { untilEqual } from "../harness/until.ts";
import type { SessionFixture } from "./fixture.ts";
import type { QuestionStats } from "./oracle/stats.ts";
import type { Oracle } from "./oracle.ts";

/** The stats of a question without the key, `asOf` and any fields that a later contract may add. */
export function comparableStats(stats: Stats): QuestionStats & Pick<Stats, "final"> {
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

/** A leaderboard without `asOf`. */
export function comparableLeaderboard({
  places,
  scores,
  players,
  final,
}: Leaderboard): Omit<Leaderboard, "asOf"> {
  return { places, scores, players, final };
}

/** Waits until the public stats of a closed question equal the oracle's. */
export async function verifyStats({ spectator }: SessionFixture, oracle: Oracle, no: number): Promise<void> {
  await untilEqual(
    `the stats of question ${no} equal the oracle's`,
    async () => comparableStats(must(await spectator.stats(no), 200)),
    oracle.stats(no),
  );
}

/** What players see of a leaderboard while they may not see one. */
const HIDDEN_LEADERBOARD = { places: [], scores: { width: 1, counts: [] }, final: false };

/**
 * Waits until the leaderboard equals the first places of the oracle's: the public one, or the host's if players never
 * see one.
 */
export async function verifyLeaderboard(fixture: SessionFixture, oracle: Oracle): Promise<void> {
  const places = oracle.places();
  let { spectator } = fixture;
  if (oracle.rules.leaderboard === "never") {
    const hidden = comparableLeaderboard(must(await spectator.leaderboard({ limit: 3 }), 200));
    expect(hidden).toEqual({ ...HIDDEN_LEADERBOARD, players: places.length });
    spectator = new Spectator(fixture.client, fixture.session.id, fixture.host.token);
  }
  const { width } = must(await spectator.leaderboard(), 200).scores;
  const scores = { width, counts: histogramOf(places, width) };
  const expected = { places: places.slice(0, 100), scores, players: places.length, final: true };
  await untilEqual(
    "the leaderboard equals the oracle's",
    async () => comparableLeaderboard(must(await spectator.leaderboard(), 200)),
    expected,
  );
  const limited = comparableLeaderboard(must(await spectator.leaderboard({ limit: 7 }), 200));
  expect(limited).toEqual({ ...expected, places: places.slice(0, 7) });
  // The description does not have this query, which changes nothing.
  const unchecked = new Client(spectator.client.baseUrl, 1, () => []);
  const stranger = new Spectator(unchecked, spectator.sessionId, spectator.token);
  const fromThird = must(await stranger.leaderboard({ limit: 4, from: 3, _: "unknown" } as never), 200);
  unchecked.close();
  expect(comparableLeaderboard(fromThird)).toEqual({ ...expected, places: places.slice(2, 6) });
}

/** A histogram of the points, in buckets of `width`. */
function histogramOf(places: readonly { points: number }[], width: number): number[] {
  const buckets = places.map(({ points }) => Math.floor(points / width));
  const counts = new Array<number>(Math.max(...buckets) + 1).fill(0);
  for (const bucket of buckets) counts[bucket]!++;
  return counts;
}

/** Waits until the reply to `GET /me` of every player equals the oracle's. */
export async function verifyMe({ players }: SessionFixture, oracle: Oracle): Promise<void> {
  const expected = oracle.meByPlayer();
  const present = players.filter((player) => expected.has(player.no));
  expect(present).toHaveLength(expected.size);
  await untilEqual(
    "the replies to GET /me equal the oracle's",
    () =>
      Promise.all(
        present.map(async (player) => {
          const { asOf: _, ...me } = must(await player.me(), 200);
          return me;
        }),
      ),
    present.map((player) => expected.get(player.no)),
  );
}

/**
 * While stats are withheld, a player sees only the number of answers, and a leaderboard without points, or without
 * places if the session has none yet.
 */
export async function verifyWithheld(
  { spectator }: SessionFixture,
  { rules }: Oracle,
  no: number,
): Promise<void> {
  const stats = must(await spectator.stats(no), 200);
  expect(stats).toEqual({
    question: no,
    attempts: expect.any(Number),
    asOf: expect.any(String),
    final: false,
  });
  const { places, scores, players, final } = must(await spectator.leaderboard(), 200);
  if (rules.leaderboard === "end" || rules.leaderboard === "never") {
    expect({ places, scores, final }).toEqual(HIDDEN_LEADERBOARD);
    return;
  }
  expect(scores).toEqual({ width: 1, counts: players === 0 ? [] : [players] });
  expect(places.filter((place) => place.points !== 0 || place.elapsedMs !== 0 || place.rank !== 1)).toEqual(
    [],
  );
}

/**
 * Waits until the last events of a stream are the final stats and the first ten places. If stats are published only at
 * the end of the session, the stream need not repeat them all; those that it has must be correct.
 */
export async function verifyStream(stream: EventStream, oracle: Oracle): Promise<void> {
  await stream.next("ended");
  const leaderboards = () => stream.eventsNamed("leaderboard").map(({ data }) => data as Leaderboard);
  if (oracle.rules.leaderboard !== "never") {
    await untilEqual(
      "the last leaderboard in the stream equals the oracle's",
      () => leaderboards().at(-1)?.places,
      oracle.places().slice(0, 10),
    );
  }
  const last = (no: number) =>
    stream
      .eventsNamed("stats")
      .map((event) => event.data as Stats)
      .findLast((stats) => stats.question === no && (oracle.rules.stats !== "onEnd" || stats.elapsedMs));
  const published = oracle.questions
    .map((_, index) => index + 1)
    .filter((no) => oracle.rules.stats !== "onEnd" || last(no));
  await untilEqual(
    "the last stats of each question in the stream equal the oracle's",
    () => published.map(last).map((stats) => stats && comparableStats(stats)),
    published.map((no) => oracle.stats(no)),
  );
  if (oracle.rules.leaderboard === "never")
    expect(leaderboards().flatMap(({ places }) => places)).toEqual([]);
}
