import { httpWork } from "../load/http-work.ts";
import type { LoadJob } from "../load/load.ts";
import { LoadProcess } from "../load/load-process.ts";
import type { Figure, Tell } from "../measuring/benchmark.ts";
import { type Contest, settle } from "../measuring/comparison.ts";
import {
  allCounted,
  answerRequests,
  beginGame,
  type Game,
  QUESTION,
  SECRET,
  WIDE_OPEN,
} from "../servers/game.ts";
import { ServerProcess } from "../servers/server-process.ts";

/** Distinct players; each answers one question a round. More than either side's cache of tokens holds. */
const PLAYERS = 12_000;
const CONNECTIONS = 512;
/** Rounds, warm-ups included, for which there are questions. */
const MOST_ROUNDS = 20;

const PEER = "Fastify, one insert an answer";

export const answers: Figure = {
  name: "answers",
  topic: "speed",
  title: "Answers through the whole way on one node: token checked, graded, committed",

  async take(tell) {
    await using load = new LoadProcess();
    return await settle(await answersContest(load, tell), tell);
  },
};

export async function answersContest(load: LoadProcess, tell: Tell): Promise<Contest> {
  tell(`starts Stampede and lets ${PLAYERS.toLocaleString("en")} players join`);
  await using stack = new AsyncDisposableStack();
  const server = stack.adopt(await ServerProcess.product(WIDE_OPEN), (process) => process.stop());
  const game = await beginGame(load, server.baseUrl, PLAYERS, MOST_ROUNDS);
  tell("starts the peer");
  const peer = stack.adopt(await startPeer(game), (process) => process.stop());
  let rounds = 0;
  const job = (port: number, round: number): LoadJob => {
    rounds = round + 1;
    const requests = answerRequests(game, round + 1);
    return { port, connections: CONNECTIONS, requests, most: requests.length, seconds: 60 };
  };
  const contender = (name: string, { pid, port }: ServerProcess) => ({
    name,
    processes: { server: [pid] },
    work: httpWork(load, 201, (round) => job(port, round)),
  });
  const kept = stack.move();
  return {
    counted: "answers",
    contenders: [contender("Stampede", server), contender(PEER, peer)],
    goals: [{ over: PEER }],
    async verify() {
      for (const { baseUrl } of [server, peer]) {
        for (let no = 1; no <= rounds; no++) await allCounted(baseUrl, game, no);
      }
    },
    stop: () => kept.disposeAsync(),
  };
}

function startPeer({ session }: Game): Promise<ServerProcess> {
  const questions = Array.from({ length: MOST_ROUNDS }, () => ({
    correct: QUESTION.options.findIndex((option) => "correct" in option),
    points: QUESTION.points,
  }));
  const SESSION = JSON.stringify({ ...session, questions });
  return ServerProcess.peer("fastify/embedded.ts", { AUTH_SECRET: SECRET, SESSION });
}
