import type { ServiceBroker } from "moleculer";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { type Entry, emptyTally, type Tally } from "../../../platform/domain/answer-outcomes.ts";

/** How often counts are written down, in ms: at most these are missing after a gateway's death. */
const WRITE_EVERY_MS = 2000;
/** A session of which nothing came for this long is let go, once its counts are written; in ms. */
const FORGET_AFTER_MS = 600_000;

interface SessionBook {
  /** Names this gateway's count of this session, from when it began. */
  name: string;
  questions: Map<number, Tally>;
  isWritten: boolean;
  countedAt: number;
}

/** This gateway's books: what it received, and what came of it, by session and question. */
export class Books {
  readonly #broker: ServiceBroker;
  /** All that this gateway ever received, by what came of it. */
  readonly totals: Tally = emptyTally();
  readonly #sessions = new Map<number, SessionBook>();
  readonly #timer: NodeJS.Timeout;
  #writing: Promise<void> | undefined;

  constructor(broker: ServiceBroker) {
    this.#broker = broker;
    this.#timer = setInterval(() => {
      if (!this.#writing) this.write().catch(() => {});
    }, WRITE_EVERY_MS);
  }

  /** @param question 0 where the body named none */
  count(session: number, question: number, entry: Entry): void {
    let book = this.#sessions.get(session);
    if (!book) {
      const name = `${this.#broker.nodeID}/${Date.now().toString(36)}`;
      book = { name, questions: new Map(), isWritten: true, countedAt: 0 };
      this.#sessions.set(session, book);
    }
    const tally = book.questions.get(question) ?? emptyTally();
    book.questions.set(question, tally);
    tally[entry]++;
    this.totals[entry]++;
    book.isWritten = false;
    book.countedAt = Date.now();
  }

  /** Writes down what is not written yet; whoever asks while a write is under way waits for one that began after. */
  async write(): Promise<void> {
    while (this.#writing) await this.#writing.catch(() => {});
    this.#writing = this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    for (const [session, book] of this.#sessions) {
      if (book.isWritten) {
        if (Date.now() - book.countedAt > FORGET_AFTER_MS) this.#sessions.delete(session);
        continue;
      }
      book.isWritten = true;
      const rows = [...book.questions].map(([question, tally]) => ({ session, question, ...tally }));
      try {
        await call(this.#broker, "answers.tally", { gateway: book.name, rows });
      } catch (error) {
        book.isWritten = false;
        throw error;
      }
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.write().catch(() => {});
  }
}
