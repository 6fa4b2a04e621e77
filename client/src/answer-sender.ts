import { backoffMs } from "./backoff.ts";
import type { Device } from "./device.ts";
import { ApiError, ConnectionError, isApiError, mayRetry } from "./errors.ts";
import { isSameAnswer, type PlayerAnswer } from "./player-answer.ts";
import type { StoredAnswer } from "./player-store.ts";
import type { AnswerFields, OwnAnswer, Verdict } from "./types.ts";

/** The gateway decides within 5 s: stored, or put off with a receipt. A reply that takes longer is lost; in ms. */
const TIMEOUT_MS = 7000;
/** On waking, an attempt that has waited this long is given up and made anew, in ms: its connection may be dead. */
const STALE_MS = 2000;
/** An answer whose reply was lost may still be on its way at the server when the question has closed, in ms. */
const SETTLE_MS = 3000;

/** What a sender needs of its player. */
export interface Sending {
  device: Device;
  /** @throws ApiError, ConnectionError */
  post(question: number, answer: StoredAnswer, signal: AbortSignal): Promise<Verdict>;
  /** Gets another token. @returns false if there is none. @throws ApiError, ConnectionError if a retry may help */
  renewToken(refusal: ApiError): Promise<boolean>;
  /** @throws ApiError, ConnectionError */
  ownAnswers(): Promise<OwnAnswer[]>;
  /** The answer has changed. */
  changed(receipt?: string): void;
  /** Another answer to the question came first, and could not be stored yet. */
  otherKept(question: number, other: StoredAnswer): void;
}

/**
 * Sends one answer until there is a verdict. Each attempt sends the same answer, with the newest receipt, so the server
 * never gets two different ones.
 */
export class AnswerSender {
  readonly answer: PlayerAnswer;
  readonly #sending: Sending;
  #receipt: string | undefined;
  /** Whether an earlier attempt may have been stored: it had no reply, or a receipt. */
  #mayBeStored: boolean;
  #hasRenewed = false;
  #hasWaited = false;
  #isStopped = false;
  #interrupt = () => {};
  #onWake = () => {};

  /** @param receipt from an earlier attempt. @param mayBeStored whether it was sent before, by this page or another */
  constructor(answer: PlayerAnswer, sending: Sending, receipt: string | undefined, mayBeStored: boolean) {
    this.answer = answer;
    this.#sending = sending;
    this.#receipt = receipt;
    this.#mayBeStored = mayBeStored;
  }

  /** Resolves when there is a verdict or it is stopped. It never rejects. */
  async run(): Promise<void> {
    for (let failures = 1; !this.#isStopped; failures++) {
      try {
        return this.count(await this.#post());
      } catch (error) {
        if (this.#isStopped) return;
        try {
          if (await this.#judge(error)) return;
          await this.#wait(backoffMs(failures, error, this.#sending.device), error);
        } catch (other) {
          // A question to the server about this answer had no reply. The next attempt leads there again.
          await this.#wait(backoffMs(failures, other, this.#sending.device), other);
        }
      }
    }
  }

  /** The page is back, or the network: goes on at once, except where the server has asked to wait. */
  wake(): void {
    this.#onWake();
  }

  /** Ends it without a verdict. */
  stop(): void {
    this.#isStopped = true;
    this.#interrupt();
  }

  count(verdict: Verdict | undefined): void {
    this.#settle({ state: "counted", verdict });
  }

  refuse(refusal: ApiError, standing?: AnswerFields): void {
    this.#settle({ state: "refused", refusal, standing });
  }

  #settle(changes: Parameters<PlayerAnswer["change"]>[0]): void {
    if (this.#isStopped) return;
    this.stop();
    this.answer.change(changes);
    this.#sending.changed();
  }

  async #post(): Promise<Verdict> {
    const { device, post } = this.#sending;
    const { question, fields } = this.answer;
    const abort = new AbortController();
    const begunAt = device.now();
    this.#interrupt = () => abort.abort();
    this.#onWake = () => {
      if (Math.abs(device.now() - begunAt) > STALE_MS) abort.abort();
    };
    const cancel = device.later(() => abort.abort(), TIMEOUT_MS);
    try {
      const verdict = await post(question, { fields, receipt: this.#receipt }, abort.signal);
      // Something between us and the server may say 200 to everything.
      if (verdict?.question !== question) throw new ConnectionError("no verdict");
      return verdict;
    } finally {
      cancel();
    }
  }

  /**
   * What an error of an attempt means.
   *
   * @returns whether that is the verdict: if not, the answer is sent again after a while
   * @throws ApiError, ConnectionError if the server was asked about it and could not tell
   */
  async #judge(error: unknown): Promise<boolean> {
    if (!(error instanceof ApiError) || error.status >= 500) {
      this.#mayBeStored = true;
      const receipt = isApiError(error, "TRY_AGAIN") ? error.data?.receipt : undefined;
      if (receipt !== undefined) this.#keep(receipt);
      return false;
    }
    // A proxy's page says nothing about the answer.
    if (mayRetry(error) || (error.type === "BAD_REQUEST" && error.status !== 400)) return false;
    if (error.type === "INVALID_TOKEN" && !this.#hasRenewed && (await this.#sending.renewToken(error))) {
      this.#hasRenewed = true;
      return false;
    }
    if (isApiError(error, "ALREADY_ANSWERED")) return this.#judgeOther(error);
    if (this.#isReceiptRefused(error)) return false;
    if (this.#mayBeStored) await this.#judgeStored(error);
    else this.refuse(error);
    return true;
  }

  #keep(receipt: string): void {
    this.#receipt = receipt;
    this.answer.change({ state: "kept" });
    this.#sending.changed(receipt);
  }

  /** Another answer stands. It may be this one, as another tab has sent it. @returns whether that is the verdict */
  #judgeOther(error: ApiError<"ALREADY_ANSWERED">): boolean {
    const { receipt } = error.data;
    const { question: _, ...fields } = error.data.answer;
    const isSame = isSameAnswer(fields, this.answer.fields);
    if (isSame && receipt !== undefined) {
      this.#keep(receipt);
      return false;
    }
    if (isSame) this.count(undefined);
    else this.refuse(error, fields);
    if (receipt !== undefined) this.#sending.otherKept(this.answer.question, { fields, receipt });
    return true;
  }

  /** A receipt that the server does not know any more: without it, the answer may still be in time. */
  #isReceiptRefused(error: ApiError): boolean {
    if (this.#receipt === undefined || !isApiError(error, "VALIDATION_ERROR")) return false;
    if (!error.data.some(({ path }) => path === "receipt")) return false;
    this.#receipt = undefined;
    return true;
  }

  /** Refuses the answer unless an earlier attempt has brought it. */
  async #judgeStored(refusal: ApiError): Promise<void> {
    const { question, fields } = this.answer;
    const own = await this.#sending.ownAnswers().catch((error) => {
      if (mayRetry(error)) throw error;
      return [];
    });
    const stored = own.find((one) => one.question === question && isSameAnswer(one.answer, fields));
    if (stored) return this.count(verdictOf(stored));
    if (refusal.status !== 410 || this.#hasWaited) return this.refuse(refusal);
    this.#hasWaited = true;
    await this.#wait(SETTLE_MS);
    return this.#judgeStored(refusal);
  }

  /** @param error if the server asks for a wait in it, waking does not cut that short */
  #wait(ms: number, error?: unknown): Promise<void> {
    const { device } = this.#sending;
    const askedMs = (error instanceof ApiError && error.retryAfterMs) || 0;
    const begunAt = device.now();
    return new Promise((resolve) => {
      let cancel = () => {};
      const rearm = (leftMs: number) => {
        cancel();
        cancel = device.later(resolve, leftMs);
      };
      this.#interrupt = () => {
        cancel();
        resolve();
      };
      this.#onWake = () => {
        const leftMs = Math.min(askedMs, begunAt + askedMs - device.now());
        if (leftMs > 0) rearm(leftMs);
        else this.#interrupt();
      };
      if (this.#isStopped) resolve();
      else rearm(ms);
    });
  }
}

/** An own answer as the verdict on it. */
export function verdictOf({ answer: _, ...rest }: OwnAnswer): Verdict {
  return { status: "repeated", ...rest };
}
