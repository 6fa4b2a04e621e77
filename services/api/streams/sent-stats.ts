import type { Chunk } from "../http/response-stream.ts";

/** The stats of one question as they were last sent. */
export interface SentEntry {
  readonly question: number;
  /** The stats as JSON, without `asOf`. */
  readonly statsJson: string;
  /** The number of this entry among all that were sent to this audience. */
  readonly position: number;
  /** `seq` of the snapshot that it was sent from. */
  readonly seq: number;
  /** The newest stats as bytes for streams that missed the entry, and when they were encoded (epoch ms). */
  encoded: { readonly chunk: Chunk; readonly at: number } | undefined;
}

/** What was sent of a session's stats to one audience, by question. */
export class SentStats {
  /** In the order of `position`. */
  readonly #entries = new Map<number, SentEntry>();
  #position = 0;

  /** The position of the newest entry; a stream that is up to date has the same. */
  get position(): number {
    return this.#position;
  }

  /** Records what is sent of a question; false if the same was sent last. */
  record(question: number, statsJson: string, seq: number): boolean {
    if (this.#entries.get(question)?.statsJson === statsJson) return false;
    this.#entries.delete(question);
    this.#entries.set(question, { question, statsJson, position: ++this.#position, seq, encoded: undefined });
    return true;
  }

  /** The position of a stream that has everything up to the snapshot `seq`. */
  positionAt(seq: number): number {
    const missed = this.#entries.values().find((entry) => entry.seq > seq);
    return missed ? missed.position - 1 : this.#position;
  }

  /** Drops the encoded bytes: what stats show depends on the session too, and that has changed. */
  invalidate(): void {
    for (const entry of this.#entries.values()) entry.encoded = undefined;
  }

  /** The entries that a stream at `position` has missed, one per question, in the order in which they were sent. */
  since(position: number): SentEntry[] {
    if (position === this.#position) return [];
    return [...this.#entries.values().filter((entry) => entry.position > position)];
  }
}
