import type { Cluster } from "../../dev-cluster/cluster.ts";
import { must } from "../harness/client.ts";
import type { Host } from "../harness/host.ts";
import { untilEqual } from "../harness/until.ts";
import type { Entry, Ledger } from "./ledger.ts";
import { OPTIONS } from "./staging.ts";
import { bestPoints, openWindows, recount, type StoredAnswer, storedAnswers } from "./table-queries.ts";

const FIGURES_MS = 30_000;
/** A gateway whose counts did not reach a node that died writes them again. */
const BOOKS_MS = 30_000;

interface Audit {
  all: { accepted: number; stored: number; counted: number };
  balanced: boolean;
}

/** Where the table and what the players were told do not agree, one line each. */
export interface Discrepancies {
  lost: string[];
  doubled: string[];
  /** Stored otherwise than the player was told, or though the player was refused, or that nobody sent. */
  wrong: string[];
}

/** Compares what every player was told with the rows of the table. */
export async function discrepancies(cluster: Cluster, session: string, ledger: Ledger) {
  const found: Discrepancies = { lost: [], doubled: [], wrong: [] };
  const rows = new Map<string, StoredAnswer>();
  for (const row of await storedAnswers(cluster, session)) {
    if (rows.has(nameOf(row))) found.doubled.push(nameOf(row));
    rows.set(nameOf(row), row);
  }
  for (const entry of ledger.entries) {
    const row = rows.get(nameOf(entry));
    rows.delete(nameOf(entry));
    if (!row) {
      if (entry.told === "accepted") found.lost.push(nameOf(entry));
    } else if (!agrees(entry, row)) {
      found.wrong.push(`${JSON.stringify(entry)} is stored as ${JSON.stringify(row)}`);
    }
  }
  for (const name of rows.keys()) found.wrong.push(`${name}: nobody sent it`);
  return found;
}

function nameOf({ question, player }: { question: number; player: number }): string {
  return `question ${question} of player ${player}`;
}

function agrees(entry: Entry, row: StoredAnswer): boolean {
  if (entry.choice !== row.choice) return false;
  if (entry.told === "accepted") return entry.elapsedMs === row.elapsedMs;
  return entry.isUncertain;
}

/** Waits until the host's figures of every question equal a recount of the table. */
export async function figuresEqualRecount(
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
    "the figures equal a recount",
    read,
    expected.map((one) => ({ ...one, isFinal })),
    FIGURES_MS,
  );
}

/** After the end: the clock has closed all, the table of the best is right, and the books agree. */
export async function booksAgree(
  cluster: Cluster,
  host: Host,
  session: string,
  isBalanced: boolean,
): Promise<void> {
  await untilEqual("everything has closed", () => openWindows(cluster, session), []);
  const best = await bestPoints(cluster, session);
  await untilEqual(
    "the best are the best of the table",
    async () => {
      const { places } = must(await host.leaderboard(session, "?limit=100"), 200);
      return places.map(({ points }) => points);
    },
    best,
    FIGURES_MS,
  );
  const rows = (await storedAnswers(cluster, session)).length;
  const audit = async () => {
    const path = `/api/sessions/${session}/audit`;
    const { all, balanced } = must(await host.client.send<Audit>("GET", path, { token: host.token }), 200);
    const { accepted, stored, counted } = all;
    return { stored, counted, ...(isBalanced && { accepted, balanced }) };
  };
  const expected = { stored: rows, counted: rows, ...(isBalanced && { accepted: rows, balanced: true }) };
  await untilEqual("the books agree", audit, expected, BOOKS_MS);
}
