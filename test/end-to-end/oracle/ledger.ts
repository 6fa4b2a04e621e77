import type { Reply } from "../../harness/client.ts";
import type { Answer, Verdict } from "../../harness/contract.ts";
import { sameAnswer } from "./grading.ts";

/** One body that a player sent, and what came back. */
export interface Sent {
  playerNo: number;
  question: number;
  /** Undefined where the body is malformed; then `refusals` are the statuses that are right. */
  answer: Answer | undefined;
  refusals: readonly number[];
  sentAt: number;
  doneAt: number;
  /** 0 where no reply came. */
  status: number;
  body: unknown;
}

/** When a question took answers: opened at an instant, closed at some instant between two (often the same). */
export interface Window {
  openedAt: number;
  closesFrom: number;
  closesBy: number;
}

/** The answer that counts. */
export interface Standing {
  answer: Answer;
  elapsedMs: number;
  sent: Sent;
}

/** All that players sent, by question and player. */
export class Ledger {
  readonly #rows = new Map<number, Map<number, Sent[]>>();

  note(
    playerNo: number,
    question: number,
    answer: Answer | undefined,
    reply: Pick<Reply<unknown>, "sentAt" | "doneAt" | "status" | "body">,
    refusals: readonly number[] = [],
  ): void {
    const { sentAt, doneAt, status, body } = reply;
    const players = this.#rows.get(question) ?? new Map<number, Sent[]>();
    this.#rows.set(question, players);
    const rows = players.get(playerNo) ?? [];
    players.set(playerNo, rows);
    rows.push({ playerNo, question, answer, refusals, sentAt, doneAt, status, body });
  }

  /** The statuses that came back at all, in order. */
  statuses(): number[] {
    const rows = [...this.#rows.values()].flatMap((players) => [...players.values()].flat());
    return [...new Set(rows.map((row) => row.status))].sort((a, b) => a - b);
  }

  /** Every player who sent anything to this question, with what they sent. */
  of(question: number): Map<number, Sent[]> {
    return this.#rows.get(question) ?? new Map();
  }
}

/**
 * The answer that stands among one player's to one question: the one told 201, or, where its reply was lost on
 * the way, the one that a later 200 says was taken.
 */
export function standing(rows: readonly Sent[]): Standing | undefined {
  const first = rows.find((row) => row.status === 201 && row.answer);
  if (first) return taken(first, first);
  for (const lost of rows.filter((row) => row.status === 0)) {
    const told = rows.find(
      (row) => row.status === 200 && row.answer && lost.answer && sameAnswer(row.answer, lost.answer),
    );
    if (told) return taken(lost, told);
  }
  return undefined;
}

function taken(sent: Sent, told: Sent): Standing {
  return { answer: sent.answer as Answer, elapsedMs: (told.body as Verdict).elapsedMs, sent };
}
