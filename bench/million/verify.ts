import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { createApi, expectData } from "../../client/src/api.ts";
import type { Leaderboard } from "../../client/src/types.ts";
import { recount, sessionNo, topPlayers } from "./verify.repo.ts";

const PLACES = 100;
/** How long the stats may take to become final after the end, in ms. */
const FINAL_TIMEOUT_MS = 120_000;

type Place = Pick<Leaderboard["places"][number], "rank" | "points" | "elapsedMs">;

export interface Verification {
  rows: number;
  places: number;
}

/**
 * Verifies that every answer is in the table once, the stats equal a recount, and the leaderboard equals a sort.
 *
 * @throws Error with the first difference
 */
export async function verify(
  baseUrl: string,
  databaseUrl: string,
  { id, players, questions }: { id: string; players: number; questions: number },
): Promise<Verification> {
  const db = new Client({ connectionString: databaseUrl });
  await db.connect();
  try {
    await db.query("set statement_timeout = 0");
    const no = await sessionNo(db, id);
    const api = createApi({ baseUrl });
    const counts = await recount(db, no);
    assertEqual("questions with answers", counts.length, questions);
    for (const { question, rows, players: distinct, options } of counts) {
      assertEqual(`rows of question ${question}`, rows, players);
      assertEqual(`players who answered question ${question}`, distinct, players);
      const stats = await readFinal(() =>
        api.GET("/api/sessions/{id}/questions/{no}/stats", { params: { path: { id, no: question } } }),
      );
      assertEqual(`attempts at question ${question}`, stats.attempts, rows);
      assertEqual(
        `options of question ${question}`,
        stats.options?.map(({ count }) => count),
        options,
      );
    }
    const leaderboard = await readFinal(() =>
      api.GET("/api/sessions/{id}/leaderboard", { params: { path: { id }, query: { limit: PLACES } } }),
    );
    const top = await topPlayers(db, no, PLACES);
    const linesOf = (places: Place[]) =>
      places.map(({ rank, points, elapsedMs }) => `${rank}: ${points} points in ${elapsedMs} ms`);
    assertEqual("the leaderboard", linesOf(leaderboard.places), linesOf(top));
    return { rows: counts.reduce((sum, { rows }) => sum + rows, 0), places: top.length };
  } finally {
    await db.end();
  }
}

async function readFinal<T extends { final: boolean }>(
  read: () => Parameters<typeof expectData<T>>[0],
): Promise<T> {
  const deadline = Date.now() + FINAL_TIMEOUT_MS;
  for (;;) {
    const body = await expectData(read());
    if (body.final) return body;
    if (Date.now() > deadline) throw new Error(`Not final: ${JSON.stringify(body)}`);
    await sleep(250);
  }
}

function assertEqual(what: string, actual: unknown, expected: unknown): void {
  const [actualText, expectedText] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (actualText !== expectedText)
    throw new Error(`${what}: Stampede has ${actualText}, the table ${expectedText}`);
}
