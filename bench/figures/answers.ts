import { setTimeout as pause } from "node:timers/promises";
import { httpWork } from "../load/http-work.ts";
import type { LoadJob } from "../load/load.ts";
import { LoadProcess } from "../load/load-process.ts";
import { type Contest, settle } from "../measuring/contest.ts";
import type { Figure, Tell } from "../measuring/figure.ts";
import { answerRequests, beginGame, type Game, QUESTION, SECRET } from "../servers/game.ts";
import { ServerProcess } from "../servers/server-process.ts";

/** Distinct players; each answers one question a round. More than either side's cache of tokens holds. */
const PLAYERS = 12_000;
const CONNECTIONS = 512;
/** Rounds, warm-ups included, for which there are questions. */
const MOST_ROUNDS = 20;
/** How long the figures may take to catch up after the last round, in ms. */
const FIGURES_MS = 20_000;

const PEER = "Fastify, one insert an answer";

export const answers: Figure = {
  name: "answers",
  topic: "speed",
  title: "Answers through the whole way on one node: token checked, graded, committed",

  async take(tell) {
    await using load = new LoadProcess();
    return settle(await answersContest(load, tell), tell);
  },
};

export async function answersContest(load: LoadProcess, tell: Tell): Promise<Contest> {
  tell(`starts Stampede and lets ${PLAYERS.toLocaleString("en")} players join`);
  const game = await beginGame(load, PLAYERS, MOST_ROUNDS);
  tell("starts the peer");
  const peer = await startPeer(game).catch(async (error) => {
    await game.server.stop();
    throw error;
  });
  let rounds = 0;
  const job = (port: number, round: number): LoadJob => {
    rounds = round + 1;
    const requests = answerRequests(game, round + 1);
    return { port, connections: CONNECTIONS, requests, most: requests.length, seconds: 60 };
  };
  const contender = (name: string, server: ServerProcess) => ({
    name,
    processes: { server: [server.pid] },
    work: httpWork(load, 201, (round) => job(server.port, round)),
  });
  return {
    counted: "answers",
    contenders: [contender("Stampede", game.server), contender(PEER, peer)],
    goals: [{ over: PEER }],
    async verify() {
      for (const server of [game.server, peer]) {
        for (let no = 1; no <= rounds; no++) await counts(server, game, no);
      }
    },
    async stop() {
      await game.server.stop();
      await peer.stop();
    },
  };
}

function startPeer({ session }: Game): Promise<ServerProcess> {
  const questions = Array.from({ length: MOST_ROUNDS }, () => ({
    correct: QUESTION.options.findIndex((option) => "correct" in option),
    points: QUESTION.points,
  }));
  const SESSION = JSON.stringify({ ...session, questions });
  return ServerProcess.peer("fastify-answers.ts", { AUTH_SECRET: SECRET, SESSION });
}

/** Every 201 is in the table, and counted once. */
async function counts(server: ServerProcess, { session, tokens }: Game, no: number): Promise<void> {
  const deadline = Date.now() + FIGURES_MS;
  let attempts = -1;
  while (Date.now() < deadline) {
    const reply = await fetch(`${server.baseUrl}/api/sessions/${session.id}/questions/${no}/stats`);
    attempts = ((await reply.json()) as { attempts: number }).attempts;
    if (attempts === tokens.length) return;
    await pause(200);
  }
  throw new Error(`Question ${no} was answered ${tokens.length} times; the figures say ${attempts}`);
}
