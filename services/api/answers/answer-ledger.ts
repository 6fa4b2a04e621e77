import type { ServiceBroker } from "moleculer";
import { currentTime } from "../../../platform/clock.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import {
  type AnswerOutcome,
  emptyOutcomeCounts,
  type OutcomeCounts,
} from "../../../platform/domain/answer-outcomes.ts";

/** How often the counts are stored, in ms. A gateway that dies loses at most the counts of this time. */
const FLUSH_INTERVAL_MS = 2000;
/** A session without an answer for this long is evicted once its counts are stored; in ms. */
const EVICT_AFTER_MS = 600_000;

interface SessionLedger {
  /** Identifies this gateway's counts of this session: its node and when it began to count. */
  name: string;
  questions: Map<number, OutcomeCounts>;
  isFlushed: boolean;
  /** Epoch ms. */
  lastCountedAt: number;
}

/** Counts what this gateway received and what happened to it, by session and question, for the audit. */
export class AnswerLedger {
  readonly #broker: ServiceBroker;
  /** All answers that this gateway has received since its start, by outcome. */
  readonly totals: OutcomeCounts = emptyOutcomeCounts();
  readonly #sessions = new Map<number, SessionLedger>();
  readonly #timer: NodeJS.Timeout;
  #flushing: Promise<void> | undefined;

  constructor(broker: ServiceBroker) {
    this.#broker = broker;
    this.#timer = setInterval(() => {
      if (!this.#flushing) this.flush().catch(() => {});
    }, FLUSH_INTERVAL_MS);
  }

  /** @param question 0 if the body names no question of the session */
  countOutcome(session: number, question: number, outcome: AnswerOutcome): void {
    let ledger = this.#sessions.get(session);
    if (!ledger) {
      const name = `${this.#broker.nodeID}/${currentTime().toString(36)}`;
      ledger = { name, questions: new Map(), isFlushed: true, lastCountedAt: 0 };
      this.#sessions.set(session, ledger);
    }
    const counts = ledger.questions.get(question) ?? emptyOutcomeCounts();
    ledger.questions.set(question, counts);
    counts[outcome]++;
    this.totals[outcome]++;
    ledger.isFlushed = false;
    ledger.lastCountedAt = currentTime();
  }

  /** Forgets the counts of a deleted session. */
  drop(session: number): void {
    this.#sessions.delete(session);
  }

  /** Stores all counts that are not stored yet. During a flush, a caller waits for the next one. */
  async flush(): Promise<void> {
    while (this.#flushing) await this.#flushing.catch(() => {});
    this.#flushing = this.#flushAll().finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  async #flushAll(): Promise<void> {
    for (const [session, ledger] of this.#sessions) {
      if (ledger.isFlushed) {
        if (currentTime() - ledger.lastCountedAt > EVICT_AFTER_MS) this.#sessions.delete(session);
        continue;
      }
      ledger.isFlushed = true;
      const rows = [...ledger.questions].map(([question, counts]) => ({ session, question, ...counts }));
      try {
        await call(this.#broker, "answers.storeCounts", { gateway: ledger.name, rows });
      } catch (error) {
        ledger.isFlushed = false;
        throw error;
      }
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush().catch(() => {});
  }
}
