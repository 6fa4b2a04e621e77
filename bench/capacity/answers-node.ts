import { BATCH_RETRY_MS, COMMIT_MS, HOP_MS, QUEUE_AGE_MS, WRITE_ROWS } from "./behaviour.ts";
import type { EventQueue } from "./event-queue.ts";
import { Station } from "./station.ts";

/** A gateway's batch on its way, and what becomes of it. */
export interface Sending {
  rows: number;
  acknowledged(): void;
  putOff(): void;
  /** There is no reply: whoever sent it waits in vain. */
  timedOut(): void;
}

/** What a row costs an answers node and Postgres, in ms. */
export interface RowCosts {
  answersMs: number;
  postgresMs: number;
}

/** An answers node: takes batches in, and has one write under way, while which the next one grows. */
export class AnswersNode {
  readonly #events: EventQueue;
  readonly #cpu: Station;
  readonly #postgres: Station;
  readonly #costs: RowCosts;
  readonly #waiting: { sending: Sending; since: number }[] = [];
  #isWriting = false;

  /** @param postgres shared by all nodes */
  constructor(events: EventQueue, postgres: Station, costs: RowCosts) {
    this.#events = events;
    this.#cpu = new Station(events);
    this.#postgres = postgres;
    this.#costs = costs;
  }

  /** @param heard told when the batch has come through */
  record(sending: Sending, heard: () => void): void {
    const taken = () => {
      heard();
      this.#waiting.push({ sending, since: this.#events.now });
      this.#write();
    };
    this.#cpu.add(this.#costs.answersMs * sending.rows, taken, sending.timedOut);
  }

  die(): void {
    this.#cpu.die();
    for (const { sending } of this.#waiting.splice(0)) sending.timedOut();
  }

  comeBack(): void {
    this.#cpu.comeBack();
  }

  #write(): void {
    if (this.#isWriting) return;
    const taken: Sending[] = [];
    let rows = 0;
    while (this.#waiting.length > 0 && rows + this.#waiting[0]!.sending.rows <= WRITE_ROWS) {
      const { sending, since } = this.#waiting.shift()!;
      if (this.#events.now - since > QUEUE_AGE_MS) sending.putOff();
      else {
        taken.push(sending);
        rows += sending.rows;
      }
    }
    if (rows === 0) return;
    this.#isWriting = true;
    this.#store(taken, rows, this.#events.now);
  }

  /** A write that failed is tried again until it is too old; then its answers are put off. */
  #store(taken: readonly Sending[], rows: number, since: number): void {
    const ended = (settle: (sending: Sending) => void) => {
      this.#isWriting = false;
      for (const sending of taken) {
        // The answers are stored, but a node that has died tells nobody.
        if (this.#cpu.isUp) settle(sending);
        else sending.timedOut();
      }
      this.#write();
    };
    const reply = (sending: Sending) => this.#events.in(HOP_MS, () => sending.acknowledged());
    const committed = () => this.#events.in(COMMIT_MS, () => ended(reply));
    const failed = () =>
      this.#events.in(BATCH_RETRY_MS, () => {
        if (this.#events.now - since > QUEUE_AGE_MS) ended((sending) => sending.putOff());
        else this.#store(taken, rows, since);
      });
    this.#postgres.add(this.#costs.postgresMs * rows, committed, failed);
  }
}
