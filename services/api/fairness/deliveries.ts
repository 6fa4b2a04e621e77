import { currentTime } from "../../../platform/clock.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";

/** @returns what to call for each stream; undefined if nobody wants to know */
export type BeginDelivery = (record: SessionRecord, question: number) => QuestionDelivery | undefined;

/** Enough for most sessions; more is made room for when a higher player number comes. */
const FIRST_CAPACITY = 64;
/** Questions of which deliveries are known: an answer may come in the grace, after the next question has opened. */
const KEPT_QUESTIONS = 2;

/**
 * When this gateway has written one question to each player's event stream. An `Int32Array` by player number: 4 bytes
 * for each player up to the highest number.
 */
export class QuestionDelivery {
  readonly question: number;
  readonly #notBefore: number;
  /** Just before the first stream is written, in epoch ms. */
  readonly #base: number;
  /** Ms since `#base`; 0 for a player to whom nothing was written. */
  #writtenMs = new Int32Array(FIRST_CAPACITY);

  /** @param notBefore no stream counts as written before that, in epoch ms: this gateway's clock may be slow */
  constructor(question: number, notBefore: number, now = currentTime()) {
    this.question = question;
    this.#notBefore = notBefore;
    this.#base = now - 1;
  }

  /** Notes that the question is written to a stream now. If a player has several streams, the first one counts. */
  written(player: number | null, now = currentTime()): void {
    if (player === null) return;
    if (player >= this.#writtenMs.length) this.#grow(player);
    if (this.#writtenMs[player] === 0) this.#writtenMs[player] = Math.max(1, now - this.#base);
  }

  /** When it was written to the player's stream, in epoch ms by this gateway's clock; undefined if it was not. */
  writtenAt(player: number): number | undefined {
    const ms = this.#writtenMs[player];
    return ms ? Math.max(this.#notBefore, this.#base + ms) : undefined;
  }

  #grow(player: number): void {
    const grown = new Int32Array(Math.max(player + 1, 2 * this.#writtenMs.length));
    grown.set(this.#writtenMs);
    this.#writtenMs = grown;
  }
}

/** The deliveries of one session's newest questions at this gateway. */
export class Deliveries {
  /** The newest first. */
  #questions: QuestionDelivery[] = [];

  /** A question is about to be written to the streams. @param notBefore as of `QuestionDelivery` */
  begin(question: number, notBefore: number, now = currentTime()): QuestionDelivery {
    const known = this.#of(question);
    if (known) return known;
    const delivery = new QuestionDelivery(question, notBefore, now);
    this.#questions = [delivery, ...this.#questions.slice(0, KEPT_QUESTIONS - 1)];
    return delivery;
  }

  /** When a question was written to a player, as `QuestionDelivery.writtenAt`. */
  writtenAt(question: number, player: number): number | undefined {
    return this.#of(question)?.writtenAt(player);
  }

  #of(no: number): QuestionDelivery | undefined {
    return this.#questions.find(({ question }) => question === no);
  }
}
