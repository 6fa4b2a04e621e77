import { setTimeout as pause } from "node:timers/promises";
import type { Client, Reply } from "../harness/client.ts";
import type { ErrorBody, Joined, Verdict } from "../harness/contract.ts";
import type { Entry, Ledger } from "./ledger.ts";

/** A request that takes longer hangs, in ms. */
const DEADLINE_MS = 15_000;
/** Players wait only this share of `Retry-After`, so that a test takes seconds. */
const RETRY_AFTER_SHARE = 0.4;
const RECONNECT_DELAY_MS = 150;

class Hang extends Error {}

/** Posts answers as a patient client does: after a 503 or a broken connection it retries until there is a verdict. */
export class Sender {
  readonly #gateways: readonly Client[];
  readonly #ledger: Ledger;
  /** If true, players without a verdict give up. */
  isOver = false;

  constructor(gateways: readonly Client[], ledger: Ledger) {
    this.#gateways = gateways;
    this.#ledger = ledger;
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
      const reply = await this.#post(gateway, joined, { ...answer, ...(receipt && { receipt }) });
      entry.repliedAt ??= Date.now();
      if (reply === undefined) {
        entry.isUncertain = true;
        if (!isPatient) return undefined;
        await pause(RECONNECT_DELAY_MS);
      } else if (reply.status === 503) {
        entry.isUncertain = true;
        receipt = this.#receiptFrom(reply) ?? receipt;
        await pause(Number(reply.headers["retry-after"]) * 1000 * RETRY_AFTER_SHARE);
      } else return { reply, deliveries, wasPutOff: receipt !== undefined };
    }
    return undefined;
  }

  /** One delivery; undefined if its connection broke or it hung. */
  async #post(gateway: Client, joined: Joined, json: object): Promise<Reply<Verdict> | undefined> {
    const ledger = this.#ledger;
    const sentAt = performance.now();
    const deadline = new AbortController();
    const { signal } = deadline;
    const sending = gateway.send<Verdict>("POST", `/api/sessions/${joined.sessionId}/answers`, {
      token: joined.token,
      json,
    });
    const hang = pause(DEADLINE_MS, undefined, { signal }).then(() => {
      throw new Hang();
    });
    try {
      const reply = await Promise.race([sending, hang]);
      if (reply.status === 503) ledger.refusedInMs.push(performance.now() - sentAt);
      return reply;
    } catch (error) {
      ledger.broken++;
      if (error instanceof Hang) ledger.faults.push(`no reply within ${DEADLINE_MS} ms`);
      return undefined;
    } finally {
      ledger.slowestMs = Math.max(ledger.slowestMs, Math.round(performance.now() - sentAt));
      sending.catch(() => {});
      hang.catch(() => {});
      deadline.abort();
    }
  }

  /** The receipt of a 503, which must have a `Retry-After`. */
  #receiptFrom(reply: Reply<unknown>): string | undefined {
    const { data, type } = reply.body as ErrorBody;
    const { receipt } = (data ?? {}) as { receipt?: string };
    if (receipt === undefined) this.#ledger.refusedWithoutReceipt++;
    else this.#ledger.putOff++;
    if (type !== "TRY_AGAIN" || !/^[1-9]\d*$/.test(reply.headers["retry-after"] ?? "")) {
      this.#ledger.faults.push(`a 503 of type ${type} and Retry-After ${reply.headers["retry-after"]}`);
    }
    return receipt;
  }
}
