import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { recount, sessionNo, standings } from "./verify.repo.ts";

const PLACES = 100;
/** How long the figures may take to become final after the end, in ms. */
const FINAL_MS = 120_000;

interface Stats {
  attempts: number;
  options: { id: number; count: number }[];
  final: boolean;
}

interface Place {
  rank: number;
  playerNo: number;
  points: number;
  elapsedMs: number;
}

export interface Proof {
  rows: number;
  places: number;
}

/**
 * Whether every answer is in the table once, the figures equal a recount, and the leaderboard equals a sort.
 *
 * @throws Error that says what is not so
 */
export async function prove(
  baseUrl: string,
  databaseUrl: string,
  { id, players, questions }: { id: string; players: number; questions: number },
): Promise<Proof> {
  const db = new Client({ connectionString: databaseUrl });
  await db.connect();
  try {
    await db.query("set statement_timeout = 0");
    const no = await sessionNo(db, id);
    const counted = await recount(db, no);
    mustEqual("questions with answers", counted.length, questions);
    for (const { question, rows, players: distinct, options } of counted) {
      mustEqual(`rows of question ${question}`, rows, players);
      mustEqual(`players who answered question ${question}`, distinct, players);
      const stats = await final<Stats>(`${baseUrl}/api/sessions/${id}/questions/${question}/stats`);
      mustEqual(`attempts at question ${question}`, stats.attempts, rows);
      mustEqual(
        `options of question ${question}`,
        stats.options.map(({ count }) => count),
        options,
      );
    }
    const board = await final<{ places: Place[]; final: boolean }>(
      `${baseUrl}/api/sessions/${id}/leaderboard?limit=${PLACES}`,
    );
    const sorted = await standings(db, no, PLACES);
    const shown = (places: Place[]) =>
      places.map(({ rank, points, elapsedMs }) => `${rank}: ${points} points in ${elapsedMs} ms`);
    mustEqual("the leaderboard", shown(board.places), shown(sorted));
    return { rows: counted.reduce((sum, { rows }) => sum + rows, 0), places: sorted.length };
  } finally {
    await db.end();
  }
}

async function final<T extends { final: boolean }>(url: string): Promise<T> {
  const deadline = Date.now() + FINAL_MS;
  for (;;) {
    const reply = await fetch(url);
    const body = (await reply.json()) as T;
    if (body.final) return body;
    if (Date.now() > deadline) throw new Error(`Not final: ${JSON.stringify(body)}`);
    await pause(250);
  }
}

function mustEqual(what: string, found: unknown, expected: unknown): void {
  const [one, other] = [JSON.stringify(found), JSON.stringify(expected)];
  if (one !== other) throw new Error(`${what}: the product says ${one}, the table ${other}`);
}
