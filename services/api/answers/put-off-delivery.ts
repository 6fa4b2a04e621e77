import { currentTime } from "../../../platform/clock.ts";
import { DELIVERY } from "../../../platform/contracts/contracts.ts";
import { within } from "../../../platform/within.ts";
import type { PendingAnswer, Verdict } from "./pending-answer.ts";
import { outcomeOfVerdict, type PutOffAnswer, type PutOffAnswers } from "./put-off-answers.ts";

/** How often it is tried, in ms. */
const INTERVAL_MS = 1000;
/** An answer that could not be delivered is tried again this much later, in ms. Others come first. */
const RETRY_AFTER_MS = 2000;
/** An answer that could not be delivered for so long is forgotten, in ms: by then no receipt is valid any more. */
const MAX_AGE_MS = 3_600_000;

/**
 * Delivers the answers that this gateway put off as soon as the servers are back, so that they count even if their
 * players never come back, and before a player could choose among several receipts.
 */
export class PutOffDelivery {
  readonly #answers: PutOffAnswers;
  readonly #send: (answer: PendingAnswer) => Promise<Verdict>;
  readonly #maxAtOnce: number;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;

  /**
   * @param send delivers one answer; many at a time are sent together
   * @param maxAtOnce how many are under way at the same time. The first of a run goes alone and shows whether the servers
   *   are back, then ten times as many, up to this
   */
  constructor(answers: PutOffAnswers, send: (answer: PendingAnswer) => Promise<Verdict>, maxAtOnce: number) {
    this.#answers = answers;
    this.#send = send;
    this.#maxAtOnce = maxAtOnce;
    this.#timer = setInterval(() => {
      if (answers.size > 0) void this.run();
    }, INTERVAL_MS).unref();
  }

  /** Delivers what is due, until nothing is left or a delivery fails. Joins a run that is under way. */
  run(): Promise<void> {
    this.#running ??= this.#deliverAll().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Delivers what is left, whether due or not, for at most `timeoutMs`. */
  async close(timeoutMs: number): Promise<void> {
    clearInterval(this.#timer);
    if (this.#answers.size === 0) return;
    await within(this.#deliverAll(Number.POSITIVE_INFINITY), timeoutMs, () => {});
  }

  /** @param horizon epoch ms up to which answers are due; the current time if it is left out */
  async #deliverAll(horizon?: number): Promise<void> {
    for (let atOnce = 1; ; atOnce = Math.min(10 * atOnce, this.#maxAtOnce)) {
      const due = this.#answers.due(atOnce, horizon ?? currentTime());
      if (due.length === 0) return;
      const delivered = await Promise.all(due.map((entry) => this.#deliver(entry)));
      if (delivered.includes(false)) return;
    }
  }

  /** @returns false if nothing was decided */
  async #deliver(entry: PutOffAnswer): Promise<boolean> {
    entry.isOnItsWay = true;
    const verdict = await this.#send({ ...entry.answer, delivery: DELIVERY.putOff }).catch(() => undefined);
    entry.isOnItsWay = false;
    const outcome = verdict && outcomeOfVerdict(verdict);
    if (outcome) {
      this.#answers.settle(entry, outcome);
      return true;
    }
    const now = currentTime();
    entry.dueAt = now + RETRY_AFTER_MS;
    if (now - entry.answer.receivedAt > MAX_AGE_MS) this.#answers.settle(entry, "forgotten");
    return false;
  }
}
