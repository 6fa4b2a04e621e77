import { BATCH_RETRY_MS, COMMIT_MS, HOP_MS, QUEUE_AGE_MS, WRITE_ROWS } from "./behaviour.ts";
import type { Cpu } from "./cores.ts";
import type { EventQueue } from "./event-queue.ts";
import type { Station } from "./station.ts";

/** A call with a batch of a gateway, and the callbacks for its outcomes. */
export interface BatchCall {
  rows: number;
  acknowledged(): void;
  putOff(): void;
  /** No reply comes. */
  timedOut(): void;
}

/** CPU time per row, in ms. */
export interface RowCosts {
  answersMs: number;
  postgresMs: number;
}

/** An answers node. It has one write in flight; meanwhile it collects the next one. */
export class AnswersNode {
  readonly #events: EventQueue;
  readonly #cpu: Cpu;
  readonly #postgres: Station;
  readonly #costs: RowCosts;
  readonly #waiting: { call: BatchCall; since: number }[] = [];
  #isWriting = false;

  /** @param cpu of this node @param postgres shared by all nodes */
  constructor(events: EventQueue, cpu: Cpu, postgres: Station, costs: RowCosts) {
    this.#events = events;
    this.#cpu = cpu;
    this.#postgres = postgres;
    this.#costs = costs;
  }

  /** @param onReceived called when the node has received the batch */
  record(call: BatchCall, onReceived: () => void): void {
    const received = () => {
      onReceived();
      this.#waiting.push({ call, since: this.#events.now });
      this.#write();
    };
    this.#cpu.add(this.#costs.answersMs * call.rows, received, call.timedOut);
  }

  crash(): void {
    this.#cpu.crash();
    for (const { call } of this.#waiting.splice(0)) call.timedOut();
  }

  restart(): void {
    this.#cpu.restart();
  }

  #write(): void {
    if (this.#isWriting) return;
    const calls: BatchCall[] = [];
    let rows = 0;
    while (this.#waiting.length > 0 && rows + this.#waiting[0]!.call.rows <= WRITE_ROWS) {
      const { call, since } = this.#waiting.shift()!;
      if (this.#events.now - since > QUEUE_AGE_MS) call.putOff();
      else {
        calls.push(call);
        rows += call.rows;
      }
    }
    if (rows === 0) return;
    this.#isWriting = true;
    this.#store(calls, rows, this.#events.now);
  }

  /** Repeats a failed write until its answers are too old; then they are put off. */
  #store(calls: readonly BatchCall[], rows: number, since: number): void {
    const finish = (complete: (call: BatchCall) => void) => {
      this.#isWriting = false;
      for (const call of calls) {
        // The answers are stored, but a node that has crashed sends no reply.
        if (this.#cpu.isUp) complete(call);
        else call.timedOut();
      }
      this.#write();
    };
    const reply = (call: BatchCall) => this.#events.schedule(HOP_MS, () => call.acknowledged());
    const committed = () => this.#events.schedule(COMMIT_MS, () => finish(reply));
    const failed = () =>
      this.#events.schedule(BATCH_RETRY_MS, () => {
        if (this.#events.now - since > QUEUE_AGE_MS) finish((call) => call.putOff());
        else this.#store(calls, rows, since);
      });
    this.#postgres.add(this.#costs.postgresMs * rows, committed, failed);
  }
}
