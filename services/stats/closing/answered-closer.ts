import { currentTime } from "../../../platform/clock.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import { AnsweredPlayers, NO_ANSWERS, type QuestionAnswers } from "./answered-players.ts";
import { closesWhenAnswered, nextOpening, type OpenQuestion, openQuestion } from "./open-question.ts";
import { findStreaming, type Gateways, type Streamer } from "./streaming-survey.ts";

/** How often an open question is looked at if no answer comes: a stream may have closed. In ms. */
const CHECK_INTERVAL_MS = 500;
/** The longest time until a planned opening is looked at again, in ms: the node's clock may be set forward. */
const MAX_SLEEP_MS = 60_000;

/** What the closer uses of its node. */
export interface ClosingTargets {
  gateways: Gateways;
  /** Closes a question if it is open. @returns the session; null if there is none, or no node that can close it */
  closeAnswered(sessionNo: number, question: number): Promise<SessionRecord | null>;
}

/** What the closer uses of its board. */
export interface ClosingBoard {
  /** The newest record that is known. */
  session(): SessionRecord | undefined;
  /** Who has answered each of some questions; null while there is no board. */
  answersTo(questions: readonly number[]): Promise<QuestionAnswers[] | null>;
  /** Call it with the record of a session that has changed. */
  onClosed(session: SessionRecord): void;
}

/**
 * Closes a session's open question once it has an answer and everyone who is in has answered it. A player is in who has
 * an event stream open at any gateway, or who answered the question before, and was not removed.
 *
 * As long as one player is known who is in and has not answered, nothing else is looked at: first for one who answered
 * the question before, which takes no call, then for one with a stream. As the search begins at a random player, even
 * with a million players the gateways are asked for all their players only about 15 times per question.
 */
export class AnsweredCloser {
  readonly #board: ClosingBoard;
  readonly #targets: ClosingTargets;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #isWokenAgain = false;
  #isStopped = false;
  /** Players who were in and had not answered. */
  #owing: number | null = null;
  #streamer: Streamer | null = null;

  constructor(board: ClosingBoard, targets: ClosingTargets) {
    this.#board = board;
    this.#targets = targets;
  }

  /** Whether a question is open that may close early. */
  get isQuestionOpen(): boolean {
    const session = this.#board.session();
    return session !== undefined && openQuestion(session, currentTime()) !== null;
  }

  /** Call it when the session has changed or answers are on the board. It costs nothing without the setting. */
  wake(): void {
    const session = this.#board.session();
    if (this.#isStopped || !session || !closesWhenAnswered(session)) return;
    if (this.#running) {
      this.#isWokenAgain = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#running = this.#checkOnce(session).finally(() => {
      this.#running = undefined;
      if (this.#isWokenAgain) {
        this.#isWokenAgain = false;
        this.wake();
      } else this.#schedule();
    });
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    const session = this.#board.session();
    if (this.#isStopped || !session) return;
    const now = currentTime();
    const opensAt = nextOpening(session, now);
    const delayMs = openQuestion(session, now)
      ? CHECK_INTERVAL_MS
      : opensAt === null
        ? null
        : Math.min(MAX_SLEEP_MS, opensAt - now);
    if (delayMs === null) return;
    this.#timer = setTimeout(() => this.wake(), delayMs);
    this.#timer.unref();
  }

  /** Never rejects: the next check comes anyway. */
  async #checkOnce(session: SessionRecord): Promise<void> {
    const open = openQuestion(session, currentTime());
    if (!open) return;
    try {
      if (!(await this.#haveAllAnswered(session, open)) || this.#isStopped) return;
      const closed = await this.#targets.closeAnswered(session.no, open.question);
      if (closed && !this.#isStopped) this.#board.onClosed(closed);
    } catch {
      // A read or a call failed. Until the next check the question stays open, at most until its time limit.
    }
  }

  async #haveAllAnswered(session: SessionRecord, { question, before }: OpenQuestion): Promise<boolean> {
    const [current, previous] =
      (await this.#board.answersTo(before === null ? [question] : [question, before])) ?? [];
    if (!current) return false;
    const players = new AnsweredPlayers(current, previous ?? NO_ANSWERS, session.removed);
    if (!players.hasAnswers) return false;
    if (this.#owing === null || !players.isOwing(this.#owing)) {
      this.#owing = players.findOwing(Math.random());
    }
    if (this.#owing !== null) return false;
    if (await this.#isStillAwaited(session.no, players)) return false;
    const found = await findStreaming(this.#targets.gateways, session.no, players.isAwaited);
    this.#streamer = found === "unknown" ? null : found;
    return found === null;
  }

  /** Whether the player who was awaited last still has a stream at the same gateway and no answer. */
  async #isStillAwaited(session: number, players: AnsweredPlayers): Promise<boolean> {
    const streamer = this.#streamer;
    this.#streamer = null;
    if (!streamer || !players.isAwaited(streamer.player)) return false;
    const { gateway, player } = streamer;
    const reply = await this.#targets.gateways.ask(gateway, { session, player }).catch(() => null);
    if (reply?.isStreaming !== true) return false;
    this.#streamer = streamer;
    return true;
  }
}
