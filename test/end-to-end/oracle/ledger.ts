import type { Reply } from "../../harness/client.ts";
import type { Answer, Verdict } from "../../harness/contract.ts";
import { sameAnswer } from "./grading.ts";

/** One request body that a player sent, and its reply. */
export interface SentBody {
  playerNo: number;
  question: number;
  /** Undefined if the body is malformed; then the reply must have one of `expectedStatuses`. */
  answer: Answer | undefined;
  expectedStatuses: readonly number[];
  sentAt: number;
  doneAt: number;
  /** 0 if no reply came. */
  status: number;
  body: unknown;
}

/**
 * When a question accepted answers, in ms since the epoch. It closed between `closesFrom` and `closesBy`, often equal.
 */
export interface Window {
  openedAt: number;
  closesFrom: number;
  closesBy: number;
}

/** The answer of a player to a question that counts. */
export interface CountedAnswer {
  answer: Answer;
  elapsedMs: number;
  sent: SentBody;
}

/** Everything that players sent, by question and player. */
export class Ledger {
  readonly #rows = new Map<number, Map<number, SentBody[]>>();

  record(
    playerNo: number,
    question: number,
    answer: Answer | undefined,
    reply: Pick<Reply<unknown>, "sentAt" | "doneAt" | "status" | "body">,
    expectedStatuses: readonly number[] = [],
  ): void {
    const { sentAt, doneAt, status, body } = reply;
    const players = this.#rows.get(question) ?? new Map<number, SentBody[]>();
    this.#rows.set(question, players);
    const rows = players.get(playerNo) ?? [];
    players.set(playerNo, rows);
    rows.push({ playerNo, question, answer, expectedStatuses, sentAt, doneAt, status, body });
  }

  /** The distinct statuses of all replies, ascending. */
  statuses(): number[] {
    const rows = [...this.#rows.values()].flatMap((players) => [...players.values()].flat());
    return [...new Set(rows.map((row) => row.status))].sort((a, b) => a - b);
  }

  /** What each player sent to this question. */
  byPlayer(question: number): Map<number, SentBody[]> {
    return this.#rows.get(question) ?? new Map();
  }
}

/**
 * Which of one player's answers to one question counts: the one with status 201 or, if that reply was lost, the one
 * that a later 200 confirms.
 */
export function countedAnswer(rows: readonly SentBody[]): CountedAnswer | undefined {
  const first = rows.find((row) => row.status === 201 && row.answer);
  if (first) return toCountedAnswer(first, first);
  for (const lost of rows.filter((row) => row.status === 0)) {
    const confirmation = rows.find(
      (row) => row.status === 200 && row.answer && lost.answer && sameAnswer(row.answer, lost.answer),
    );
    if (confirmation) return toCountedAnswer(lost, confirmation);
  }
  return undefined;
}

function toCountedAnswer(sent: SentBody, confirmation: SentBody): CountedAnswer {
  return { answer: sent.answer as Answer, elapsedMs: (confirmation.body as Verdict).elapsedMs, sent };
}
