import { jest } from "@jest/globals";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { PATIENCE_MS } from "../../harness/fresh-database.ts";
import { until } from "../../harness/until.ts";
import { Game, StatsNode } from "./game.ts";
import type { Answer } from "./recount.ts";

let node: StatsNode;
let lastNo = 0;
beforeAll(async () => {
  node = await StatsNode.start();
  await node.database();
}, PATIENCE_MS);
afterAll(() => node.stop());

const answer = (player: number, changed: Partial<Answer> = {}): Answer => ({
  question: 1,
  player,
  choice: 0,
  response: null,
  elapsed: 1000,
  points: 500,
  correct: true,
  ...changed,
});

/** A session whose first question is open, with these answers on its board. */
async function played(answers: readonly Answer[]): Promise<Game> {
  const game = new Game(node, ++lastNo);
  await game.join(10);
  await game.change({ windows: game.windows([1]) });
  await game.store(answers);
  await game.counted(1, answers.length);
  return game;
}

const rebuilt = (session: number) => call(node.broker, "stats.rebuild", { session });

test("a board that is right equals the one folded anew, whatever was stored a moment ago", async () => {
  const game = await played([answer(1), answer(2)]);
  await game.insert([answer(3)]);
  expect(await rebuilt(game.session.no)).toEqual({
    answers: 3,
    players: 10,
    tookMs: expect.any(Number),
    asOf: expect.any(String),
    difference: { questions: [], players: 0 },
  });
});

test("what no reading can see, a changed and a missing row, shows and is mended", async () => {
  const game = await played([answer(1), answer(2), answer(3, { points: 400 })]);
  const database = await node.database();
  const { no } = game.session;
  await database.query("update answers set points = 100 where session_no = $1 and player_no = 1", [no]);
  await database.query("delete from answers where session_no = $1 and player_no = 2", [no]);
  expect((await rebuilt(no))?.difference).toEqual({
    questions: [{ question: 1, cells: 2, before: 3, now: 2 }],
    players: 10,
  });
  const snapshot = await call(node.broker, "stats.snapshot", { session: no });
  expect(snapshot?.questions).toMatchObject([{ question: 1, attempts: 2 }]);
  expect(snapshot?.leaderboards.full.places.slice(0, 2)).toMatchObject([
    { rank: 1, playerNo: 3, points: 400 },
    { rank: 2, playerNo: 1, points: 100 },
  ]);
  const standings = await call(node.broker, "stats.standings", { session: no, players: [1, 2] });
  expect(standings).toMatchObject({ answered: [1, 0], fullPoints: [100, 0], fullRank: [2, 3] });
  await game.store([answer(4)]);
  await game.counted(1, 3);
  expect((await rebuilt(no))?.difference).toEqual({ questions: [], players: 0 });
});

test("while a session is read anew its figures go on being refreshed", async () => {
  const game = await played([answer(1)]);
  const database = await node.database();
  const query = database.query.bind(database);
  const held = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const slow = jest.spyOn(database, "query").mockImplementation(async (text, values) => {
    if (text.includes("player_no between")) {
      begun.resolve();
      await held.promise;
    }
    return (await query(text, values)) as never;
  });
  try {
    const rebuilding = rebuilt(game.session.no);
    await begun.promise;
    await game.store([answer(2)]);
    await game.counted(1, 2);
    held.resolve();
    expect(await rebuilding).toMatchObject({ answers: 2, difference: { questions: [], players: 0 } });
  } finally {
    slow.mockRestore();
  }
});

test("a question that lost its last answer has none in the figures either", async () => {
  const { session } = await played([answer(1)]);
  const database = await node.database();
  await database.query("delete from answers where session_no = $1", [session.no]);
  await rebuilt(session.no);
  const snapshot = await call(node.broker, "stats.snapshot", { session: session.no });
  expect(snapshot?.questions).toMatchObject([{ question: 1, attempts: 0 }]);
});

test("where there was no board there is nothing to compare", async () => {
  const game = new Game(node, ++lastNo);
  await game.join(10);
  await game.insert([answer(1)]);
  expect(await rebuilt(game.session.no)).toMatchObject({ answers: 1, players: 10, difference: null });
});

test("a session that is not there is null", async () => {
  expect(await rebuilt(999_999)).toBeNull();
});

test("a node says how its boards stand, and of those it does not have nothing", async () => {
  const { session } = await played([answer(1), answer(2)]);
  const asked = () => call(node.broker, "stats.boards", { sessions: [session.no, 999_998] });
  await until("nothing waits", async () => (await asked()).boards[0]?.waitingRows === 0);
  const { kept, boards } = await asked();
  const snapshot = await call(node.broker, "stats.snapshot", { session: session.no });
  expect(kept).toBeGreaterThan(0);
  const { seq, asOf } = snapshot!;
  const ageMs = expect.any(Number);
  expect(boards).toEqual([{ answers: 2, seq, asOf, ageMs, waitingRows: 0, failures: 0 }, null]);
});
