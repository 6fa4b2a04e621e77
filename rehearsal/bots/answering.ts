import { isApiError, type Player, type PlayerAnswer } from "../../client/src/player.ts";
import type { PlayerQuestion } from "../../client/src/types.ts";
import { answersWithoutKey, chooseAnswer, type KnownAnswers } from "../people/answer-choice.ts";
import type { Intent } from "../people/behaviour.ts";
import type { Phone } from "./phone.ts";
import { reasonOf } from "./reason-of.ts";
import type { Recorder } from "./recorder.ts";

/** A question that the player has in view. `closesAt` is null if it stays open until somebody closes it. */
export interface Shown extends PlayerQuestion {
  openedAt: string;
  closesAt: string | null;
}

/** An answer that the player has sent. */
interface Sent {
  answer: PlayerAnswer;
  at: number;
  isLate: boolean;
  wasKept: boolean;
  /** Whether it is written down what became of it. */
  isDone: boolean;
}

/** The player, the network or the server was slow. */
const ON_THE_WAY = "sent in time, but arrived after the close";

/** What one player makes of the questions: thinks, answers in time or too late, and sees what becomes of it. */
export class Answering {
  readonly #player: Player;
  readonly #phone: Phone;
  readonly #recorder: Recorder;
  /** By the question's number. */
  readonly #known: Record<number, KnownAnswers>;
  readonly #sent = new Map<number, Sent>();
  #isOver = false;
  #isStopped = false;

  constructor(player: Player, phone: Phone, recorder: Recorder, known: Record<number, KnownAnswers>) {
    this.#player = player;
    this.#phone = phone;
    this.#recorder = recorder;
    this.#known = known;
    player.on("answer", (answer) => {
      const sent = this.#sent.get(answer.question);
      if (sent && answer.state === "kept") sent.wasKept = true;
    });
  }

  /** The session is over for the player: whoever still thinks sends nothing any more. */
  end(): void {
    this.#isOver = true;
  }

  /** Nothing more is sent, not even too late. */
  stop(): void {
    this.#isOver = true;
    this.#isStopped = true;
  }

  /** Writes down what still has no verdict. */
  giveUp(): void {
    for (const [no, sent] of this.#sent) {
      if (sent.isDone) continue;
      sent.isDone = true;
      this.#recorder.unsettled(no);
    }
  }

  /** Thinks until then (by the phone's monotonic clock), or until the question has closed; then does what is intended. */
  think(question: Shown, intent: Intent, until: number): void {
    const { progress } = this.#recorder;
    const msLeft = this.#isOver ? 0 : this.#player.clock.msUntil(this.#closesAt(question));
    const waitMs = Math.min(until - this.#phone.monotonic(), msLeft);
    if (waitMs <= 0) {
      this.#decide(question, intent);
      return;
    }
    progress.thinking++;
    this.#phone.later(() => {
      progress.thinking--;
      this.think(question, intent, until);
    }, waitMs);
  }

  /** The player has thought: answers now, or after the close, or not at all. */
  #decide(question: Shown, intent: Intent): void {
    const msLeft = this.#isOver ? 0 : this.#player.clock.msUntil(this.#closesAt(question));
    if (intent.lateByMs !== undefined && Number.isFinite(msLeft) && !this.#isOver) {
      this.#answerLate(question, intent, msLeft + this.#graceMs + intent.lateByMs);
    } else if (msLeft > 0) {
      this.#answer(question, intent, false);
    } else {
      this.#recorder.notSent(question.no);
    }
  }

  #answerLate(question: Shown, intent: Intent, waitMs: number): void {
    const { progress } = this.#recorder;
    progress.waiting++;
    this.#phone.later(() => {
      progress.waiting--;
      if (this.#isStopped) return;
      // The host may have given more time meanwhile.
      const msLeft = this.#player.clock.msUntil(this.#closesAt(question));
      if (msLeft > 0) this.#answerLate(question, intent, msLeft + this.#graceMs + (intent.lateByMs ?? 0));
      else this.#answer(question, intent, true);
    }, waitMs);
  }

  get #graceMs(): number {
    return this.#player.session?.settings.graceMs ?? 0;
  }

  /** When the question closes by what is known now. */
  #closesAt(question: Shown): string | null {
    const { session } = this.#player;
    if (session?.pace === "self") return session.closesAt ?? null;
    const current = session?.question;
    // The host has gone on before its time.
    if (current && current.no > question.no) return question.openedAt;
    return current?.no === question.no ? current.closesAt : question.closesAt;
  }

  #answer(question: Shown, intent: Intent, isLate: boolean): void {
    const { no } = question;
    const known = this.#known[no] ?? answersWithoutKey(question);
    const { mishap } = intent;
    if (mishap && mishap.kind !== "away") this.#phone.failNextAnswer(mishap);
    const answer = this.#player.answer(no, chooseAnswer(known, intent.isWrong, intent.random));
    const sent: Sent = {
      answer,
      at: performance.now(),
      isLate,
      wasKept: answer.state === "kept",
      isDone: false,
    };
    this.#sent.set(no, sent);
    this.#recorder.sent(no);
    void answer.settled.then(() => this.#settled(sent, mishap !== undefined));
  }

  #settled(sent: Sent, hadOwnMishap: boolean): void {
    const { answer, at, isLate, wasKept } = sent;
    const { question, state, refusal } = answer;
    if (sent.isDone || answer.isPending) return;
    sent.isDone = true;
    const hadMishap = hadOwnMishap || this.#phone.cutAt > at;
    if (state === "counted") {
      this.#recorder.counted(question, performance.now() - at, { wasKept, isLate, hadMishap });
      return;
    }
    const isClosed = isApiError(refusal, "QUESTION_CLOSED", "SESSION_ENDED");
    if (isClosed && isLate) this.#recorder.refused(question, "late");
    else if (isClosed && hadMishap) this.#recorder.refused(question, "mishap");
    else this.#recorder.refused(question, { reason: isClosed ? ON_THE_WAY : reasonOf(refusal) });
  }
}
