import { httpWork } from "../load/http-work.ts";
import type { LoadJob } from "../load/load.ts";
import { LoadProcess } from "../load/load-process.ts";
import type { Benchmark, OnProgress } from "../measuring/benchmark.ts";
import { type Comparison, runComparison } from "../measuring/comparison.ts";
import {
  answerRequests,
  type Game,
  QUESTION,
  SECRET,
  startGame,
  UNLIMITED,
  waitUntilCounted,
} from "../servers/game.ts";
import { ServerProcess } from "../servers/server-process.ts";

/** Each player answers one question per round. More players than the token caches hold. */
const PLAYERS = 12_000;
const CONNECTIONS = 512;
/** The number of questions, one per round including warm-ups. */
const MAX_ROUNDS = 20;

const BASELINE = "Fastify, one insert per answer";

export const answers: Benchmark = {
  name: "answers",
  topic: "speed",
  title: "Answers on one node: token check, grading, commit",

  async run(onProgress) {
    await using load = new LoadProcess();
    return await runComparison(await answersComparison(load, onProgress), onProgress);
  },
};

export async function answersComparison(load: LoadProcess, onProgress: OnProgress): Promise<Comparison> {
  onProgress(`starts Stampede; ${PLAYERS.toLocaleString("en")} players join`);
  await using stack = new AsyncDisposableStack();
  const server = stack.adopt(await ServerProcess.stampede(UNLIMITED), (process) => process.stop());
  const game = await startGame(load, server.baseUrl, PLAYERS, MAX_ROUNDS);
  onProgress("starts the baseline");
  const baseline = stack.adopt(await startBaseline(game), (process) => process.stop());
  let rounds = 0;
  const job = (port: number, round: number): LoadJob => {
    rounds = round + 1;
    const requests = answerRequests(game, round + 1);
    return { port, connections: CONNECTIONS, requests, maxRequests: requests.length, seconds: 60 };
  };
  const subject = (name: string, { pid, port }: ServerProcess) => ({
    name,
    processes: { server: [pid] },
    work: httpWork(load, 201, (round) => job(port, round)),
  });
  const resources = stack.move();
  return {
    itemName: "answers",
    subjects: [subject("Stampede", server), subject(BASELINE, baseline)],
    goals: [{ baseline: BASELINE }],
    async verify() {
      for (const { baseUrl } of [server, baseline]) {
        for (let no = 1; no <= rounds; no++) await waitUntilCounted(baseUrl, game, no);
      }
    },
    stop: () => resources.disposeAsync(),
  };
}

function startBaseline({ session }: Game): Promise<ServerProcess> {
  const questions = Array.from({ length: MAX_ROUNDS }, () => ({
    correct: QUESTION.options.findIndex((option) => "correct" in option),
    points: QUESTION.points,
  }));
  const SESSION = JSON.stringify({ ...session, questions });
  return ServerProcess.baseline("fastify/embedded.ts", { AUTH_SECRET: SECRET, SESSION });
}
