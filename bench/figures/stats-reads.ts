import { setTimeout as pause } from "node:timers/promises";
import { httpWork } from "../load/http-work.ts";
import { requestText } from "../load/load.ts";
import { LoadProcess } from "../load/load-process.ts";
import { type Contest, settle } from "../measuring/contest.ts";
import type { Figure, Tell } from "../measuring/figure.ts";
import { answerRequests, beginGame, type Game } from "../servers/game.ts";
import { ServerProcess } from "../servers/server-process.ts";

/** Players who have answered, so that there are figures to read. */
const PLAYERS = 500;
const CONNECTIONS = 64;
/** How long one side is read from in one round. */
const SECONDS = 3;
/** How long the figures may take to catch up with the answers, in ms. */
const FIGURES_MS = 20_000;
/** What differs from reply to reply of one server; all else must be the same on both. */
const OWN_HEADERS = new Set(["date", "x-request-id"]);

interface Read {
  headers: Record<string, string>;
  body: string;
}

const FLOOR = "bare node:http, the same bytes and headers";

export const statsReads: Figure = {
  name: "stats-reads",
  topic: "speed",
  title: "Reads of one question's figures at one gateway",

  async take(tell) {
    await using load = new LoadProcess();
    return settle(await statsReadsContest(load, tell), tell);
  },
};

export async function statsReadsContest(load: LoadProcess, tell: Tell): Promise<Contest> {
  tell("starts Stampede and plays one question");
  const game = await beginGame(load, PLAYERS, 1);
  const { server } = game;
  const path = `/api/sessions/${game.session.id}/questions/1/stats`;
  let floor: ServerProcess | undefined;
  const stop = async () => {
    await server.stop();
    await floor?.stop();
  };
  try {
    const requests = answerRequests(game, 1);
    await load.drive({ port: server.port, connections: CONNECTIONS, requests, most: PLAYERS, seconds: 30 });
    const reply = await settled(game, path);
    tell("starts the floor");
    floor = await startFloor(reply);
    mustBeEqual(await read(server, path), await read(floor, path));
  } catch (error) {
    await stop();
    throw error;
  }
  const job = (port: number) => ({
    port,
    connections: CONNECTIONS,
    requests: [requestText("GET", path)],
    most: Number.MAX_SAFE_INTEGER,
    seconds: SECONDS,
  });
  const contender = (name: string, { pid, port }: ServerProcess) => ({
    name,
    processes: { server: [pid] },
    work: httpWork(load, 200, () => job(port)),
  });
  return {
    counted: "reads",
    contenders: [contender("Stampede", server), contender(FLOOR, floor)],
    goals: [{ over: FLOOR, atLeast: 0.85 }],
    stop,
  };
}

/** The floor sends what our gateway sends; what Node adds to every reply by itself it adds there too. */
function startFloor({ headers, body }: Read): Promise<ServerProcess> {
  const byNode = new Set(["date", "connection", "keep-alive"]);
  const given = Object.fromEntries(Object.entries(headers).filter(([name]) => !byNode.has(name)));
  return ServerProcess.peer("bare-http.ts", { REPLY: JSON.stringify({ headers: given, body }) });
}

/** The figures once all answers are in. */
async function settled({ server }: Game, path: string): Promise<Read> {
  const deadline = Date.now() + FIGURES_MS;
  while (Date.now() < deadline) {
    const reply = await read(server, path);
    if (JSON.parse(reply.body).attempts === PLAYERS) return reply;
    await pause(200);
  }
  throw new Error("The figures did not catch up with the answers");
}

async function read(server: ServerProcess, path: string): Promise<Read> {
  const reply = await fetch(server.baseUrl + path);
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
    throw new Error(`The floor does not send the same:\n${shown(ours)}\n${shown(theirs)}`);
  }
}
