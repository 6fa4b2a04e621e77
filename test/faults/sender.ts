import { setTimeout as pause } from "node:timers/promises";
import type { Client, Reply } from "../harness/client.ts";
import type { Fault, Joined, Verdict } from "../harness/contract.ts";
import type { Entry, Ledger } from "./ledger.ts";

/** A request that takes longer has hung. */
const DEADLINE_MS = 15_000;
/** Players come back sooner than they are asked to, so that a test takes seconds: this share of `Retry-After`. */
const HASTE = 0.4;
const AFTER_A_BREAK_MS = 150;

class Hang extends Error {}

/** Posts answers as a patient client does: what was put off or broken off is sent again until there is a verdict. */
export class Sender {
  readonly #gateways: readonly Client[];
  readonly #ledger: Ledger;
  /** Once true, whoever has no verdict gives up. */
  isOver = false;

  constructor(gateways: readonly Client[], ledger: Ledger) {
    this.#gateways = gateways;
    this.#ledger = ledger;
  }

  /**
   * @param isPatient whether a sending whose connection broke is sent again
   * @returns the verdict, how often it was sent, and whether a sending was put off with a receipt; undefined where
   * there never was a verdict
   */
  async deliver(
    joined: Joined,
    answer: { question: number; choice: number },
    entry: Pick<Entry, "isUncertain" | "sentAt" | "heardAt">,
    isPatient = true,
  ): Promise<{ reply: Reply<Verdict>; sendings: number; wasPutOff: boolean } | undefined> {
    let receipt: string | undefined;
    for (let sendings = 1; !this.isOver; sendings++) {
      const gateway = this.#gateways[(joined.playerNo + sendings - 1) % this.#gateways.length] as Client;
      entry.sentAt ??= Date.now();
      const reply = await this.#post(gateway, joined, { ...answer, ...(receipt && { receipt }) });
      entry.heardAt ??= Date.now();
      if (reply === undefined) {
        entry.isUncertain = true;
        if (!isPatient) return undefined;
        await pause(AFTER_A_BREAK_MS);
      } else if (reply.status === 503) {
        entry.isUncertain = true;
        receipt = this.#putOff(reply) ?? receipt;
        await pause(Number(reply.headers["retry-after"]) * 1000 * HASTE);
      } else return { reply, sendings, wasPutOff: receipt !== undefined };
    }
    return undefined;
  }

  /** One sending; undefined where its connection broke, or it hung. */
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

  /** The receipt of a 503, which must say when to come back. */
  #putOff(reply: Reply<unknown>): string | undefined {
    const { data, type } = reply.body as Fault;
    const { receipt } = (data ?? {}) as { receipt?: string };
    if (receipt === undefined) this.#ledger.turnedAway++;
    else this.#ledger.putOff++;
    if (type !== "TRY_AGAIN" || !/^[1-9]\d*$/.test(reply.headers["retry-after"] ?? "")) {
      this.#ledger.faults.push(`a 503 of type ${type} and Retry-After ${reply.headers["retry-after"]}`);
    }
    return receipt;
  }
}
