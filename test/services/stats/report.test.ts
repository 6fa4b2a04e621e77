import { call } from "../../../platform/contracts/typed-broker.ts";
import { PATIENCE_MS } from "../../harness/fresh-database.ts";
import { Game, pointsOf, QUIZ, right, StatsNode, wrong } from "./game.ts";

let node: StatsNode;
let lastNo = 0;
beforeAll(async () => {
  node = await StatsNode.start();
  await node.database();
}, PATIENCE_MS);
afterAll(() => node.stop());

const newGame = (settings = {}) => new Game(node, ++lastNo, settings);

test("a report says how each question worked, and names everyone", async () => {
  const game = newGame();
  const all = [1, 2, 3, 4, 5, 6];
  const poll = { ...wrong(6, 1, 10), choice: 1, correct: null };
  const answers = [
    right(1, 1, 100, 1000),
    right(1, 2, 200, 900),
    wrong(1, 3, 300),
    right(2, 1, 100, 800),
    wrong(2, 2, 50),
    wrong(2, 3, 60),
    poll,
  ];
  await game.join(4);
  await game.change({ windows: game.windows([], [1, 2, 6]), endedAt: Date.now() });
  await game.store(answers);
  const correction = {
    kind: "void" as const,
    question: 3,
    reason: "ambiguous",
    from: null,
    to: null,
    at: new Date().toISOString(),
  };
  await game.change({ voided: [3] }, [correction]);
  const report = (await call(node.broker, "stats.report", { session: game.session.no }))!;
  expect(report.players).toBe(4);
  expect(report.history).toEqual([correction]);
  expect(report.questions.map((question) => question.no)).toEqual(all);
  expect(report.questions.map((question) => question.text)).toEqual(QUIZ.questions.map((one) => one.text));
  expect(report.questions.map((question) => question.voided)).toEqual([
    false,
    false,
    true,
    false,
    false,
    false,
  ]);
  const [first, second, third] = report.questions;
  expect(first).toMatchObject({ facility: 2 / 3, stats: { attempts: 3, final: true } });
  // Rests of players 1 to 3 in question 1: 800, 0, 0.
  expect(first?.discrimination).toBeCloseTo(0.5, 9);
  expect(first?.options.map((option) => option.meanRest)).toEqual([400, null, 0]);
  expect(second?.facility).toBe(1 / 3);
  expect(third).toMatchObject({ facility: null, discrimination: null, stats: { attempts: 0 } });
  expect(report.questions[5]).toMatchObject({ facility: null, discrimination: null });
  expect(report.questions[5]?.options[1]).toMatchObject({ count: 1, share: 1, meanRest: 1800 });
  // Totals 2, 1, 0 of 2 items with p = 2/3 and 1/3: 2 · (1 − (4/9) / (2/3)).
  expect(report.reliability).toBeCloseTo(2 / 3, 9);
  const page = (from: number, limit: number) =>
    call(node.broker, "stats.places", { table: report.table.id, from, limit }, { nodeID: report.table.node });
  const places = [...(await page(0, 3))!];
  // What happens meanwhile to the board changes nothing in a table that is being read.
  await game.change({ voided: [1, 2, 3] });
  await node.heard(game.session.no, (snapshot) => pointsOf(snapshot, "full")[0] === 0);
  places.push(...(await page(3, 3))!);
  expect(await page(4, 3)).toEqual([]);
  expect(await call(node.broker, "stats.places", { table: "none", from: 0, limit: 1 })).toBeNull();
  expect(places).toEqual([
    { rank: 1, playerNo: 1, nickname: "player 1", points: 1800, elapsedMs: 200 },
    { rank: 2, playerNo: 2, nickname: "player 2", points: 900, elapsedMs: 200 },
    { rank: 3, playerNo: 3, nickname: "player 3", points: 0, elapsedMs: 0 },
    { rank: 3, playerNo: 4, nickname: "player 4", points: 0, elapsedMs: 0 },
  ]);
});

test("what is counted is all that is stored by then, the removed left out", async () => {
  const game = newGame();
  await game.join(3);
  await game.change({ windows: game.windows([1, 2]), removed: [3] });
  await game.insert([right(1, 1, 5, 10), right(1, 2, 5, 10), right(1, 3, 5, 10), wrong(2, 1, 5)]);
  const counted = () => call(node.broker, "stats.counted", { session: game.session.no });
  expect(await counted()).toEqual([
    { question: 1, counted: 2 },
    { question: 2, counted: 1 },
  ]);
  await game.insert([wrong(2, 2, 5)]);
  expect(await counted()).toContainEqual({ question: 2, counted: 2 });
});

test("of a session that is not there, there is nothing", async () => {
  const session = 999_999;
  expect(await call(node.broker, "stats.snapshot", { session })).toBeNull();
  expect(await call(node.broker, "stats.standings", { session, players: [1] })).toBeNull();
  expect(await call(node.broker, "stats.report", { session })).toBeNull();
  expect(await call(node.broker, "stats.counted", { session })).toBeNull();
});
