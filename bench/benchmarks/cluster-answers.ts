import { startPostgres } from "../../dev-cluster/servers/postgres.ts";
import { startRedis } from "../../dev-cluster/servers/redis.ts";
import { MultiRowInsert } from "../baselines/multi-row-insert.ts";
import { httpWork } from "../load/http-work.ts";
import { LoadProcess } from "../load/load-process.ts";
import type { Figure, Tell } from "../measuring/benchmark.ts";
import { type Contender, type Contest, settle } from "../measuring/comparison.ts";
import { pidOf, processesOf } from "../servers/cluster-processes.ts";
import { allCounted, answerRequests, beginGame, type Game, QUESTION, SECRET } from "../servers/game.ts";
import { startSmallestCluster } from "../servers/minimal-cluster.ts";
import { ServerProcess } from "../servers/server-process.ts";

/** Distinct players; each answers so many questions a round. Every side remembers that many verified tokens. */
const PLAYERS = 12_000;
const QUESTIONS_A_ROUND = 10;
/** What is slow gets less to do, so that each side is under load for some seconds a round. */
const QUESTIONS_OF_A_PEER = 1;
const MOST_ROUNDS = 10;
const CONNECTIONS = 512;

const PLAIN = "Fastify + pg";
const COUNTERS = "Fastify + pg + Redis counters";
const FLOOR = "floor: bare node:http + multi-row insert";

export const clusterAnswers: Figure = {
  name: "cluster-answers",
  topic: "speed",
  title: "Stored answers on the cluster: token checked, over NATS, committed in Postgres",

  async take(tell) {
    await using load = new LoadProcess();
    return await settle(await clusterAnswersContest(load, tell), tell);
  },
};

export async function clusterAnswersContest(load: LoadProcess, tell: Tell): Promise<Contest> {
  await using stack = new AsyncDisposableStack();
  tell(`starts a cluster and lets ${PLAYERS.toLocaleString("en")} players join`);
  const cluster = await startSmallestCluster(stack);
  const game = await beginGame(load, cluster.baseUrls[0]!, PLAYERS, MOST_ROUNDS * QUESTIONS_A_ROUND);
  tell("starts the peers");
  const ours: Side = {
    name: "Stampede",
    port: game.port,
    processes: processesOf(cluster),
    questions: QUESTIONS_A_ROUND,
  };
  const sides = [ours, ...(await startPeers(stack, game))];
  const floor = await startFloor(stack, load, game);
  const { contenders, verify } = sidesOf(load, game, sides);
  const kept = stack.move();
  return {
    counted: "answers",
    contenders: [...contenders, floor.contender],
    goals: [{ over: PLAIN, atLeast: 4.5 }, { over: COUNTERS }, { over: FLOOR, atLeast: 0.65 }],
    async verify() {
      await verify();
      await floor.verify();
    },
    stop: () => kept.disposeAsync(),
  };
}

interface Side {
  name: string;
  port: number;
  processes: Record<string, readonly number[]>;
  /** How many questions each player answers in a round. */
  questions: number;
}

/** Each with a Postgres of its own, so that what it puts off costs nobody else. */
async function startPeers(stack: AsyncDisposableStack, { session }: Game): Promise<Side[]> {
  const questions = Array.from({ length: MOST_ROUNDS * QUESTIONS_A_ROUND }, () => ({
    correct: QUESTION.options.findIndex((option) => "correct" in option),
    points: QUESTION.points,
  }));
  const settings = { AUTH_SECRET: SECRET, SESSION: JSON.stringify({ ...session, questions }) };
  const start = async (name: string, file: string, withRedis: boolean): Promise<Side> => {
    const postgres = stack.adopt(await startPostgres(), (server) => server.stop());
    const redis = withRedis ? stack.adopt(await startRedis(), (server) => server.stop()) : undefined;
    const peer = await ServerProcess.peer(file, {
      ...settings,
      DATABASE_URL: postgres.url,
      ...(redis && { REDIS_URL: redis.url }),
    });
    stack.defer(() => peer.stop());
    const processes = {
      Fastify: [peer.pid],
      Postgres: pidOf(postgres),
      ...(redis && { Redis: pidOf(redis) }),
    };
    return { name, port: peer.port, processes, questions: QUESTIONS_OF_A_PEER };
  };
  return [
    await start(PLAIN, "fastify/postgres.ts", false),
    await start(COUNTERS, "fastify/redis-counters.ts", true),
  ];
}

/** HTTP sides: the same players answer the same questions, as many a round as the side can take. */
function sidesOf(load: LoadProcess, game: Game, sides: readonly Side[]) {
  const asked = new Map<Side, number>();
  const contenders = sides.map((side): Contender => {
    const { name, port, processes, questions } = side;
    const job = (round: number) => {
      const first = round * questions + 1;
      asked.set(side, first + questions - 1);
      const requests = Array.from({ length: questions }, (_, index) =>
        answerRequests(game, first + index),
      ).flat();
      return { port, connections: CONNECTIONS, requests, most: requests.length, seconds: 90 };
    };
    return { name, processes, work: httpWork(load, 201, job) };
  });
  const verify = async () => {
    for (const [{ port }, last] of asked) {
      for (let no = 1; no <= last; no++) await allCounted(`http://127.0.0.1:${port}`, game, no);
    }
  };
  return { contenders, verify };
}

/** The same requests to a server that only parses them, and the same rows to Postgres in statements of many. */
async function startFloor(stack: AsyncDisposableStack, load: LoadProcess, game: Game) {
  const postgres = stack.adopt(await startPostgres(), (server) => server.stop());
  const server = stack.adopt(await ServerProcess.peer("bare-post.ts", {}), (process) => process.stop());
  const table = stack.adopt(await MultiRowInsert.connect(postgres.url), (connection) => connection.close());
  let asked = 0;
  const parse = httpWork(load, 201, (round) => {
    const first = round * QUESTIONS_A_ROUND + 1;
    const requests = Array.from({ length: QUESTIONS_A_ROUND }, (_, index) =>
      answerRequests(game, first + index),
    ).flat();
    return { port: server.port, connections: CONNECTIONS, requests, most: requests.length, seconds: 60 };
  });
  const contender: Contender = {
    name: FLOOR,
    processes: { "node:http": [server.pid], Postgres: pidOf(postgres) },
    async work(round) {
      const done = await parse(round);
      for (let index = 0; index < QUESTIONS_A_ROUND; index++) {
        await table.insert(game.session.no, ++asked, game.tokens.length);
      }
      return done;
    },
  };
  const verify = async () => {
    for (let no = 1; no <= asked; no++) {
      const stored = await table.count(game.session.no, no);
      if (stored !== game.tokens.length)
        throw new Error(`The floor stored ${stored} answers to question ${no}`);
    }
  };
  return { contender, verify };
}
