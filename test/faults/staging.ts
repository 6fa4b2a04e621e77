import { type Client, must } from "../harness/client.ts";
import type { HostedSession, Joined, SessionDraft } from "../harness/contract.ts";
import type { Host } from "../harness/host.ts";
import { joinAll } from "../harness/player.ts";

/** How many options each question has; the first is right. */
export const OPTIONS = 4;
/** Stands in each question's explanation, and may be read once its key may be known. */
export const EXPLANATION = "Zq7ToldInTheEnd";
/** Where queues are made small, more at once would be refused. */
const JOINS_AT_ONCE = 50;

export interface Size {
  players?: number;
  questions?: number;
}

/**
 * Makes a quiz, a session of it, and has its players join over all gateways.
 *
 * @param timeLimitMs of each question
 */
export async function stage(
  host: Host,
  gateways: readonly Client[],
  draft: Omit<SessionDraft, "quizId">,
  { players = 250, questions = 60 }: Size,
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
  for (let from = 0; from < players; from += JOINS_AT_ONCE) {
    const some = await joinAll(gateways, session.code, names.slice(from, from + JOINS_AT_ONCE));
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
