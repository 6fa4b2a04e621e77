import fc from "fast-check";
import { snapshotKey } from "../../../platform/cache/shared-cache.ts";
import type { Leaderboard } from "../../../platform/contracts/contracts.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { shapeOf } from "../../../services/stats/board/question-shape.ts";
import type { NumberedPlace } from "../../../services/stats/ranking/leaders.ts";
import { PATIENCE_MS } from "../../harness/fresh-database.ts";
import { arbitraryAnswers, SHAPES } from "./arbitrary-answers.ts";
import { Game, pointsOf, QUIZ, right, StatsNode, withoutTimes, wrong } from "./game.ts";
import { type Answer, recount } from "./recount.ts";

let node: StatsNode;
let lastNo = 0;
beforeAll(async () => {
  node = await StatsNode.start();
  await node.database();
}, PATIENCE_MS);
afterAll(async () => {
  await node.stop();
});

const newGame = (settings = {}) => new Game(node, ++lastNo, settings);
const shapes = QUIZ.questions.map(shapeOf);

const numbered = (places: NumberedPlace[]) =>
  places.slice(0, 100).map((place) => ({ ...place, nickname: `player ${place.playerNo}` }));

test("the shapes of the quiz are those that answers are made for", () => {
  expect(shapes.map((shape) => shape.form)).toEqual(SHAPES.map((shape) => shape.form));
});

test("an answer shows in the snapshot, the cache and the event", async () => {
  const game = newGame();
  await game.join(3);
  await game.change({ windows: game.windows([1]) });
  await game.store([right(1, 2, 1200, 970)]);
  const announced = await game.counted(1, 1);
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
  // The question is open: what players may see of it is nothing.
  expect(announced.leaderboards.open.places.map((place) => place.points)).toEqual([0, 0, 0]);
  expect(announced.leaderboards.open.scores).toEqual({ width: 1, counts: [3] });
  const asked = await call(node.broker, "stats.snapshot", { session: game.session.no });
  expect(asked).toEqual(announced);
  const cached = await node.footing.cache.get(snapshotKey(game.session.no));
  expect(JSON.parse(cached!)).toEqual(announced);
});

test("snapshots follow one another by seq, and tell just of the questions that have changed", async () => {
  const game = newGame();
  await game.join(2);
  await game.change({ windows: game.windows([1, 2, 3]) });
  const first = await node.heard(game.session.no, (snapshot) => snapshot.questions.length === 3);
  await game.store([wrong(2, 1, 400)]);
  const second = await game.counted(2, 1);
  expect(second.questions.map((figures) => figures.question)).toEqual([2]);
  expect(second.seq).toBeGreaterThan(first.seq);
  expect(Date.parse(second.asOf)).toBeGreaterThanOrEqual(Date.parse(first.asOf));
  const whole = await call(node.broker, "stats.snapshot", { session: game.session.no });
  expect(whole?.questions.map((figures) => figures.question)).toEqual([1, 2, 3]);
  await game.change({ windows: game.windows([2, 3], [1]) });
  const third = await node.heard(game.session.no, (snapshot) => snapshot.seq > second.seq);
  expect(third.questions.map(({ question, final }) => [question, final])).toEqual([[1, true]]);
});

test("a question's points open up to players when it closes, and count no more when it is void", async () => {
  const game = newGame();
  await game.join(2);
  await game.change({ windows: game.windows([1]) });
  await game.store([right(1, 1, 100, 1000), wrong(1, 2, 50)]);
  await game.counted(1, 2);
  const standings = async () =>
    (await call(node.broker, "stats.standings", { session: game.session.no, players: [1, 2, 3] }))!;
  expect(await standings()).toMatchObject({
    answered: [1, 1, 0],
    openPoints: [0, 0, 0],
    openRank: [1, 1, 1],
    fullPoints: [1000, 0, 0],
    fullRank: [1, 2, 2],
    players: 2,
  });
  await game.change({ windows: game.windows([2], [1]) });
  const closed = await node.heard(game.session.no, (snapshot) => pointsOf(snapshot, "open")[0] === 1000);
  expect(closed.questions.find((figures) => figures.question === 1)?.final).toBe(true);
  expect(await standings()).toMatchObject({ openPoints: [1000, 0, 0], openRank: [1, 2, 2] });
  await game.change({ voided: [1] });
  const voided = await node.heard(game.session.no, (snapshot) => pointsOf(snapshot, "full")[0] === 0);
  expect(pointsOf(voided, "open")).toEqual([0, 0]);
  expect(await standings()).toMatchObject({ answered: [1, 1, 0], openRank: [1, 1, 1], fullRank: [1, 1, 1] });
});

test("a removed player's answers count nowhere", async () => {
  const game = newGame({ feedback: "immediate" });
  await game.join(3);
  await game.change({ windows: game.windows([1]) });
  await game.store([right(1, 1, 100, 1000), right(1, 2, 200, 900)]);
  await game.counted(1, 2);
  await game.change({ removed: [1] });
  const snapshot = await game.counted(1, 1);
  for (const board of Object.values(snapshot.leaderboards) as Leaderboard[]) {
    expect(board.places.map(({ rank, playerNo }) => [rank, playerNo])).toEqual([
      [1, 2],
      [2, 3],
    ]);
    expect(board.players).toBe(2);
  }
  // Whatever is still on its way from them changes nothing.
  await game.store([wrong(2, 1, 100), wrong(2, 3, 50)]);
  await game.counted(2, 1);
  const standings = await call(node.broker, "stats.standings", { session: game.session.no, players: [1] });
  expect(standings).toMatchObject({ answered: [0], openPoints: [0], openRank: [0], fullRank: [0] });
});

test("an answer scored anew replaces what it was", async () => {
  const game = newGame({ feedback: "immediate" });
  await game.join(1);
  await game.change({ windows: game.windows([1]) });
  await game.store([wrong(1, 1, 300)]);
  await game.counted(1, 1);
  await game.store([{ ...wrong(1, 1, 300), points: 990, correct: true }]);
  const snapshot = await node.heard(game.session.no, (found) => pointsOf(found, "open")[0] === 990);
  expect(snapshot.leaderboards.open.places[0]?.elapsedMs).toBe(300);
});

test("whatever was answered, the final figures equal a recount", async () => {
  const players = 25;
  await fc.assert(
    fc.asyncProperty(
      arbitraryAnswers(players).filter((answers) => answers.length > 0),
      fc.subarray([1, 7, 20]),
      fc.subarray([1, 4]),
      async (answers, removed, voided) => {
        const game = newGame();
        const all = [1, 2, 3, 4, 5, 6];
        const sound = answers.map(withoutNul).map(withinQuiz);
        await game.join(players);
        await game.change({ windows: game.windows(all) });
        const half = Math.ceil(sound.length / 2);
        await game.store(sound.slice(0, half));
        await game.store(sound.slice(half));
        const ended = { windows: game.windows([], all), endedAt: Date.now() };
        await game.change({ ...ended, removed, voided });
        const last = await node.heard(game.session.no, (snapshot) => snapshot.leaderboards.full.final);
        const found = (await call(node.broker, "stats.snapshot", { session: game.session.no }))!;
        expect(found.seq).toBe(last.seq);
        const expected = recount(sound, shapes, { players, removed, voided, open: all });
        expect(withoutTimes(found)).toEqual(expected.figures);
        expect(found.questions.every((figures) => figures.final)).toBe(true);
        expect(found.leaderboards.full.places).toEqual(numbered(expected.full));
        expect(found.leaderboards.open.places).toEqual(numbered(expected.open));
      },
    ),
    { numRuns: 15 },
  );
});

/** Postgres takes every character but this one. */
const withoutNul = (row: Answer): Answer =>
  row.response === null ? row : { ...row, response: row.response.replaceAll("\0", "") };

/** The quiz at hand has fewer options than the shapes that answers are made for. */
const withinQuiz = (row: Answer): Answer => {
  const { form, options } = shapes[row.question - 1]!;
  if (row.choice === null) return row;
  return { ...row, choice: form === "option" ? row.choice % options : (row.choice % 15) + 1 };
};
