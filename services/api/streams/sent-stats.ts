import type { Chunk } from "../http/response-stream.ts";

/** What was last told of one question's figures. */
export interface Told {
  readonly question: number;
  /** What they show, without saying as of when. */
  readonly shown: string;
  /** Of all tellings of figures to this audience, which one it was. */
  readonly order: number;
  /** Of the snapshot that it was told from. */
  readonly seq: number;
  /** The same as bytes for those who missed it, once one has come. */
  chunk: Chunk | undefined;
}

/** What the streams of one audience have been told of a session's figures, question by question. */
export class ToldFigures {
  /** By question; in the order of telling. */
  readonly #told = new Map<number, Told>();
  #order = 0;

  /** How many times figures have been told; a stream that is up to date has come as far. */
  get order(): number {
    return this.#order;
  }

  /** Notes what a question's figures show; false where just that was told last. */
  note(question: number, shown: string, seq: number): boolean {
    if (this.#told.get(question)?.shown === shown) return false;
    this.#told.delete(question);
    this.#told.set(question, { question, shown, order: ++this.#order, seq, chunk: undefined });
    return true;
  }

  /** How far somebody has come who has seen all up to this snapshot. */
  orderAt(seq: number): number {
    const missed = this.#told.values().find((told) => told.seq > seq);
    return missed ? missed.order - 1 : this.#order;
  }

  /** What figures show hangs on the session as well: its bytes are made anew. */
  sessionMoved(): void {
    for (const told of this.#told.values()) told.chunk = undefined;
  }

  /** What somebody has missed who has come so far: each question's newest figures, in the order of telling. */
  missedSince(order: number): Told[] {
    return order === this.#order ? [] : [...this.#told.values().filter((told) => told.order > order)];
  }
}
