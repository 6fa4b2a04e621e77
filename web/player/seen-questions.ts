import type { PlayerQuestion } from "../../client/src/types.ts";
import { keepInTab, readTab } from "./tab-storage.ts";

const keyOf = (sessionId: string, no: number) => `stampede.question.${sessionId}.${no}`;

/** The questions that this page has seen: a session shows only the newest, and the end shows all, also after a reload. */
export class SeenQuestions {
  readonly #sessionId: string;
  readonly #seen = new Map<number, PlayerQuestion>();

  constructor(sessionId: string) {
    this.#sessionId = sessionId;
  }

  add(question: PlayerQuestion): void {
    const isKnown = this.#seen.has(question.no);
    this.#seen.set(question.no, question);
    if (!isKnown) keepInTab(keyOf(this.#sessionId, question.no), JSON.stringify(question));
  }

  /** @returns undefined if it was never seen */
  get(no: number): PlayerQuestion | undefined {
    const known = this.#seen.get(no) ?? this.#read(no);
    if (known) this.#seen.set(no, known);
    return known;
  }

  #read(no: number): PlayerQuestion | undefined {
    try {
      const stored = JSON.parse(readTab(keyOf(this.#sessionId, no)) ?? "null");
      return stored?.no === no && Array.isArray(stored.options) ? stored : undefined;
    } catch {
      return undefined;
    }
  }
}
