import { setTimeout as sleep } from "node:timers/promises";
import type { Client, Reply } from "../harness/client.ts";
import type { ErrorBody, Joined, Verdict } from "../harness/contract.ts";
import { Player } from "../harness/player.ts";
import { Undescribed } from "../harness/undescribed.ts";
import type { AnswerLog, Entry } from "./answer-log.ts";
import type { Redeemable } from "./put-off-players.ts";

/** A request that takes longer hangs, in ms. */
const DEADLINE_MS = 15_000;
/** Players wait only this share of `Retry-After`, so that a test takes seconds. */
const RETRY_AFTER_SHARE = 0.4;
const RECONNECT_DELAY_MS = 150;

class Hang extends Error {}

/** Posts answers as a patient client does: after a 503 or a broken connection it retries until there is a verdict. */
export class Sender {
  readonly #gateways: readonly Client[];
  readonly #log: AnswerLog;
  /** If true, players without a verdict give up. */
  isOver = false;

  constructor(gateways: readonly Client[], log: AnswerLog) {
    this.#gateways = gateways;
    this.#log = log;
  }

  /**
   * @param isPatient whether to retry after a broken connection
   * @returns the verdict, the number of deliveries, and whether one was put off with a receipt; undefined if there was
   * no verdict
   */
  async deliver(
    joined: Joined,
    answer: { question: number; choice: number },
    entry: Pick<Entry, "isUncertain" | "sentAt" | "repliedAt">,
    isPatient = true,
  ): Promise<{ reply: Reply<Verdict>; deliveries: number; wasPutOff: boolean } | undefined> {
    let receipt: string | undefined;
    for (let deliveries = 1; !this.isOver; deliveries++) {
      const gateway = this.#gateways[(joined.playerNo + deliveries - 1) % this.#gateways.length] as Client;
      entry.sentAt ??= Date.now();
      const reply = await this.#post(gateway, joined, { ...answer, receipt });
      entry.repliedAt ??= Date.now();
      if (reply === undefined) {
        entry.isUncertain = true;
        if (!isPatient) return undefined;
        await sleep(RECONNECT_DELAY_MS);
      } else if (reply.status === 503) {
        entry.isUncertain = true;
        receipt = this.#receiptFrom(reply) ?? receipt;
        await sleep(Number(reply.headers["retry-after"]) * 1000 * RETRY_AFTER_SHARE);
      } else return { reply, deliveries, wasPutOff: receipt !== undefined };
    }
    return undefined;
  }

  /** One delivery; undefined if its connection broke or it hung. */
  async #post(
    gateway: Client,
    joined: Joined,
    { question, choice, receipt }: Redeemable,
  ): Promise<Reply<Verdict> | undefined> {
    const log = this.#log;
    const sentAt = performance.now();
    const deadline = new AbortController();
    const { signal } = deadline;
    const sending = new Player(gateway, joined).answerOnce(question, { choice }, receipt);
    const hang = sleep(DEADLINE_MS, undefined, { signal }).then(() => {
      throw new Hang();
    });
    try {
      const reply = await Promise.race([sending, hang]);
      if (reply.status === 503) log.refusedInMs.push(performance.now() - sentAt);
      return reply;
    } catch (error) {
      log.broken++;
      if (error instanceof Undescribed) log.violations.push(error.message);
      if (error instanceof Hang) log.violations.push(`no reply within ${DEADLINE_MS} ms`);
      return undefined;
    } finally {
      log.slowestMs = Math.max(log.slowestMs, Math.round(performance.now() - sentAt));
      sending.catch(() => {});
      hang.catch(() => {});
      deadline.abort();
    }
  }

  /** The receipt of a 503, which must have a `Retry-After`. */
  #receiptFrom(reply: Reply<unknown>): string | undefined {
    const { data, type } = reply.body as ErrorBody;
    const { receipt } = (data ?? {}) as { receipt?: string };
    if (receipt === undefined) this.#log.refusedWithoutReceipt++;
    else this.#log.putOff++;
    if (type !== "TRY_AGAIN" || !/^[1-9]\d*$/.test(reply.headers["retry-after"] ?? "")) {
      this.#log.violations.push(`a 503 of type ${type} and Retry-After ${reply.headers["retry-after"]}`);
    }
    return receipt;
  }
}
