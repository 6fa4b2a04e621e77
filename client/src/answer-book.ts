import { AnswerSender, type Sending, verdictOf } from "./answer-sender.ts";
import type { ApiError } from "./errors.ts";
import { ownScore } from "./own-score.ts";
import { AnswerStands, isSameAnswer, PlayerAnswer } from "./player-answer.ts";
import type { StoredAnswer, StoredGame } from "./player-store.ts";
import type { AnswerFields, OwnAnswer, PlayerQuestion, Session, StreamPayloads, Verdict } from "./types.ts";

/** What a book needs of its player. */
interface BookOptions extends Pick<Sending, "device" | "post" | "renewToken" | "ownAnswers"> {
  game: StoredGame;
  /** Tells of a changed answer. */
  onChange(answer: PlayerAnswer): void;
}

/** A player's answers: those on their way, which are stored too, and those with a verdict. */
export class AnswerBook {
  readonly answers = new Map<number, PlayerAnswer>();
  readonly #options: BookOptions;
  readonly #senders = new Map<number, AnswerSender>();
  /** The questions as they were shown when they were answered: their points are needed at the close. */
  readonly #shown = new Map<number, PlayerQuestion>();
  /** The questions that the stream has closed. */
  readonly #closed = new Set<number>();
  #gone: ApiError | undefined;

  constructor(options: BookOptions) {
    this.#options = options;
  }

  /** Whether no answer is on its way. */
  get isIdle(): boolean {
    return this.#senders.size === 0;
  }

  /** Goes on with the answers that were on their way before a reload. */
  resume(): void {
    for (const [question, stored] of Object.entries(this.#options.game.data.answers)) {
      this.#send(Number(question), stored, true);
    }
  }

  /** @throws AnswerStands */
  answer(question: number, fields: AnswerFields, shown: PlayerQuestion | undefined): PlayerAnswer {
    const isOpen = () => (this.answers.get(question)?.state ?? "refused") === "refused";
    // Another tab of this player may be sending one.
    const stored = isOpen() ? this.#options.game.answer(question) : undefined;
    if (stored) this.#send(question, stored, true);
    const known = this.answers.get(question);
    if (known && !isOpen()) {
      if (isSameAnswer(known.fields, fields)) return known;
      throw new AnswerStands(known);
    }
    if (shown?.no === question) this.#shown.set(question, shown);
    return this.#send(question, { fields: JSON.parse(JSON.stringify(fields)) }, false);
  }

  /** Takes over what the server has stored. It is the truth, but may be older than an answer on its way. */
  merge(stored: readonly OwnAnswer[]): void {
    for (const one of stored) {
      const known = this.answers.get(one.question);
      const isSame = known !== undefined && isSameAnswer(known.fields, one.answer);
      const sender = this.#senders.get(one.question);
      if (sender) {
        if (isSame) sender.count(verdictOf(one));
      } else if (known?.state === "counted" || isSame) {
        this.#setVerdict(known, { ...verdictOf(one), status: known.verdict?.status ?? "repeated" });
      } else {
        const answer = new PlayerAnswer(one.question, one.answer);
        this.answers.set(one.question, answer);
        this.#setVerdict(answer, verdictOf(one));
      }
    }
  }

  /**
   * Adds to a verdict what the close of its question shows.
   *
   * @returns whether only the server can tell
   */
  close(event: StreamPayloads["closed"], session: Session | undefined): boolean {
    const { question: no } = event;
    this.#closed.add(no);
    const answer = this.answers.get(no);
    if (!session || answer?.state !== "counted" || answer.verdict?.points !== undefined) return false;
    const { verdict, fields } = answer;
    const { question, settings, voided } = session;
    const shown = question?.no === no ? question : this.#shown.get(no);
    const hasKey = event.correct || event.answer !== undefined || shown?.kind === "poll";
    // The key is held back until the end. Then each close comes again, with its key.
    if (settings.feedback === "onEnd" && !hasKey) return false;
    if (!verdict || !shown || voided.includes(no)) return true;
    const score = ownScore(fields, event, verdict.elapsedMs, shown, settings);
    if (score) this.#setVerdict(answer, { ...verdict, ...score });
    return !score;
  }

  /** Whether one of these answers has no verdict, or no points although its question has closed. */
  lacksPoints(
    session: Session | undefined,
    answers = this.answers.values() as Iterable<PlayerAnswer>,
  ): boolean {
    if (!session) return false;
    const { pace, state, question: current, settings } = session;
    const isKnown = (no: number) =>
      state === "ended" ||
      (settings.feedback !== "onEnd" && (this.#closed.has(no) || (pace !== "self" && current?.no !== no)));
    for (const { state, verdict, question } of answers) {
      if (state === "counted" && verdict?.points === undefined && (!verdict || isKnown(question)))
        return true;
    }
    return false;
  }

  wake(): void {
    for (const sender of this.#senders.values()) sender.wake();
  }

  /** Refuses all that is on its way, and all that comes. */
  refuse(error: ApiError): void {
    this.#gone = error;
    for (const sender of this.#senders.values()) sender.refuse(error);
  }

  /** Stops sending. What is on its way stays stored. */
  stop(): void {
    for (const sender of this.#senders.values()) {
      sender.stop();
      sender.answer.settle();
    }
  }

  #send(question: number, { fields, receipt }: StoredAnswer, mayBeStored: boolean): PlayerAnswer {
    const { game, onChange, ...rest } = this.#options;
    const answer = new PlayerAnswer(question, fields);
    const sender = new AnswerSender(
      answer,
      {
        ...rest,
        changed: (newest) => {
          game.setAnswer(question, answer.isPending ? { fields, receipt: newest } : undefined);
          if (!answer.isPending) this.#senders.delete(question);
          onChange(answer);
        },
        otherKept: (no, other) => this.#send(no, other, true),
      },
      receipt,
      mayBeStored,
    );
    this.answers.set(question, answer);
    this.#senders.set(question, sender);
    if (receipt !== undefined) answer.change({ state: "kept" });
    game.setAnswer(question, { fields, receipt });
    onChange(answer);
    if (this.#gone) sender.refuse(this.#gone);
    else void sender.run();
    return answer;
  }

  #setVerdict(answer: PlayerAnswer, verdict: Verdict): void {
    const merged = { ...answer.verdict, ...verdict };
    if (answer.state === "counted" && JSON.stringify(merged) === JSON.stringify(answer.verdict)) return;
    answer.change({ state: "counted", verdict: merged, refusal: undefined, standing: undefined });
    this.#options.onChange(answer);
  }
}
