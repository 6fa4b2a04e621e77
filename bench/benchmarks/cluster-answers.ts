import { startPostgres } from "../../dev-cluster/servers/postgres.ts";
import { startRedis } from "../../dev-cluster/servers/redis.ts";
import { MultiRowInsert } from "../baselines/multi-row-insert.ts";
import { httpWork } from "../load/http-work.ts";
import { LoadProcess } from "../load/load-process.ts";
import type { Benchmark, OnProgress } from "../measuring/benchmark.ts";
import { type Comparison, runComparison, type Subject } from "../measuring/comparison.ts";
import { pidsOf, processesOf } from "../servers/cluster-processes.ts";
import { answerRequests, type Game, QUESTION, SECRET, startGame, waitUntilCounted } from "../servers/game.ts";
import { startMinimalCluster } from "../servers/minimal-cluster.ts";
import { ServerProcess } from "../servers/server-process.ts";

/** Every subject can cache the verified tokens of all players. */
const PLAYERS = 12_000;
const QUESTIONS_PER_ROUND = 10;
/** Fewer, because the baselines are slow: each subject should be under load for a few seconds per round. */
const BASELINE_QUESTIONS_PER_ROUND = 1;
const MAX_ROUNDS = 10;
const CONNECTIONS = 512;

const FASTIFY_PG = "Fastify + pg";
const FASTIFY_REDIS = "Fastify + pg + Redis counters";
const FLOOR = "floor: bare node:http + multi-row insert";

export const clusterAnswers: Benchmark = {
  name: "cluster-answers",
  topic: "speed",
  title: "Stored answers on the cluster: token check, NATS, commit in Postgres",

  async run(onProgress) {
    await using load = new LoadProcess();
    return await runComparison(await clusterAnswersComparison(load, onProgress), onProgress);
  },
};

export async function clusterAnswersComparison(
  load: LoadProcess,
  onProgress: OnProgress,
): Promise<Comparison> {
  await using stack = new AsyncDisposableStack();
  onProgress(`starts a cluster; ${PLAYERS.toLocaleString("en")} players join`);
  const cluster = await startMinimalCluster(stack);
  const game = await startGame(load, cluster.baseUrls[0]!, PLAYERS, MAX_ROUNDS * QUESTIONS_PER_ROUND);
  onProgress("starts the baselines");
  const ours: HttpSubject = {
    name: "Stampede",
    port: game.port,
    processes: processesOf(cluster),
    questions: QUESTIONS_PER_ROUND,
  };
  const httpSubjects = [ours, ...(await startBaselines(stack, game))];
  const floor = await startFloor(stack, load, game);
  const { subjects, verify } = subjectsOf(load, game, httpSubjects);
  const resources = stack.move();
  return {
    itemName: "answers",
    subjects: [...subjects, floor.subject],
    goals: [
      { baseline: FASTIFY_PG, atLeast: 4.5 },
      { baseline: FASTIFY_REDIS },
      { baseline: FLOOR, atLeast: 0.65 },
    ],
    async verify() {
      await verify();
      await floor.verify();
    },
    stop: () => resources.disposeAsync(),
  };
}

interface HttpSubject {
  name: string;
  port: number;
  processes: Record<string, readonly number[]>;
  /** Questions that each player answers per round. */
  questions: number;
}

/** Each with its own Postgres, so that its deferred work does not slow the others. */
async function startBaselines(stack: AsyncDisposableStack, { session }: Game): Promise<HttpSubject[]> {
  const questions = Array.from({ length: MAX_ROUNDS * QUESTIONS_PER_ROUND }, () => ({
    correct: QUESTION.options.findIndex((option) => "correct" in option),
    points: QUESTION.points,
  }));
  const settings = { AUTH_SECRET: SECRET, SESSION: JSON.stringify({ ...session, questions }) };
  const start = async (name: string, file: string, withRedis: boolean): Promise<HttpSubject> => {
    const postgres = stack.adopt(await startPostgres(), (process) => process.stop());
    const redis = withRedis ? stack.adopt(await startRedis(), (server) => server.stop()) : undefined;
    const server = await ServerProcess.baseline(file, {
      ...settings,
      DATABASE_URL: postgres.url,
      ...(redis && { REDIS_URL: redis.url }),
    });
    stack.defer(() => server.stop());
    const processes = {
      Fastify: [server.pid],
      Postgres: pidsOf(postgres),
      ...(redis && { Redis: pidsOf(redis) }),
    };
    return { name, port: server.port, processes, questions: BASELINE_QUESTIONS_PER_ROUND };
  };
  return [
    await start(FASTIFY_PG, "fastify/postgres.ts", false),
    await start(FASTIFY_REDIS, "fastify/redis-counters.ts", true),
  ];
}

/** In all subjects the same players answer the same questions, but not the same number per round. */
function subjectsOf(load: LoadProcess, game: Game, httpSubjects: readonly HttpSubject[]) {
  const lastQuestion = new Map<HttpSubject, number>();
  const subjects = httpSubjects.map((subject): Subject => {
    const { name, port, processes, questions } = subject;
    const job = (round: number) => {
      const first = round * questions + 1;
      lastQuestion.set(subject, first + questions - 1);
      const requests = Array.from({ length: questions }, (_, index) =>
        answerRequests(game, first + index),
      ).flat();
      return { port, connections: CONNECTIONS, requests, maxRequests: requests.length, seconds: 90 };
    };
    return { name, processes, work: httpWork(load, 201, job) };
  });
  const verify = async () => {
    for (const [{ port }, last] of lastQuestion) {
      for (let no = 1; no <= last; no++) await waitUntilCounted(`http://127.0.0.1:${port}`, game, no);
    }
  };
  return { subjects, verify };
}

/** The same requests to a server that only parses them, and the same rows to Postgres in large statements. */
async function startFloor(stack: AsyncDisposableStack, load: LoadProcess, game: Game) {
  const postgres = stack.adopt(await startPostgres(), (server) => server.stop());
  const server = stack.adopt(await ServerProcess.baseline("bare-post.ts", {}), (process) => process.stop());
  const table = stack.adopt(await MultiRowInsert.connect(postgres.url), (connection) => connection.close());
  let lastQuestion = 0;
  const post = httpWork(load, 201, (round) => {
    const first = round * QUESTIONS_PER_ROUND + 1;
    const requests = Array.from({ length: QUESTIONS_PER_ROUND }, (_, index) =>
      answerRequests(game, first + index),
    ).flat();
    return {
      port: server.port,
      connections: CONNECTIONS,
      requests,
      maxRequests: requests.length,
      seconds: 60,
    };
  });
  const subject: Subject = {
    name: FLOOR,
    processes: { "node:http": [server.pid], Postgres: pidsOf(postgres) },
    async work(round) {
      const done = await post(round);
      for (let index = 0; index < QUESTIONS_PER_ROUND; index++) {
        await table.insert(game.session.no, ++lastQuestion, game.tokens.length);
      }
      return done;
    },
  };
  const verify = async () => {
    for (let no = 1; no <= lastQuestion; no++) {
      const stored = await table.count(game.session.no, no);
      if (stored !== game.tokens.length)
        throw new Error(`The floor stored ${stored} answers to question ${no}`);
    }
  };
  return { subject, verify };
}
