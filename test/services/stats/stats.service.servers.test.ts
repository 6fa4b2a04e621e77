import fc from "fast-check";
import { snapshotKey } from "../../../platform/cache/shared-cache.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import type { Leaderboard } from "../../../platform/domain/stats.ts";
import { shapeOf } from "../../../services/stats/board/question-shape.ts";
import type { RankedPlayer } from "../../../services/stats/ranking/leaders.ts";
import type { AnswerRow } from "./answer-rows.ts";
import { arbitraryAnswers, SHAPES } from "./arbitrary-answers.ts";
import { expectedStats } from "./expected-stats.ts";
import { leaderPoints, QUIZ, right, untimedStats, wrong } from "./sample-session.ts";
import { freshStatsNode } from "./stats-node.ts";

const stats = freshStatsNode();

const shapes = QUIZ.questions.map(shapeOf);

const withNicknames = (places: RankedPlayer[]) =>
  places.slice(0, 100).map((place) => ({ ...place, nickname: `player ${place.playerNo}` }));

test("the quiz has the shapes for which arbitrary answers are generated", () => {
  expect(shapes.map((shape) => shape.tally)).toEqual(SHAPES.map((shape) => shape.tally));
});

test("an answer shows in the snapshot, the cache and the event", async () => {
  const session = stats.newSession();
  await session.join(3);
  await session.update({ windows: session.windows([1]) });
  await session.store([right(1, 2, 1200, 970)]);
  const announced = await session.waitForAttempts(1, 1);
  expect(announced.questions).toEqual([
    {
      question: 1,
      attempts: 1,
      options: [
        { id: 0, count: 1, share: 1 },
        { id: 1, count: 0, share: 0 },
        { id: 2, count: 0, share: 0 },
      ],
      elapsedMs: { mean: 1200, p50: 1200, p90: 1200, p99: 1200 },
      asOf: announced.asOf,
      final: false,
    },
  ]);
  expect(announced.leaderboards.full).toEqual({
    places: [
      { rank: 1, playerNo: 2, nickname: "player 2", points: 970, elapsedMs: 1200 },
      { rank: 2, playerNo: 1, nickname: "player 1", points: 0, elapsedMs: 0 },
      { rank: 2, playerNo: 3, nickname: "player 3", points: 0, elapsedMs: 0 },
    ],
    scores: { width: 50, counts: [2, ...new Array(18).fill(0), 1] },
    players: 3,
    asOf: announced.asOf,
    final: false,
  });
  // The question is open, so players may not see its points yet.
  expect(announced.leaderboards.open.places.map((place) => place.points)).toEqual([0, 0, 0]);
  expect(announced.leaderboards.open.scores).toEqual({ width: 1, counts: [3] });
  const snapshot = await call(stats.node.broker, "stats.snapshot", { session: session.record.no });
  expect(snapshot).toEqual(announced);
  const cached = await stats.node.resources.cache.get(snapshotKey(session.record.no));
  expect(JSON.parse(cached!)).toEqual(announced);
});

test("seq increases with each snapshot, and an event contains only the questions that have changed", async () => {
  const session = stats.newSession();
  await session.join(2);
  await session.update({ windows: session.windows([1, 2, 3]) });
  const first = await stats.node.waitForSnapshot(
    session.record.no,
    (snapshot) => snapshot.questions.length === 3,
  );
  await session.store([wrong(2, 1, 400)]);
  const second = await session.waitForAttempts(2, 1);
  expect(second.questions.map((question) => question.question)).toEqual([2]);
  expect(second.seq).toBeGreaterThan(first.seq);
  expect(Date.parse(second.asOf)).toBeGreaterThanOrEqual(Date.parse(first.asOf));
  const full = await call(stats.node.broker, "stats.snapshot", { session: session.record.no });
  expect(full?.questions.map((question) => question.question)).toEqual([1, 2, 3]);
  await session.update({ windows: session.windows([2, 3], [1]) });
  const third = await stats.node.waitForSnapshot(session.record.no, (snapshot) => snapshot.seq > second.seq);
  expect(third.questions.map(({ question, final }) => [question, final])).toEqual([[1, true]]);
});

test("a question's points show in the open leaderboard after its close, and stop counting when it is voided", async () => {
  const session = stats.newSession();
  await session.join(2);
  await session.update({ windows: session.windows([1]) });
  await session.store([right(1, 1, 100, 1000), wrong(1, 2, 50)]);
  await session.waitForAttempts(1, 2);
  const standings = async () =>
    (await call(stats.node.broker, "stats.standings", { session: session.record.no, players: [1, 2, 3] }))!;
  expect(await standings()).toMatchObject({
    answered: [1, 1, 0],
    openPoints: [0, 0, 0],
    openRank: [1, 1, 1],
    fullPoints: [1000, 0, 0],
    fullRank: [1, 2, 2],
    players: 2,
  });
  await session.update({ windows: session.windows([2], [1]) });
  const closed = await stats.node.waitForSnapshot(
    session.record.no,
    (snapshot) => leaderPoints(snapshot, "open")[0] === 1000,
  );
  expect(closed.questions.find((question) => question.question === 1)?.final).toBe(true);
  expect(await standings()).toMatchObject({ openPoints: [1000, 0, 0], openRank: [1, 2, 2] });
  await session.update({ voided: [1] });
  const voided = await stats.node.waitForSnapshot(
    session.record.no,
    (snapshot) => leaderPoints(snapshot, "full")[0] === 0,
  );
  expect(leaderPoints(voided, "open")).toEqual([0, 0]);
  expect(await standings()).toMatchObject({ answered: [1, 1, 0], openRank: [1, 1, 1], fullRank: [1, 1, 1] });
});

test("the answers of a removed player do not count", async () => {
  const session = stats.newSession({ feedback: "immediate" });
  await session.join(3);
  await session.update({ windows: session.windows([1]) });
  await session.store([right(1, 1, 100, 1000), right(1, 2, 200, 900)]);
  await session.waitForAttempts(1, 2);
  await session.update({ removed: [1] });
  const snapshot = await session.waitForAttempts(1, 1);
  for (const board of Object.values(snapshot.leaderboards) as Leaderboard[]) {
    expect(board.places.map(({ rank, playerNo }) => [rank, playerNo])).toEqual([
      [1, 2],
      [2, 3],
    ]);
    expect(board.players).toBe(2);
  }
  // Answers of removed players that arrive later change nothing.
  await session.store([wrong(2, 1, 100), wrong(2, 3, 50)]);
  await session.waitForAttempts(2, 1);
  const standings = await call(stats.node.broker, "stats.standings", {
    session: session.record.no,
    players: [1],
  });
  expect(standings).toMatchObject({ answered: [0], openPoints: [0], openRank: [0], fullRank: [0] });
});

test("the answers of a player whose removal was taken back count again, also those that came meanwhile", async () => {
  const session = stats.newSession({ feedback: "immediate" });
  await session.join(3);
  await session.update({ windows: session.windows([1, 2]) });
  await session.store([right(1, 1, 100, 1000), right(1, 2, 200, 900), wrong(2, 1, 50)]);
  const before = await session.waitForAttempts(1, 2);
  await session.update({ removed: [1, 3] });
  await session.waitForAttempts(1, 1);
  await session.store([right(1, 3, 300, 800)]);
  await session.update({ removed: [3] });
  const restored = await session.waitForAttempts(1, 2);
  expect(restored.questions[0]).toEqual({ ...before.questions[0], asOf: restored.questions[0]!.asOf });
  const standings = () =>
    call(stats.node.broker, "stats.standings", { session: session.record.no, players: [1, 2, 3] });
  expect(await standings()).toMatchObject({ answered: [2, 1, 0], fullPoints: [1000, 900, 0], players: 2 });
  await session.update({ removed: [] });
  await session.waitForAttempts(1, 3);
  expect(await standings()).toMatchObject({ answered: [2, 1, 1], fullRank: [1, 2, 3], players: 3 });
  const rebuilt = await call(stats.node.broker, "stats.rebuild", { session: session.record.no });
  expect(rebuilt).toMatchObject({ answers: 4, difference: { questions: [], players: 0 } });
});

test("an answer that is scored again replaces the old one", async () => {
  const session = stats.newSession({ feedback: "immediate" });
  await session.join(1);
  await session.update({ windows: session.windows([1]) });
  await session.store([wrong(1, 1, 300)]);
  await session.waitForAttempts(1, 1);
  await session.store([{ ...wrong(1, 1, 300), points: 990, correct: true }]);
  const snapshot = await stats.node.waitForSnapshot(
    session.record.no,
    (update) => leaderPoints(update, "open")[0] === 990,
  );
  expect(snapshot.leaderboards.open.places[0]?.elapsedMs).toBe(300);
});

test("the final stats of any answers equal the expected stats", async () => {
  const players = 25;
  await fc.assert(
    fc.asyncProperty(
      arbitraryAnswers(players).filter((answers) => answers.length > 0),
      fc.subarray([1, 7, 20]),
      fc.subarray([1, 4]),
      async (answers, removed, voided) => {
        const session = stats.newSession();
        const all = [1, 2, 3, 4, 5, 6];
        const valid = answers.map(withoutNul).map(withinQuiz);
        await session.join(players);
        await session.update({ windows: session.windows(all) });
        const half = Math.ceil(valid.length / 2);
        await session.store(valid.slice(0, half));
        await session.store(valid.slice(half));
        const ended = { windows: session.windows([], all), endedAt: Date.now() };
        await session.update({ ...ended, removed, voided });
        const last = await stats.node.waitForSnapshot(
          session.record.no,
          (snapshot) => snapshot.leaderboards.full.final,
        );
        const final = (await call(stats.node.broker, "stats.snapshot", { session: session.record.no }))!;
        expect(final.seq).toBe(last.seq);
        const expected = expectedStats(valid, shapes, { players, removed, voided, open: all, byTime: true });
        expect(untimedStats(final)).toEqual(expected.stats);
        expect(final.questions.every((question) => question.final)).toBe(true);
        expect(final.leaderboards.full.places).toEqual(withNicknames(expected.full));
        expect(final.leaderboards.open.places).toEqual(withNicknames(expected.open));
      },
    ),
    { numRuns: 15 },
  );
});

/** Postgres stores every character except NUL. */
const withoutNul = (row: AnswerRow): AnswerRow =>
  row.response === null ? row : { ...row, response: row.response.replaceAll("\0", "") };

/** The quiz has fewer options than the shapes for which answers are generated. */
const withinQuiz = (row: AnswerRow): AnswerRow => {
  const { tally, options } = shapes[row.question - 1]!;
  if (row.choice === null) return row;
  return { ...row, choice: tally === "option" ? row.choice % options : (row.choice % 15) + 1 };
};

test("places past the first hundred have nicknames, and only open questions count for players", async () => {
  const session = stats.newSession();
  const players = 250;
  await session.join(players);
  await session.update({ windows: session.windows([2], [1]) });
  const numbers = Array.from({ length: players }, (_, index) => index + 1);
  await session.store(numbers.map((player) => right(1, player, 100 + player, 500)));
  await session.store(numbers.map((player) => right(2, player, 1000 - player, 100)));
  await session.waitForAttempts(2, players);
  const pages = (["open", "full"] as const).map((ranking) => ({ ranking, from: 201, limit: 2 }));
  const past = { ranking: "full" as const, from: 251, limit: 100 };
  const loaded = await call(stats.node.broker, "stats.leaderboard", {
    session: session.record.no,
    pages: [...pages, past],
  });
  const [open, full, none] = loaded!;
  expect(open).toMatchObject({
    players,
    final: false,
    places: [
      { rank: 201, playerNo: 201, nickname: "player 201", points: 500, elapsedMs: 301 },
      { rank: 202, playerNo: 202, nickname: "player 202", points: 500, elapsedMs: 302 },
    ],
  });
  // Everyone's times add up to the same: all share the first rank, in order of their numbers.
  expect(full!.places).toEqual([
    { rank: 1, playerNo: 201, nickname: "player 201", points: 600, elapsedMs: 1100 },
    { rank: 1, playerNo: 202, nickname: "player 202", points: 600, elapsedMs: 1100 },
  ]);
  expect(none!.places).toEqual([]);
  expect(await call(stats.node.broker, "stats.leaderboard", { session: 999_999, pages })).toBeNull();
});

test("with scoring none, more right answers come first, whatever their time", async () => {
  const session = stats.newSession({ scoring: "none" });
  await session.join(4);
  await session.update({ windows: session.windows([], [1, 2]) });
  await session.store([
    wrong(1, 1, 10),
    right(1, 2, 9000, 0),
    right(2, 2, 9000, 0),
    right(1, 3, 20, 0),
    right(1, 4, 30, 0),
  ]);
  const { leaderboards } = await session.waitForAttempts(1, 4);
  const ranks = leaderboards.open.places.map(({ rank, playerNo }) => `${rank}: ${playerNo}`);
  expect(ranks).toEqual(["1: 2", "2: 3", "2: 4", "4: 1"]);
});
