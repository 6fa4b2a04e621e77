import { jest } from "@jest/globals";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { until } from "../../harness/until.ts";
import type { AnswerRow } from "./answer-rows.ts";
import { freshStatsNode, type TestSession } from "./stats-node.ts";

const stats = freshStatsNode();

const answer = (player: number, changed: Partial<AnswerRow> = {}): AnswerRow => ({
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
async function sessionWith(answers: readonly AnswerRow[]): Promise<TestSession> {
  const session = stats.newSession();
  await session.join(10);
  await session.update({ windows: session.windows([1]) });
  await session.store(answers);
  await session.waitForAttempts(1, answers.length);
  return session;
}

const rebuild = (session: number) => call(stats.node.broker, "stats.rebuild", { session });

test("a correct board equals the rebuilt one, even if answers were stored a moment ago", async () => {
  const session = await sessionWith([answer(1), answer(2)]);
  await session.insert([answer(3)]);
  expect(await rebuild(session.record.no)).toEqual({
    answers: 3,
    players: 10,
    tookMs: expect.any(Number),
    asOf: expect.any(String),
    difference: { questions: [], players: 0 },
  });
});

test("a rebuild reports and repairs what incremental reads cannot see: a changed row and a deleted row", async () => {
  const session = await sessionWith([answer(1), answer(2), answer(3, { points: 400 })]);
  const database = await stats.node.database();
  const { no } = session.record;
  await database.query("update answers set points = 100 where session_no = $1 and player_no = 1", [no]);
  await database.query("delete from answers where session_no = $1 and player_no = 2", [no]);
  expect((await rebuild(no))?.difference).toEqual({
    questions: [{ question: 1, cells: 2, before: 3, now: 2 }],
    players: 10,
  });
  const snapshot = await call(stats.node.broker, "stats.snapshot", { session: no });
  expect(snapshot?.questions).toMatchObject([{ question: 1, attempts: 2 }]);
  expect(snapshot?.leaderboards.full.places.slice(0, 2)).toMatchObject([
    { rank: 1, playerNo: 3, points: 400 },
    { rank: 2, playerNo: 1, points: 100 },
  ]);
  const standings = await call(stats.node.broker, "stats.standings", { session: no, players: [1, 2] });
  expect(standings).toMatchObject({ answered: [1, 0], fullPoints: [100, 0], fullRank: [2, 3] });
  await session.store([answer(4)]);
  await session.waitForAttempts(1, 3);
  expect((await rebuild(no))?.difference).toEqual({ questions: [], players: 0 });
});

test("stats are refreshed while a session is read again", async () => {
  const session = await sessionWith([answer(1)]);
  const database = await stats.node.database();
  const query = database.query.bind(database);
  const release = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  const slowQuery = jest.spyOn(database, "query").mockImplementation(async (text, values) => {
    if (text.includes("player_no between")) {
      started.resolve();
      await release.promise;
    }
    return (await query(text, values)) as never;
  });
  try {
    const rebuilding = rebuild(session.record.no);
    await started.promise;
    await session.store([answer(2)]);
    await session.waitForAttempts(1, 2);
    release.resolve();
    expect(await rebuilding).toMatchObject({ answers: 2, difference: { questions: [], players: 0 } });
  } finally {
    slowQuery.mockRestore();
  }
});

test("a question whose last answer was deleted has no attempts in the stats", async () => {
  const { record } = await sessionWith([answer(1)]);
  const database = await stats.node.database();
  await database.query("delete from answers where session_no = $1", [record.no]);
  await rebuild(record.no);
  const snapshot = await call(stats.node.broker, "stats.snapshot", { session: record.no });
  expect(snapshot?.questions).toMatchObject([{ question: 1, attempts: 0 }]);
});

test("without an old board there is nothing to compare", async () => {
  const session = stats.newSession();
  await session.join(10);
  await session.insert([answer(1)]);
  expect(await rebuild(session.record.no)).toMatchObject({ answers: 1, players: 10, difference: null });
});

test("the rebuild of an unknown session returns null", async () => {
  expect(await rebuild(999_999)).toBeNull();
});

test("a node returns the states of its boards, and null for boards that it does not have", async () => {
  const { record } = await sessionWith([answer(1), answer(2)]);
  const states = () => call(stats.node.broker, "stats.boards", { sessions: [record.no, 999_998] });
  await until("no rows are waiting", async () => (await states()).boards[0]?.waitingRows === 0);
  const { total, boards } = await states();
  const snapshot = await call(stats.node.broker, "stats.snapshot", { session: record.no });
  expect(total).toBeGreaterThan(0);
  const { seq, asOf } = snapshot!;
  const ageMs = expect.any(Number);
  expect(boards).toEqual([{ answers: 2, seq, asOf, ageMs, waitingRows: 0, failures: 0 }, null]);
});
