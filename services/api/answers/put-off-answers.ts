import { VERDICT } from "../../../platform/contracts/contracts.ts";
import { playerKey } from "../../../platform/domain/player-key.ts";
import { MAX_QUESTIONS } from "../../../platform/domain/quiz.ts";
import type { PendingAnswer, Verdict } from "./pending-answer.ts";

/** A put-off answer that this gateway remembers. */
export interface PutOffAnswer {
  /** With the time of its first arrival. */
  readonly answer: PendingAnswer;
  /**
   * Whether it is known to have arrived while its question was open, and to fit it. Then no later answer of the player
   * to this question can count.
   */
  readonly isInTime: boolean;
  /** When it is delivered next, in epoch ms. */
  dueAt: number;
  /** Whether it is being delivered. */
  isOnItsWay: boolean;
}

/**
 * Different answers of one player to one question that are remembered. More than one are remembered only while this
 * gateway cannot tell whether the first one can count.
 */
const MAX_PER_QUESTION = 5;
/** Put-off answers of one player that are remembered: as many as a quiz may have questions. */
const MAX_PER_PLAYER = MAX_QUESTIONS;
/** What an entry takes besides its text, in bytes. */
const ENTRY_BYTES = 400;
/** Players come back themselves after 1 to 3 s: an answer is delivered by its gateway if it waits longer. */
const DELIVER_AFTER_MS = 3000;

const OUTCOMES = ["stored", "contested", "late", "invalid", "forgotten"] as const;
/** What became of the answers that were remembered; `forgotten`: they were too many or too old. */
export type PutOffOutcome = (typeof OUTCOMES)[number];

/**
 * The answers that this gateway put off and that no verdict has come for yet: of each player and question the first
 * ones, in the order of their arrival. Its memory is bounded.
 */
export class PutOffAnswers {
  /** How many answers had each outcome. */
  readonly outcomes = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<
    PutOffOutcome,
    number
  >;
  readonly #maxBytes: number;
  /** In the order of their arrival. */
  readonly #byPlayer = new Map<number, PutOffAnswer[]>();
  #size = 0;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** How many answers are remembered. */
  get size(): number {
    return this.#size;
  }

  /** The first of the player's answers to the question of `answer`. */
  firstOf(answer: PendingAnswer): PutOffAnswer | undefined {
    return this.find(answer, () => true);
  }

  /** The first of the player's answers to the question of `answer` of which `isIt` is true. */
  find({ session, player, question }: PendingAnswer, isIt: (one: PendingAnswer) => boolean) {
    if (this.#size === 0) return undefined;
    const entries = this.#byPlayer.get(playerKey(session, player));
    return entries?.find(({ answer }) => answer.question === question && isIt(answer));
  }

  /**
   * Remembers an answer that was put off, if it is not remembered yet and there is room.
   *
   * @param isInTime whether it is known to have arrived while its question was open, and to fit it
   * @param now epoch ms
   * @returns why it must be refused although it could not be stored: otherwise a player could fill the memory first, and
   *   then collect receipts that nobody remembers
   */
  add(
    answer: PendingAnswer,
    isInTime: boolean,
    now: number,
  ): "tooManyOfQuestion" | "tooManyOfPlayer" | undefined {
    const key = playerKey(answer.session, answer.player);
    const entries = this.#byPlayer.get(key) ?? [];
    const toQuestion = entries.filter((entry) => entry.answer.question === answer.question).length;
    if (toQuestion >= MAX_PER_QUESTION) return "tooManyOfQuestion";
    if (entries.length >= MAX_PER_PLAYER) return "tooManyOfPlayer";
    const bytes = bytesOf(answer);
    if (this.#bytes + bytes > this.#maxBytes) {
      this.outcomes.forgotten++;
      return undefined;
    }
    const entry = { answer, isInTime, dueAt: now + DELIVER_AFTER_MS, isOnItsWay: false };
    const next = entries.findIndex(({ answer: { receivedAt } }) => receivedAt > answer.receivedAt);
    entries.splice(next === -1 ? entries.length : next, 0, entry);
    this.#byPlayer.set(key, entries);
    this.#size++;
    this.#bytes += bytes;
    return undefined;
  }

  /** Forgets an answer, and counts what became of it. */
  settle(entry: PutOffAnswer, outcome: PutOffOutcome): void {
    if (this.remove(entry)) this.outcomes[outcome]++;
  }

  /** Forgets an answer. @returns false if it was not remembered any more */
  remove(entry: PutOffAnswer): boolean {
    const key = playerKey(entry.answer.session, entry.answer.player);
    const entries = this.#byPlayer.get(key);
    const index = entries?.indexOf(entry) ?? -1;
    if (!entries || index === -1) return false;
    entries.splice(index, 1);
    if (entries.length === 0) this.#byPlayer.delete(key);
    this.#size--;
    this.#bytes -= bytesOf(entry.answer);
    return true;
  }

  /**
   * At most `max` answers that are due at `now` (epoch ms); of a player's answers to one question only the first, so
   * that they are delivered in the order of their arrival.
   */
  due(max: number, now: number): PutOffAnswer[] {
    const due: PutOffAnswer[] = [];
    for (const entries of this.#byPlayer.values()) {
      const questions = new Set<number>();
      for (const entry of entries) {
        if (due.length >= max) return due;
        const { size } = questions;
        const isNext = questions.add(entry.answer.question).size > size;
        if (isNext && !entry.isOnItsWay && entry.dueAt <= now) due.push(entry);
      }
    }
    return due;
  }

  /** How many answers of a session wait, by question. */
  waiting(session: number): { question: number; waiting: number }[] {
    const counts = new Map<number, number>();
    for (const entries of this.#byPlayer.values()) {
      if (entries[0]!.answer.session !== session) continue;
      const questions = new Set(entries.map(({ answer }) => answer.question));
      for (const question of questions) counts.set(question, (counts.get(question) ?? 0) + 1);
    }
    return [...counts].map(([question, waiting]) => ({ question, waiting }));
  }
}

const bytesOf = ({ response }: PendingAnswer) => ENTRY_BYTES + 2 * (response?.length ?? 0);

/** What a verdict means for a put-off answer; undefined if it was not decided. */
export function outcomeOfVerdict({ status }: Pick<Verdict, "status">): PutOffOutcome | undefined {
  switch (status) {
    case VERDICT.undecided:
      return undefined;
    case VERDICT.accepted:
    case VERDICT.repeated:
      return "stored";
    case VERDICT.changed:
      return "contested";
    case VERDICT.late:
    case VERDICT.sessionEnded:
      return "late";
    default:
      return "invalid";
  }
}
