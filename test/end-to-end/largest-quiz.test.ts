import { Redis } from "ioredis";
import { connect, type NatsConnection } from "nats";
import { Cluster } from "../../dev-cluster/cluster.ts";
import { ensureInstalled } from "../../dev-cluster/servers/binaries.ts";
import { Client, must } from "../harness/client.ts";
import type { ImportResult, Stats } from "../harness/contract.ts";
import { Host } from "../harness/host.ts";
import { joinAll, type Player, Spectator } from "../harness/player.ts";
import { INSTALL_MS } from "../harness/processes.ts";
import { until, untilEqual } from "../harness/until.ts";
import { answerOf, largestQuiz } from "./largest-quiz.ts";

const START_MS = 120_000;
const PLAYERS = 6;
const MB = 1_000_000;
const ONE_OF_EACH_KIND = [2, 4, 6, 8, 10, 999];
const draft = largestQuiz();

let cluster: Cluster;
let host: Host;
let nats: NatsConnection;
const logLines: string[] = [];
/** The largest message of each kind, in bytes. The keys are the event or action; a request has `<action> (request)`. */
const maxBytes = new Map<string, number>();

/** Records the sizes of all messages between the nodes. */
async function recordMessages(url: string): Promise<NatsConnection> {
  const { username: user, password: pass, host: servers } = new URL(url);
  const connection = await connect({ servers, user, pass });
  const actions = new Map<string, string>();
  connection.subscribe("MOL.>", {
    callback: (_error, { data, subject }) => {
      if (!/^MOL\.(REQ|RES|EVENT)\./.test(subject)) return;
      const { id, action, event } = JSON.parse(Buffer.from(data).toString());
      if (action) actions.set(id, action);
      const name = event ?? (action ? `${action} (request)` : actions.get(id));
      maxBytes.set(name, Math.max(maxBytes.get(name) ?? 0, data.length));
    },
  });
  await connection.flush();
  return connection;
}

beforeAll(async () => {
  await ensureInstalled(["postgres", "pgbouncer", "redis-server", "nats-server"]);
  cluster = await Cluster.start({
    counts: { answers: 1, sessions: 1, stats: 1 },
    env: { STAMPEDE_ANSWERS_PER_SECOND: "100000" },
    onLine: (node, line) => logLines.push(`${node}: ${line}`),
  });
  nats = await recordMessages(cluster.servers.nats.url);
  host = new Host(new Client(cluster.baseUrls[0]!), cluster.hostToken("ada"));
}, INSTALL_MS + START_MS);
afterAll(async () => {
  await nats?.close();
  await cluster?.stop();
}, START_MS);

/**
 * Voids questions with reasons of the maximum length until the session's history is full. Returns how many are void.
 */
async function fillHistory(sessionId: string): Promise<number> {
  for (let no = 1; ; no++) {
    // In JSON, each of these characters takes six bytes.
    const reply = await host.voidQuestion(sessionId, no, "\u0001".repeat(2000));
    if (reply.status === 422) {
      must(await host.voidQuestion(sessionId, no, "A slip."), 200);
      return no;
    }
    must(reply, 200);
  }
}

/** Reads stats while the shared cache is emptied, until the gateway has got all stats from the owner of the board. */
async function readFromOwner(spectator: Spectator): Promise<void> {
  const redis = new Redis(cluster.servers.redis.url);
  await until("the owner has sent all stats in one message", async () => {
    await redis.flushall();
    expect(must(await spectator.stats(999), 200).attempts).toBe(PLAYERS);
    return maxBytes.get("stats.snapshot")! > 1.5 * MB;
  });
  redis.disconnect();
}

test("the largest quiz can be created, exported and imported without loss", async () => {
  expect(Buffer.byteLength(JSON.stringify(draft))).toBeGreaterThan(0.99 * 4 * 1024 * 1024);
  const quiz = must(await host.createQuiz(draft), 201);
  expect(must(await host.readQuiz(quiz.id), 200).questions).toEqual(draft.questions);
  expect(must(await host.exportQuiz(quiz.id, "json"), 200)).toEqual(draft);
  const imported = await host.importQuiz(JSON.stringify(draft), { format: "json" }, "application/json");
  expect(must<ImportResult>(imported, 201)).toMatchObject({ imported: 1000, skipped: [], quiz: draft });
});

test("a session of the largest quiz can be played to its end, and no stats are lost", async () => {
  const quiz = must(await host.createQuiz(draft), 201);
  const session = must(
    await host.createSession({ quizId: quiz.id, pace: "self", stats: "live", graceMs: 0 }),
    201,
  );
  const names = Array.from({ length: PLAYERS }, (_, index) => `${index + 1}${"n".repeat(20)}`);
  const players = await joinAll([host.client], session.code, names);
  const stream = await players[0]!.events();
  must(await host.step(session.id, "open"), 200);
  expect(must(await players[0]!.quiz(), 200).questions.map(({ text }) => text)).toEqual(
    draft.questions.map(({ text }) => text),
  );
  const answer = (player: Player, no: number) =>
    player.answer(no, answerOf(player.no, draft.questions[no - 1]!)).then((reply) => must(reply, 201));
  for (const no of ONE_OF_EACH_KIND) await answer(players[0]!, no);
  for (const no of ONE_OF_EACH_KIND) await stream.next("stats", (data) => (data as Stats).question === no);
  await Promise.all(
    draft.questions.flatMap((_, index) =>
      players.slice(ONE_OF_EACH_KIND.includes(index + 1) ? 1 : 0).map((player) => answer(player, index + 1)),
    ),
  );
  for (const no of ONE_OF_EACH_KIND) {
    const attempts = async () => must(await players[0]!.stats(no), 200).attempts;
    await untilEqual(`the stats of question ${no} count all players`, attempts, PLAYERS);
  }
  expect(must(await players[0]!.leaderboard(), 200).places).toHaveLength(PLAYERS);

  must(await host.step(session.id, "end"), 200);
  await stream.next("ended");
  stream.close();
  await readFromOwner(new Spectator(new Client(cluster.baseUrls[1]!), session.id));
  const voided = await fillHistory(session.id);
  const report = must(await host.report(session.id), 200);
  expect(report.history).toHaveLength(voided);
  expect(report.questions.map(({ text }) => text)).toEqual(draft.questions.map(({ text }) => text));
  expect(new Set(report.questions.map(({ stats }) => stats.attempts))).toEqual(new Set([PLAYERS]));
  const textQuestions = report.questions.filter((_, index) => draft.questions[index]!.kind === "text");
  expect(new Set(textQuestions.map(({ stats }) => stats.values!.length))).toEqual(new Set([PLAYERS]));
  expect(report.places.map(({ nickname }) => nickname).toSorted()).toEqual(names);
  const csv = await host.reportFile(session.id, "csv");
  must(csv, 200);
  expect(csv.raw.toString().trimEnd().split("\r\n")).toHaveLength(1 + PLAYERS);
  expect(must(await host.listSessions(), 200).items).toMatchObject([{ id: session.id, state: "ended" }]);
  expect(must(await host.audit(session.id), 200).balanced).toBe(true);
}, 120_000);

test("the largest messages between the nodes come near the limit of NATS, and none exceeds it", async () => {
  await nats.flush();
  expect(maxBytes.get("quiz.content")).toBeGreaterThan(4 * MB);
  expect(maxBytes.get("stats.updated")).toBeGreaterThan(1.5 * MB);
  expect(maxBytes.get("stats.report")).toBeGreaterThan(6 * MB);
  expect(maxBytes.get("sessions.byNo")).toBeGreaterThan(0.5 * MB);
  // A page has a hundred of them, in one message.
  expect(100 * maxBytes.get("sessions.list")!).toBeLessThan(MB);
  expect(Math.max(...maxBytes.values())).toBeLessThan(0.8 * nats.info!.max_payload);
  expect(logLines.filter((line) => line.includes("MAX_PAYLOAD"))).toEqual([]);
});
