import type { Cluster } from "../../dev-cluster/cluster.ts";
import { must } from "../harness/client.ts";
import type { Host } from "../harness/host.ts";
import { untilEqual } from "../harness/until.ts";
import type { AnswerLog, Entry } from "./answer-log.ts";
import { OPTIONS } from "./create-session.ts";
import { bestPoints, openWindows, recount, type StoredAnswer, storedAnswers } from "./table-queries.ts";

const STATS_TIMEOUT_MS = 30_000;
/** In ms. A gateway writes its counts again if they did not reach a node that died. */
const AUDIT_TIMEOUT_MS = 30_000;

/** Differences between the table and what the players were told, one line each. */
export interface Discrepancies {
  lost: string[];
  doubled: string[];
  /** Rows that differ from what the player was told, rows of refused answers, and rows that nobody sent. */
  wrong: string[];
}

/** Compares what every player was told with the rows of the table. */
export async function findDiscrepancies(cluster: Cluster, session: string, log: AnswerLog) {
  const found: Discrepancies = { lost: [], doubled: [], wrong: [] };
  const rows = new Map<string, StoredAnswer>();
  for (const row of await storedAnswers(cluster, session)) {
    if (rows.has(keyOf(row))) found.doubled.push(keyOf(row));
    rows.set(keyOf(row), row);
  }
  for (const entry of log.entries) {
    const row = rows.get(keyOf(entry));
    rows.delete(keyOf(entry));
    if (!row) {
      if (entry.outcome === "accepted") found.lost.push(keyOf(entry));
    } else if (!matches(entry, row)) {
      found.wrong.push(`${JSON.stringify(entry)} is stored as ${JSON.stringify(row)}`);
    }
  }
  for (const name of rows.keys()) found.wrong.push(`${name}: nobody sent it`);
  return found;
}

function keyOf({ question, player }: { question: number; player: number }): string {
  return `question ${question} of player ${player}`;
}

function matches(entry: Entry, row: StoredAnswer): boolean {
  if (entry.choice !== row.choice) return false;
  if (entry.outcome === "accepted") return entry.elapsedMs === row.elapsedMs;
  return entry.isUncertain;
}

/** Waits until the host's stats of every question equal a recount of the table. */
export async function statsEqualRecount(
  cluster: Cluster,
  host: Host,
  session: string,
  questions: number,
  isFinal: boolean,
): Promise<void> {
  const expected = await recount(cluster, session, questions, OPTIONS);
  const read = async () => {
    const all = await Promise.all(expected.map(({ question }) => host.stats(session, question)));
    return all.map((reply) => {
      const { question, attempts, options = [], final } = must(reply, 200);
      return { question, attempts, counts: options.map(({ count }) => count), isFinal: final };
    });
  };
  await untilEqual(
    "the stats equal a recount",
    read,
    expected.map((one) => ({ ...one, isFinal })),
    STATS_TIMEOUT_MS,
  );
}

/** After the end: all windows are closed, the leaderboard is right, and the audit agrees. */
export async function auditAgrees(
  cluster: Cluster,
  host: Host,
  session: string,
  isBalanced: boolean,
): Promise<void> {
  await untilEqual("all windows are closed", () => openWindows(cluster, session), []);
  const best = await bestPoints(cluster, session);
  await untilEqual(
    "the leaderboard equals the best of the table",
    async () => {
      const { places } = must(await host.leaderboard(session, { limit: 100 }), 200);
      return places.map(({ points }) => points);
    },
    best,
    STATS_TIMEOUT_MS,
  );
  const rows = (await storedAnswers(cluster, session)).length;
  const audit = async () => {
    const { all, balanced } = must(await host.audit(session), 200);
    const { accepted, stored, counted } = all;
    return { stored, counted, ...(isBalanced && { accepted, balanced }) };
  };
  const expected = { stored: rows, counted: rows, ...(isBalanced && { accepted: rows, balanced: true }) };
  await untilEqual("the audit agrees", audit, expected, AUDIT_TIMEOUT_MS);
}
