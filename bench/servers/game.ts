import { setTimeout as sleep } from "node:timers/promises";
import { createApi, expectData } from "../../client/src/api.ts";
import { Host, type HostSession } from "../../client/src/host.ts";
import type { SessionDraft } from "../../client/src/types.ts";
import { Tokens } from "../../platform/auth/tokens.ts";
import { apiRequest } from "../load/api-request.ts";
import type { LoadProcess } from "../load/load-process.ts";

/** The secret of all servers under measurement, so that a token is valid on all of them. */
export const SECRET = "a-secret-for-measurements-and-nothing-else";

const CONNECTIONS = 64;
/** How long the stats may take to count all answers, in ms. */
const STATS_TIMEOUT_MS = 30_000;

/** The secret, and rate limits that a load from one address does not reach. */
export const UNLIMITED = {
  STAMPEDE_ANSWERS_PER_SECOND: "100000",
  STAMPEDE_JOINS_PER_SECOND: "1000000",
  STAMPEDE_HOST_CALLS_PER_SECOND: "100000",
  STAMPEDE_VENUES: "127.0.0.0/8",
  METRICS_PORT: "0",
  AUTH_SECRET: SECRET,
};

/** An open session with pace `self`, whose players have joined. */
export interface Game {
  baseUrl: string;
  port: number;
  session: { id: string; no: number; openedAt: number };
  /** Tokens of the players. The token of player `n` is near index `n - 1`. */
  tokens: string[];
}

/** Every question of the game. The third option is correct. */
export const QUESTION = {
  kind: "single" as const,
  text: "Which of these is the third?",
  options: [{ text: "First" }, { text: "Second" }, { text: "Third", correct: true }, { text: "Fourth" }],
  timeLimitMs: 20_000,
  points: 1000,
};

/** Creates an open session and lets the players join. */
export async function startGame(
  load: LoadProcess,
  baseUrl: string,
  players: number,
  questions: number,
): Promise<Game> {
  const port = Number(new URL(baseUrl).port);
  const session = await createSession(baseUrl, questions);
  const tokens = await join(load, port, session.state!.code, players);
  const { id, openedAt } = await session.open();
  const no = sessionNoOf(tokens[0]!);
  return { baseUrl, port, session: { id, no, openedAt: Date.parse(openedAt!) }, tokens };
}

/** More than any benchmark has. */
const MAX_PLAYERS = 10_000_000;

/** The host of all sessions under measurement. */
export function benchHost(baseUrl: string): Host {
  return new Host({ baseUrl, token: new Tokens(SECRET).issueHostToken("bench") });
}

/** Creates a session in the lobby; with pace `self` if `draft` names none. */
export async function createSession(
  baseUrl: string,
  questions: number,
  draft: Omit<SessionDraft, "quizId"> = { pace: "self", stats: "live", maxPlayers: MAX_PLAYERS },
): Promise<HostSession> {
  const host = benchHost(baseUrl);
  const quiz = await host.createQuiz({
    title: "Bench",
    questions: Array.from({ length: questions }, () => QUESTION),
  });
  return host.createSession({ quizId: quiz.id, ...draft });
}

/** A request per player that answers the question. Choices differ between players. */
export function answerRequests(game: Pick<Game, "session" | "tokens">, question: number): string[] {
  const answer = apiRequest("POST", "/api/sessions/{id}/answers", { path: { id: game.session.id } });
  return game.tokens.map((token, index) => answer({ token, body: { question, choice: index % 4 } }));
}

/** Waits until the stats count one answer per player. @throws Error if this takes longer than 30 s */
export async function waitUntilCounted(
  baseUrl: string,
  { session, tokens }: Pick<Game, "session" | "tokens">,
  no: number,
): Promise<void> {
  const deadline = Date.now() + STATS_TIMEOUT_MS;
  const api = createApi({ baseUrl });
  const params = { path: { id: session.id, no } };
  let attempts = -1;
  while (Date.now() < deadline) {
    ({ attempts } = await expectData(api.GET("/api/sessions/{id}/questions/{no}/stats", { params })));
    if (attempts === tokens.length) return;
    await sleep(200);
  }
  throw new Error(`Question ${no} has ${tokens.length} answers, but the stats count ${attempts}`);
}

/** The players join over HTTP. Returns their tokens. */
async function join(load: LoadProcess, port: number, code: string, players: number): Promise<string[]> {
  const enter = apiRequest("POST", "/api/join", {});
  const requests = Array.from({ length: players }, (_, index) =>
    enter({ body: { code, nickname: `Player ${index + 1}` } }),
  );
  const job = {
    port,
    connections: CONNECTIONS,
    requests,
    maxRequests: players,
    seconds: 60,
    keepBodies: true,
  };
  const { statuses, bodies } = await load.drive(job);
  if (statuses[201] !== players) throw new Error(`Not all players could join: ${JSON.stringify(statuses)}`);
  return bodies.map((body) => JSON.parse(body).token);
}

function sessionNoOf(token: string): number {
  const identity = new Tokens(SECRET).verify(token);
  if (identity.role !== "player") throw new Error("Not a player's token");
  return identity.sessionNo;
}
