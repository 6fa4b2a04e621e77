import { httpWork } from "../load/http-work.ts";
import { requestText } from "../load/load.ts";
import { LoadProcess } from "../load/load-process.ts";
import type { Figure, Tell } from "../measuring/benchmark.ts";
import { type Contest, settle } from "../measuring/comparison.ts";
import { allCounted, answerRequests, beginGame, WIDE_OPEN } from "../servers/game.ts";
import { ServerProcess } from "../servers/server-process.ts";

/** Players who have answered, so that there are figures to read. */
const PLAYERS = 500;
const CONNECTIONS = 64;
/** How long one side is read from in one round. */
const SECONDS = 3;
/** What differs from reply to reply of one server; all else must be the same on both. */
const OWN_HEADERS = new Set(["date", "x-request-id"]);

interface Read {
  headers: Record<string, string>;
  body: string;
}

const FLOOR = "bare node:http, the same bytes and headers";
const PEER = "Fastify, the same bytes and headers";

export const statsReads: Figure = {
  name: "stats-reads",
  topic: "speed",
  title: "Reads of one question's figures at one gateway",

  async take(tell) {
    await using load = new LoadProcess();
    return await settle(await statsReadsContest(load, tell), tell);
  },
};

export const quizReads: Figure = {
  name: "quiz-reads",
  topic: "speed",
  title: "Reads of a quiz of 20 questions at one gateway",

  async take(tell) {
    await using load = new LoadProcess();
    return await settle(await quizReadsContest(load, tell), tell);
  },
};

export function statsReadsContest(load: LoadProcess, tell: Tell): Promise<Contest> {
  return readsContest(load, tell, 1, "questions/1/stats");
}

export function quizReadsContest(load: LoadProcess, tell: Tell): Promise<Contest> {
  return readsContest(load, tell, 20, "quiz");
}

/** A game whose first question all have answered; then reads of one address of its session. */
async function readsContest(
  load: LoadProcess,
  tell: Tell,
  questions: number,
  what: string,
): Promise<Contest> {
  tell("starts Stampede and plays one question");
  await using stack = new AsyncDisposableStack();
  const server = stack.adopt(await ServerProcess.product(WIDE_OPEN), (process) => process.stop());
  const game = await beginGame(load, server.baseUrl, PLAYERS, questions);
  const { port } = server;
  const requests = answerRequests(game, 1);
  await load.drive({ port, connections: CONNECTIONS, requests, most: PLAYERS, seconds: 30 });
  await allCounted(server.baseUrl, game, 1);
  const path = `/api/sessions/${game.session.id}/${what}`;
  tell("starts the floor and the peer");
  const ours = await read(server, path);
  const start = async (file: string) => {
    const other = stack.adopt(await startOther(file, ours), (process) => process.stop());
    mustBeEqual(ours, await read(other, path));
    return other;
  };
  const floor = await start("bare-http.ts");
  const peer = await start("fastify/ready-bytes.ts");
  const contender = (name: string, { pid, port }: ServerProcess) => ({
    name,
    processes: { server: [pid] },
    work: httpWork(load, 200, () => ({
      port,
      connections: CONNECTIONS,
      requests: [requestText("GET", path)],
      most: Number.MAX_SAFE_INTEGER,
      seconds: SECONDS,
    })),
  });
  const kept = stack.move();
  return {
    counted: "reads",
    contenders: [contender("Stampede", server), contender(FLOOR, floor), contender(PEER, peer)],
    goals: [
      { over: FLOOR, atLeast: 0.85 },
      { over: PEER, atLeast: 1 },
    ],
    stop: () => kept.disposeAsync(),
  };
}

/** The others send what our gateway sends; what Node adds to every reply by itself it adds there too. */
function startOther(file: string, { headers, body }: Read): Promise<ServerProcess> {
  const byNode = new Set(["date", "connection", "keep-alive"]);
  const given = Object.fromEntries(Object.entries(headers).filter(([name]) => !byNode.has(name)));
  return ServerProcess.peer(file, { REPLY: JSON.stringify({ headers: given, body }) });
}

async function read(server: ServerProcess, path: string): Promise<Read> {
  // The load accepts no compression either.
  const reply = await fetch(server.baseUrl + path, { headers: { "accept-encoding": "identity" } });
  return { headers: Object.fromEntries(reply.headers), body: await reply.text() };
}

function mustBeEqual(ours: Read, theirs: Read): void {
  const shown = ({ headers, body }: Read) =>
    JSON.stringify([
      ...Object.entries(headers)
        .filter(([name]) => !OWN_HEADERS.has(name))
        .sort(),
      body,
    ]);
  if (shown(ours) !== shown(theirs)) {
    throw new Error(`The other does not send the same:\n${shown(ours)}\n${shown(theirs)}`);
  }
}
