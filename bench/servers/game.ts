import { Tokens } from "../../platform/tokens.ts";
import { requestText } from "../load/load.ts";
import type { LoadProcess } from "../load/load-process.ts";
import { ServerProcess } from "./server-process.ts";

/** The secret of every server under measurement, so that one token is good on all of them. */
export const SECRET = "a-secret-for-measurements-and-nothing-else";

const CONNECTIONS = 64;

/** Limits so wide that a load on one address does not meet them. */
const WIDE_OPEN = {
  STAMPEDE_ANSWERS_PER_SECOND: "100000",
  STAMPEDE_JOINS_PER_SECOND: "1000000",
  STAMPEDE_HOST_CALLS_PER_SECOND: "100000",
};

/** A game on the product: a session in pace `self`, open, whose players have joined. */
export interface Game {
  server: ServerProcess;
  session: { id: string; no: number; openedAt: number };
  /** The players' tokens; player `n` has the one at `n - 1`, or near it. */
  tokens: string[];
}

/** Every question is of this form; the right option is the third. */
export const QUESTION = {
  kind: "single" as const,
  text: "Which of these is the third?",
  options: [{ text: "First" }, { text: "Second" }, { text: "Third", correct: true }, { text: "Fourth" }],
  timeLimitMs: 20_000,
  points: 1000,
};

/** Starts the product and brings a game to the point where answers may come. */
export async function beginGame(load: LoadProcess, players: number, questions: number): Promise<Game> {
  const server = await ServerProcess.product({ ...WIDE_OPEN, METRICS_PORT: "0", AUTH_SECRET: SECRET });
  try {
    const host = new Tokens(SECRET).host("bench");
    const post = <T>(path: string, body: object) => ask<T>(server, host, path, body);
    const draft = { title: "Bench", questions: Array.from({ length: questions }, () => QUESTION) };
    const quiz = await post<{ id: string }>("/api/quizzes", draft);
    const session = { quizId: quiz.id, pace: "self" };
    const { id, code } = await post<{ id: string; code: string }>("/api/sessions", session);
    const { openedAt } = await post<{ openedAt: string }>(`/api/sessions/${id}/open`, {});
    const tokens = await join(load, server.port, code, players);
    return { server, session: { id, no: sessionNoOf(tokens[0]!), openedAt: Date.parse(openedAt) }, tokens };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Requests with which each of these players answers one question, each a choice of their own. */
export function answerRequests(game: Game, question: number): string[] {
  const path = `/api/sessions/${game.session.id}/answers`;
  return game.tokens.map((token, index) => requestText("POST", path, token, { question, choice: index % 4 }));
}

/** All players join over the real route. */
async function join(load: LoadProcess, port: number, code: string, players: number): Promise<string[]> {
  const requests = Array.from({ length: players }, (_, index) =>
    requestText("POST", "/api/join", undefined, { code, nickname: `Player ${index + 1}` }),
  );
  const job = { port, connections: CONNECTIONS, requests, most: players, seconds: 60, keepBodies: true };
  const { statuses, bodies } = await load.drive(job);
  if (statuses[201] !== players) throw new Error(`Not all could join: ${JSON.stringify(statuses)}`);
  return bodies.map((body) => JSON.parse(body).token);
}

async function ask<T>(server: ServerProcess, token: string, path: string, body: object): Promise<T> {
  const reply = await fetch(server.baseUrl + path, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as T;
}

function sessionNoOf(token: string): number {
  const bearer = new Tokens(SECRET).read(token);
  if (bearer.role !== "player") throw new Error("Not a player's token");
  return bearer.sessionNo;
}
