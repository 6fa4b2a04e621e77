import { type Client, must } from "../harness/client.ts";
import type { HostedSession, Joined, SessionDraft } from "../harness/contract.ts";
import type { Host } from "../harness/host.ts";
import { joinAll } from "../harness/player.ts";

/** The number of options of each question; the first one is right. */
export const OPTIONS = 4;
/** The explanation of every question. It must not be visible before the key is. */
export const EXPLANATION = "Zq7ToldInTheEnd";
/** More joins at once would be refused if the queues are small. */
const MAX_CONCURRENT_JOINS = 50;

export interface SessionSize {
  players?: number;
  questions?: number;
}

/**
 * Creates a quiz and a session, and lets the players join over all gateways.
 *
 * @param timeLimitMs the time limit of each question, in ms
 */
export async function createSession(
  host: Host,
  gateways: readonly Client[],
  draft: Omit<SessionDraft, "quizId">,
  { players = 250, questions = 60 }: SessionSize,
  timeLimitMs: number | null = null,
): Promise<{ session: HostedSession; players: Joined[] }> {
  const quiz = {
    title: "Faults",
    questions: Array.from({ length: questions }, (_, index) => question(index + 1, timeLimitMs)),
  };
  const { id: quizId } = must(await host.createQuiz(quiz), 201);
  const session = must(await host.createSession({ ...draft, quizId }), 201);
  const names = Array.from({ length: players }, (_, index) => `player ${index + 1}`);
  const joined: Joined[] = [];
  for (let from = 0; from < players; from += MAX_CONCURRENT_JOINS) {
    const some = await joinAll(gateways, session.code, names.slice(from, from + MAX_CONCURRENT_JOINS));
    joined.push(...some.map((player) => player.joined));
  }
  return { session, players: joined };
}

function question(no: number, timeLimitMs: number | null) {
  const options = Array.from({ length: OPTIONS }, (_, id) => ({
    text: `Option ${id}`,
    ...(id === 0 && { correct: true as const }),
  }));
  return {
    kind: "single" as const,
    text: `Question ${no}`,
    options,
    timeLimitMs,
    explanation: EXPLANATION,
  };
}
