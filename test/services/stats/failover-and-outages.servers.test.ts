import { EVENTS_MISSED } from "../../../platform/broker/missed-events.ts";
import { MemoryCache, snapshotKey } from "../../../platform/cache/shared-cache.ts";
import { broadcast, call } from "../../../platform/contracts/typed-broker.ts";
import type { QuestionWindow } from "../../../platform/domain/session.ts";
import type { Snapshot } from "../../../platform/domain/stats.ts";
import { SnapshotCache } from "../../../services/api/caches/snapshot-cache.ts";
import { StreamingPlayers } from "../../../services/api/streams/streaming-players.ts";
import { ReportTables } from "../../../services/stats/analysis/report-tables.ts";
import { shapeOf } from "../../../services/stats/board/question-shape.ts";
import { LiveBoards } from "../../../services/stats/live/live-boards.ts";
import { RefreshMetrics } from "../../../services/stats/live/refresh-metrics.ts";
import statsService from "../../../services/stats/stats.service.ts";
import { WorkerPools } from "../../../services/stats/worker/worker-pools.ts";
import { until, untilEqual } from "../../harness/until.ts";
import { NO_CLOSING } from "./closing/no-closing.ts";
import { createStubGateway } from "./closing/stub-gateway.ts";
import { expectedStats } from "./expected-stats.ts";
import { leaderPoints, QUIZ, right, untimedStats } from "./sample-session.ts";
import { freshStatsNode, type TestSession } from "./stats-node.ts";

const stats = freshStatsNode();

test("a node that takes over a session reads all answers, and its snapshot has the same stats", async () => {
  const session = stats.newSession({ feedback: "immediate" });
  const answers = Array.from({ length: 40 }, (_, index) => right(1, index + 1, index, 1000 - index));
  await session.join(40);
  await session.update({ windows: session.windows([1]) });
  await session.store(answers);
  const before = await session.waitForAttempts(1, 40);
  await stats.node.broker.destroyService("stats");
  stats.node.broker.createService(statsService);
  await stats.node.broker.waitForServices("stats");
  const after = (await call(stats.node.broker, "stats.snapshot", { session: session.record.no }))!;
  expect(untimedStats(after)).toEqual(untimedStats(before));
  expect(after.leaderboards.open.places).toEqual(before.leaderboards.open.places);
  expect(after.seq).toBeGreaterThan(before.seq);
});

/** The boards of a second node that owns every session. @param announced collects the snapshots it announces */
function boardsOfSecondOwner(
  workers: WorkerPools,
  announced: Snapshot[],
  onLookUp: (no: number) => void = () => {},
): LiveBoards {
  const dependencies = {
    intervalBounds: { minMs: 10, maxMs: 200 },
    nodeId: "second",
    metrics: new RefreshMetrics(),
    reportTables: new ReportTables(),
    workers,
    cache: stats.node.resources.cache,
    maxBoardBytes: 2 ** 30,
    closing: NO_CLOSING,
    onEvict: () => {},
    onError: () => {},
    lookUpSession: async (no: number) => {
      onLookUp(no);
      return structuredClone(stats.node.sessions.get(no) ?? null);
    },
    lookUpContent: async () => QUIZ,
    async announce(snapshot: Snapshot) {
      announced.push(snapshot);
      await broadcast(stats.node.broker, "stats.updated", { snapshot });
    },
    database: () => stats.node.database(),
  };
  return new LiveBoards(dependencies, () => true);
}

test("two owners at once are harmless: snapshots never go back, and the last one is exact", async () => {
  await using stack = new AsyncDisposableStack();
  const workers = stack.adopt(new WorkerPools(1), (pools) => pools.stop());
  const announced: Snapshot[] = [];
  const secondOwner = stack.adopt(boardsOfSecondOwner(workers, announced), (boards) => boards.stop());
  const session = stats.newSession({ feedback: "immediate" });
  const { no } = session.record;
  const answers = Array.from({ length: 60 }, (_, index) =>
    right(1 + (index % 2), 1 + Math.floor(index / 2), 100 + index, 1000 - index),
  );
  await session.join(30);
  await session.update({ windows: session.windows([1, 2]) });
  secondOwner.sessionChanged({ session: session.record });
  // The two owners receive the event of every other batch.
  for (let from = 0; from < answers.length; from += 6) {
    const rows = answers.slice(from, from + 6);
    if (from % 12 === 0) await session.store(rows);
    else {
      await session.insert(rows);
      secondOwner.answersStored({ session: no, rows: rows.length });
    }
    await secondOwner.counted(no);
  }
  await session.update({ windows: session.windows([], [1, 2]), endedAt: Date.now() });
  secondOwner.sessionChanged({ session: session.record });
  await until("both owners announce final leaderboards", async () => {
    const own = await call(stats.node.broker, "stats.snapshot", { session: no });
    return own?.leaderboards.full.final && announced.at(-1)?.leaderboards.full.final;
  });

  const updates = stats.node.updates.filter(({ sessionNo }) => sessionNo === no);
  expect(updates.length).toBeGreaterThan(announced.length);
  const cached = JSON.parse((await stats.node.resources.cache.get(snapshotKey(no)))!) as Snapshot;
  expect(cached.seq).toBeGreaterThanOrEqual(Math.max(...updates.map(({ seq }) => seq)));
  const gateway = new SnapshotCache({ call: async () => updates[0] } as never, new MemoryCache());
  await gateway.get(no);
  let maxSeq = 0;
  for (const [index, update] of updates.entries()) {
    maxSeq = Math.max(maxSeq, update.seq);
    // All earlier updates arrive once more, late.
    for (const late of [update, ...updates.slice(0, index)]) gateway.apply(late);
    expect((await gateway.get(no)).seq).toBe(maxSeq);
  }
  const conditions = { players: 30, removed: [], voided: [], open: [1, 2], byTime: true };
  const expected = expectedStats(answers, QUIZ.questions.map(shapeOf), conditions);
  expect(untimedStats(cached)).toEqual(expected.stats.slice(0, 2));
  expect(leaderPoints(cached, "open")).toEqual(expected.open.map(({ points }) => points));
});

test("a node that was away finds out that another one had the board, and what it has missed", async () => {
  await using stack = new AsyncDisposableStack();
  const workers = stack.adopt(new WorkerPools(1), (pools) => pools.stop());
  const wasAway = stack.adopt(boardsOfSecondOwner(workers, []), (boards) => boards.stop());
  const session = stats.newSession({ feedback: "immediate" });
  const { no } = session.record;
  await session.join(1);
  await session.update({ windows: session.windows([1]) });
  wasAway.sessionChanged({ session: session.record });
  expect((await wasAway.snapshot(no))?.leaderboards.full.final).toBe(false);
  // It hears of none of this.
  await session.store([right(1, 1, 5, 10)]);
  await session.update({ windows: session.windows([], [1]), endedAt: Date.now() });
  await until("its own snapshot is the last one", async () => {
    const snapshot = await wasAway.snapshot(no);
    return snapshot?.leaderboards.full.final && snapshot.questions[0]!.attempts === 1;
  });
});

test("so does the end of a session, also if a newer snapshot was made of an older record", async () => {
  const session = stats.newSession({ feedback: "immediate" });
  const { no } = session.record;
  await session.join(1);
  await session.update({ windows: session.windows([1]) });
  await session.store([right(1, 1, 5, 10)]);
  await session.waitForAttempts(1, 1);
  // The node does not hear of the end.
  session.change({ windows: session.windows([], [1]), endedAt: Date.now() });
  stats.node.broker.broadcastLocal(EVENTS_MISSED);
  await until("the stats are final", async () => {
    const snapshot = await call(stats.node.broker, "stats.snapshot", { session: no });
    return snapshot?.leaderboards.full.final;
  });
});

test("who asks for a resync while one is under way gets one more, together with all others", async () => {
  await using stack = new AsyncDisposableStack();
  const workers = stack.adopt(new WorkerPools(1), (pools) => pools.stop());
  const lookUps: number[] = [];
  const boards = stack.adopt(
    boardsOfSecondOwner(workers, [], (no) => lookUps.push(no)),
    (boards) => boards.stop(),
  );
  const session = stats.newSession();
  await session.update({ windows: session.windows([1]) });
  boards.sessionChanged({ session: session.record });
  await boards.snapshot(session.record.no);
  lookUps.length = 0;
  await Promise.all(Array.from({ length: 10 }, () => boards.resync()));
  expect(lookUps).toEqual([session.record.no, session.record.no]);
  await boards.resync();
  expect(lookUps).toHaveLength(3);
});

test("answers whose event was lost show when the node finds out that it has missed events", async () => {
  const session = stats.newSession();
  await session.join(1);
  await session.update({ windows: session.windows([1]) });
  await session.store([right(1, 1, 5, 10)]);
  await session.waitForAttempts(1, 1);
  await session.insert([right(1, 2, 5, 10)]);
  stats.node.broker.broadcastLocal(EVENTS_MISSED);
  await session.waitForAttempts(1, 2);
});

test("nobody waits for a shared cache that does not answer", async () => {
  const never = () => new Promise<never>(() => {});
  Object.assign(stats.node.resources.cache, { getWithTtl: never, setIfNewer: never });
  try {
    const session = stats.newSession();
    await session.join(2);
    await session.update({ windows: session.windows([1]) });
    await session.store([right(1, 2, 1200, 970)]);
    await session.waitForAttempts(1, 1);
    const snapshot = await call(stats.node.broker, "stats.snapshot", { session: session.record.no });
    expect(snapshot?.questions[0]?.attempts).toBe(1);
  } finally {
    for (const method of ["getWithTtl", "setIfNewer"]) {
      Reflect.deleteProperty(stats.node.resources.cache, method);
    }
  }
});

test("requests fail at once if the database fails, and the stats come when it is back", async () => {
  const session = stats.newSession();
  await session.join(1);
  const { no } = session.record;
  const database = await stats.node.database();
  await database.query("alter table session_players rename to lost");
  await expect(call(stats.node.broker, "stats.snapshot", { session: no })).rejects.toMatchObject({
    type: "TRY_AGAIN",
  });
  await expect(call(stats.node.broker, "stats.report", { session: no })).rejects.toMatchObject({
    type: "TRY_AGAIN",
  });
  await database.query("alter table lost rename to session_players");
  await stats.node.waitForSnapshot(no, (snapshot) => snapshot.leaderboards.full.players === 1);
});

/** The players who stream each session at the gateway, which is a stub. */
const streaming = new Map<number, StreamingPlayers>();
beforeAll(() => createStubGateway(stats.node.broker, (session) => streaming.get(session)));

const closedQuestions = ({ record }: TestSession) => [
  ...new Set(stats.node.closedQuestions.filter(({ no }) => no === record.no).map(({ question }) => question)),
];

/** Two windows of a minute, of which the second one is open. */
function secondIsOpen(): QuestionWindow[] {
  const window = { closesAt: null, revealedAt: null, keyRevision: 0 };
  return [
    { ...window, question: 1, openedAt: Date.now() - 60_000, closesAt: Date.now() - 1000 },
    { ...window, question: 2, openedAt: Date.now() - 1000 },
  ];
}

/** A session in which players 1 to 3 stream, and 1, 2 and 4 have answered question 1. */
async function newGame(): Promise<TestSession> {
  const session = stats.newSession({ closeWhenAllAnswered: true });
  const players = new StreamingPlayers();
  for (const player of [1, 2, 3]) players.add(player);
  streaming.set(session.record.no, players);
  await session.join(4);
  await session.insert([1, 2, 4].map((player) => right(1, player, 100, 100)));
  await session.update({ windows: secondIsOpen() });
  return session;
}

test("a question closes once those who stream and those who answered the question before have answered", async () => {
  const session = await newGame();
  await session.store([1, 2, 3].map((player) => right(2, player, 100, 100)));
  await session.waitForAttempts(2, 3);
  expect(closedQuestions(session)).toEqual([]);
  await session.store([right(2, 4, 100, 100)]);
  await untilEqual("question 2 is closed", () => closedQuestions(session), [2]);
});

test("a removed player is not waited for, and neither is one whose stream closes", async () => {
  const session = await newGame();
  await session.store([1, 2].map((player) => right(2, player, 100, 100)));
  await session.waitForAttempts(2, 2);
  await session.update({ removed: [4] });
  await stats.node.waitForSnapshot(session.record.no, ({ leaderboards }) => leaderboards.full.players === 3);
  expect(closedQuestions(session)).toEqual([]);
  streaming.get(session.record.no)!.remove(3);
  await untilEqual("question 2 is closed", () => closedQuestions(session), [2]);
});

test("a new owner of the board closes a question although no further answer comes", async () => {
  const session = await newGame();
  await session.store([1, 2, 3].map((player) => right(2, player, 100, 100)));
  await session.waitForAttempts(2, 3);
  expect(closedQuestions(session)).toEqual([]);
  await stats.node.broker.destroyService("stats");
  // The last answer is stored while nobody owns the board.
  await session.insert([right(2, 4, 100, 100)]);
  stats.node.broker.createService(statsService);
  await stats.node.broker.waitForServices("stats");
  await session.update({});
  await until("question 2 is closed", () => closedQuestions(session).includes(2));
});
