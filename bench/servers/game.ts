import { setTimeout as pause } from "node:timers/promises";
import { Tokens } from "../../platform/auth/tokens.ts";
import { requestText } from "../load/load.ts";
import type { LoadProcess } from "../load/load-process.ts";

/** The secret of every server under measurement, so that one token is good on all of them. */
export const SECRET = "a-secret-for-measurements-and-nothing-else";

const CONNECTIONS = 64;
/** How long figures may take to catch up with the answers, in ms. */
const FIGURES_MS = 30_000;

/** Settings with which a load from one address does not meet the limits; and the secret. */
export const WIDE_OPEN = {
  STAMPEDE_ANSWERS_PER_SECOND: "100000",
  STAMPEDE_JOINS_PER_SECOND: "1000000",
  STAMPEDE_HOST_CALLS_PER_SECOND: "100000",
  METRICS_PORT: "0",
  AUTH_SECRET: SECRET,
};

/** A game at a gateway: a session in pace `self`, open, whose players have joined. */
export interface Game {
  baseUrl: string;
  port: number;
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

/** Brings a game to the point where answers may come. */
export async function beginGame(
  load: LoadProcess,
  baseUrl: string,
  players: number,
  questions: number,
): Promise<Game> {
  const port = Number(new URL(baseUrl).port);
  const { id, code } = await openSession(baseUrl, questions);
  const tokens = await join(load, port, code, players);
  const { openedAt } = (await hostPost(baseUrl, `/api/sessions/${id}/open`, {})) as { openedAt: string };
  const no = sessionNoOf(tokens[0]!);
  return { baseUrl, port, session: { id, no, openedAt: Date.parse(openedAt) }, tokens };
}

/** A new session in pace `self` in its lobby. */
export async function openSession(baseUrl: string, questions: number): Promise<{ id: string; code: string }> {
  const draft = { title: "Bench", questions: Array.from({ length: questions }, () => QUESTION) };
  const quiz = (await hostPost(baseUrl, "/api/quizzes", draft)) as { id: string };
  const session = await hostPost(baseUrl, "/api/sessions", { quizId: quiz.id, pace: "self" });
  return session as { id: string; code: string };
}

/** A host's call. @throws Error where it is refused */
export async function hostPost(baseUrl: string, path: string, body: object): Promise<unknown> {
  const reply = await fetch(baseUrl + path, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${new Tokens(SECRET).host("bench")}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify(body),
  });
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
  return reply.json();
}

/** Requests with which each of these players answers one question, each a choice of their own. */
export function answerRequests(game: Pick<Game, "session" | "tokens">, question: number): string[] {
  const path = `/api/sessions/${game.session.id}/answers`;
  return game.tokens.map((token, index) => requestText("POST", path, token, { question, choice: index % 4 }));
}

/** Waits until a server's figures say that everyone has answered a question, once. @throws Error where they do not */
export async function allCounted(
  baseUrl: string,
  { session, tokens }: Pick<Game, "session" | "tokens">,
  no: number,
): Promise<void> {
  const deadline = Date.now() + FIGURES_MS;
  let attempts = -1;
  while (Date.now() < deadline) {
    const reply = await fetch(`${baseUrl}/api/sessions/${session.id}/questions/${no}/stats`);
    attempts = ((await reply.json()) as { attempts: number }).attempts;
    if (attempts === tokens.length) return;
    await pause(200);
  }
  throw new Error(`Question ${no} was answered ${tokens.length} times; the figures say ${attempts}`);
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

function sessionNoOf(token: string): number {
  const bearer = new Tokens(SECRET).read(token);
  if (bearer.role !== "player") throw new Error("Not a player's token");
  return bearer.sessionNo;
}
