import { call } from "../../../platform/contracts/typed-broker.ts";
import { leaderPoints, QUIZ, right, wrong } from "./sample-session.ts";
import { freshStatsNode } from "./stats-node.ts";

const stats = freshStatsNode();

test("a report has the analysis of each question and the places of all players", async () => {
  const session = stats.newSession();
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
  await session.join(4);
  await session.update({ windows: session.windows([], [1, 2, 6]), endedAt: Date.now() });
  await session.store(answers);
  const correction = {
    kind: "void" as const,
    question: 3,
    reason: "ambiguous",
    from: null,
    to: null,
    at: new Date().toISOString(),
  };
  await session.update({ voided: [3] }, [correction]);
  const report = (await call(stats.node.broker, "stats.report", { session: session.record.no }))!;
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
  // The rest scores of players 1 to 3 for question 1 are 800, 0, 0.
  expect(first?.discrimination).toBeCloseTo(0.5, 9);
  expect(first?.options.map((option) => option.meanRest)).toEqual([400, null, 0]);
  expect(second?.facility).toBe(1 / 3);
  expect(third).toMatchObject({ facility: null, discrimination: null, stats: { attempts: 0 } });
  expect(report.questions[5]).toMatchObject({ facility: null, discrimination: null });
  expect(report.questions[5]?.options[1]).toMatchObject({ count: 1, share: 1, meanRest: 1800 });
  // The totals are 2, 1, 0 for 2 items with p = 2/3 and 1/3: 2 · (1 − (4/9) / (2/3)).
  expect(report.reliability).toBeCloseTo(2 / 3, 9);
  const page = (from: number, limit: number) =>
    call(
      stats.node.broker,
      "stats.places",
      { table: report.table.id, from, limit },
      { nodeID: report.table.node },
    );
  const places = [...(await page(0, 3))!];
  // Changes of the board do not change a table that is being read.
  await session.update({ voided: [1, 2, 3] });
  await stats.node.waitForSnapshot(session.record.no, (snapshot) => leaderPoints(snapshot, "full")[0] === 0);
  places.push(...(await page(3, 3))!);
  expect(await page(4, 3)).toEqual([]);
  expect(await call(stats.node.broker, "stats.places", { table: "none", from: 0, limit: 1 })).toBeNull();
  expect(places).toEqual([
    { rank: 1, playerNo: 1, nickname: "player 1", points: 1800, elapsedMs: 200 },
    { rank: 2, playerNo: 2, nickname: "player 2", points: 900, elapsedMs: 200 },
    { rank: 3, playerNo: 3, nickname: "player 3", points: 0, elapsedMs: 0 },
    { rank: 3, playerNo: 4, nickname: "player 4", points: 0, elapsedMs: 0 },
  ]);
});

test("counted answers are all stored answers, except those of removed players", async () => {
  const session = stats.newSession();
  await session.join(3);
  await session.update({ windows: session.windows([1, 2]), removed: [3] });
  await session.insert([right(1, 1, 5, 10), right(1, 2, 5, 10), right(1, 3, 5, 10), wrong(2, 1, 5)]);
  const counted = () => call(stats.node.broker, "stats.counted", { session: session.record.no });
  expect(await counted()).toEqual([
    { question: 1, counted: 2 },
    { question: 2, counted: 1 },
  ]);
  await session.insert([wrong(2, 2, 5)]);
  expect(await counted()).toContainEqual({ question: 2, counted: 2 });
});

test("results for an unknown session are null", async () => {
  const session = 999_999;
  expect(await call(stats.node.broker, "stats.snapshot", { session })).toBeNull();
  expect(await call(stats.node.broker, "stats.standings", { session, players: [1] })).toBeNull();
  expect(await call(stats.node.broker, "stats.report", { session })).toBeNull();
  expect(await call(stats.node.broker, "stats.counted", { session })).toBeNull();
});
