import { EmbeddedCache, snapshotKey } from "../../../platform/cache/shared-cache.ts";
import type { Snapshot } from "../../../platform/contracts/contracts.ts";
import { broadcast, call } from "../../../platform/contracts/typed-broker.ts";
import { SnapshotBook } from "../../../services/api/caches/snapshot-cache.ts";
import { FinalTables } from "../../../services/stats/analysis/report-tables.ts";
import { shapeOf } from "../../../services/stats/board/question-shape.ts";
import { LiveBoards } from "../../../services/stats/live/live-boards.ts";
import { RefreshMeter } from "../../../services/stats/live/refresh-metrics.ts";
import stats from "../../../services/stats/stats.service.ts";
import { StatsThreads } from "../../../services/stats/worker/worker-pools.ts";
import { PATIENCE_MS } from "../../harness/fresh-database.ts";
import { until } from "../../harness/until.ts";
import { Game, pointsOf, QUIZ, right, StatsNode, withoutTimes } from "./game.ts";
import { recount } from "./recount.ts";

let node: StatsNode;
let lastNo = 0;
beforeAll(async () => {
  node = await StatsNode.start();
  await node.database();
}, PATIENCE_MS);
afterAll(() => node.stop());

const newGame = (settings = {}) => new Game(node, ++lastNo, settings);

test("a node that is new to a session reads it whole, and says the same", async () => {
  const game = newGame({ feedback: "immediate" });
  const answers = Array.from({ length: 40 }, (_, index) => right(1, index + 1, index, 1000 - index));
  await game.join(40);
  await game.change({ windows: game.windows([1]) });
  await game.store(answers);
  const before = await game.counted(1, 40);
  await node.broker.destroyService("stats");
  node.broker.createService(stats);
  await node.broker.waitForServices("stats");
  const after = (await call(node.broker, "stats.snapshot", { session: game.session.no }))!;
  expect(withoutTimes(after)).toEqual(withoutTimes(before));
  expect(after.leaderboards.open.places).toEqual(before.leaderboards.open.places);
  expect(after.seq).toBeGreaterThan(before.seq);
});

/** The boards of another node that takes itself for the owner of every session. @param told what it announces */
function boardsOfAnother(threads: StatsThreads, told: Snapshot[]): LiveBoards {
  const surroundings = {
    bounds: { minMs: 10, maxMs: 200 },
    name: "another",
    meter: new RefreshMeter(),
    tables: new FinalTables(),
    threads,
    cache: node.footing.cache,
    boardsBytes: 2 ** 30,
    letGo: () => {},
    failed: () => {},
    session: async (no: number) => structuredClone(node.sessions.get(no) ?? null),
    content: async () => QUIZ,
    async announce(snapshot: Snapshot) {
      told.push(snapshot);
      await broadcast(node.broker, "stats.updated", { snapshot });
    },
    database: () => node.database(),
  };
  return new LiveBoards(surroundings, () => true);
}

test("two owners at once do no harm: what is known only moves on, and ends exact", async () => {
  await using stack = new AsyncDisposableStack();
  const threads = stack.adopt(new StatsThreads(1), (one) => one.stop());
  const told: Snapshot[] = [];
  const another = stack.adopt(boardsOfAnother(threads, told), (boards) => boards.stop());
  const game = newGame({ feedback: "immediate" });
  const { no } = game.session;
  const answers = Array.from({ length: 60 }, (_, index) =>
    right(1 + (index % 2), 1 + Math.floor(index / 2), 100 + index, 1000 - index),
  );
  await game.join(30);
  await game.change({ windows: game.windows([1, 2]) });
  another.sessionChanged({ session: game.session });
  // Each of them is told of every other batch.
  for (let from = 0; from < answers.length; from += 6) {
    const rows = answers.slice(from, from + 6);
    if (from % 12 === 0) await game.store(rows);
    else {
      await game.insert(rows);
      another.answersStored({ session: no, rows: rows.length });
    }
    await another.counted(no);
  }
  await game.change({ windows: game.windows([], [1, 2]), endedAt: Date.now() });
  another.sessionChanged({ session: game.session });
  await until("both say that it is final", async () => {
    const own = await call(node.broker, "stats.snapshot", { session: no });
    return own?.leaderboards.full.final && told.at(-1)?.leaderboards.full.final;
  });

  const heard = node.updates.filter(({ sessionNo }) => sessionNo === no);
  expect(heard.length).toBeGreaterThan(told.length);
  const cached = JSON.parse((await node.footing.cache.get(snapshotKey(no)))!) as Snapshot;
  expect(cached.seq).toBeGreaterThanOrEqual(Math.max(...heard.map(({ seq }) => seq)));
  const gateway = new SnapshotBook({ call: async () => heard[0] } as never, new EmbeddedCache());
  await gateway.get(no);
  let newest = 0;
  for (const [index, update] of heard.entries()) {
    newest = Math.max(newest, update.seq);
    // Those before it come once more, late.
    for (const one of [update, ...heard.slice(0, index)]) gateway.hear(one);
    expect((await gateway.get(no)).seq).toBe(newest);
  }
  const given = { players: 30, removed: [], voided: [], open: [1, 2] };
  const expected = recount(answers, QUIZ.questions.map(shapeOf), given);
  expect(withoutTimes(cached)).toEqual(expected.figures.slice(0, 2));
  expect(pointsOf(cached, "open")).toEqual(expected.open.map(({ points }) => points));
});

test("answers of which a node was not told while NATS was lost show once it is back", async () => {
  const game = newGame();
  await game.join(1);
  await game.change({ windows: game.windows([1]) });
  await game.store([right(1, 1, 5, 10)]);
  await game.counted(1, 1);
  await game.insert([right(1, 2, 5, 10)]);
  node.broker.broadcastLocal("$transporter.connected", { wasReconnect: true });
  await game.counted(1, 2);
});

test("nobody waits for a shared cache that does not answer", async () => {
  const never = () => new Promise<never>(() => {});
  Object.assign(node.footing.cache, { newest: never, setVersion: never });
  try {
    const game = newGame();
    await game.join(2);
    await game.change({ windows: game.windows([1]) });
    await game.store([right(1, 2, 1200, 970)]);
    await game.counted(1, 1);
    const asked = await call(node.broker, "stats.snapshot", { session: game.session.no });
    expect(asked?.questions[0]?.attempts).toBe(1);
  } finally {
    for (const own of ["newest", "setVersion"]) Reflect.deleteProperty(node.footing.cache, own);
  }
});

test("nobody waits for a database that fails, and the figures come when it is back", async () => {
  const game = newGame();
  await game.join(1);
  const { no } = game.session;
  const database = await node.database();
  await database.query("alter table session_players rename to lost");
  await expect(call(node.broker, "stats.snapshot", { session: no })).rejects.toMatchObject({
    type: "TRY_AGAIN",
  });
  await expect(call(node.broker, "stats.report", { session: no })).rejects.toMatchObject({
    type: "TRY_AGAIN",
  });
  await database.query("alter table lost rename to session_players");
  await node.heard(no, (snapshot) => snapshot.leaderboards.full.players === 1);
});
