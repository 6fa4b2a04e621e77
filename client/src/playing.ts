import { AnswerBook } from "./answer-book.ts";
import { AnswerRefresh } from "./answer-refresh.ts";
import { createApi } from "./api.ts";
import { ServerClock } from "./clock.ts";
import { deferred } from "./deferred.ts";
import type { Device } from "./device.ts";
import { ApiError } from "./errors.ts";
import { Listeners } from "./listeners.ts";
import type { PlayerAnswer } from "./player-answer.ts";
import { PlayerCalls } from "./player-calls.ts";
import type { StoredGame } from "./player-store.ts";
import { PlayerStream } from "./player-stream.ts";
import type { FollowerEvents, SessionStream } from "./session-stream.ts";
import type {
  AnswerFields,
  Joined,
  Leaderboard,
  OwnAnswer,
  PlayerQuiz,
  PlayerRank,
  QuestionStats,
  Session,
} from "./types.ts";
import { WakeWatch } from "./wake.ts";

/** How long a start waits for the state and the own answers, in ms: without network the game begins without them. */
const START_MS = 5000;
/** An answer counts for at most this long after the end, in ms. */
const LAST_ANSWERS_MS = 60_000;

/** What a player tells of, by name: the events of the stream, a changed answer, and the state of the connection. */
export interface PlayerEvents extends FollowerEvents {
  answer: PlayerAnswer;
}

/** A player in a session. Made by `joinSession`, `returnToSession` and `resumeSession`. */
export class Player {
  readonly clock: ServerClock;
  readonly #device: Device;
  readonly #game: StoredGame;
  readonly #calls: PlayerCalls;
  readonly #book: AnswerBook;
  readonly #refresh: AnswerRefresh;
  readonly #listeners = new Listeners<PlayerEvents>();
  /** Resolves when the first state is here, or will never be. */
  readonly #begun = deferred<void>();
  readonly #stream: PlayerStream;
  readonly #stopWatching: () => void;
  #cancelEnd = () => {};
  /** Whether the stream is there again: closes may have been missed. */
  #isBack = false;
  /** Whether the session has ended, and the last answers are on their way. */
  #isOver = false;
  /** Whether the player is no part of the session any more. */
  #isGone = false;

  /** @internal */
  constructor(baseUrl: string, device: Device, game: StoredGame, joined: Joined) {
    this.#device = device;
    this.#game = game;
    // At another origin a browser would have to ask before each reading whether it may send the token.
    this.clock = new ServerClock(
      createApi({ baseUrl, device, token: baseUrl ? undefined : joined.token }),
      device,
    );
    this.#calls = new PlayerCalls({ baseUrl, device, code: game.code, joined });
    const wake = new WakeWatch(device);
    const renewToken = (refusal: ApiError) => this.#renewToken(refusal);
    const ownAnswers = () => this.#loadAnswers();
    this.#book = new AnswerBook({
      device,
      game,
      post: (...answer) => this.#calls.post(...answer),
      renewToken,
      ownAnswers,
      onChange: (answer) => this.#answerChanged(answer),
    });
    this.#refresh = new AnswerRefresh(device, ownAnswers, () => this.#endIfDone());
    this.#stopWatching = wake.onWake(() => {
      this.#book.wake();
      this.#ask();
    });
    this.#listen();
    this.#stream = new PlayerStream({
      baseUrl,
      device,
      clock: this.clock,
      wake,
      joined: () => this.joined,
      renewToken,
      listeners: this.#listeners as unknown as Listeners<FollowerEvents>,
      onEnded: (state) => this.#ended(state),
      onRefused: (error) => this.#leave(error),
    });
    this.#book.resume();
  }

  /** Who the player is: with the pin, which is the way back from any device. */
  get joined(): Joined {
    return this.#calls.joined;
  }

  /** It is another one after the token had to be renewed. */
  get follower(): SessionStream {
    return this.#stream.follower;
  }

  /** The newest state of the session; undefined before the first. */
  get session(): Session | undefined {
    return this.follower.session;
  }

  /** By question: the answer that is on its way or counts, or else the newest that was refused. */
  get answers(): ReadonlyMap<number, PlayerAnswer> {
    return this.#book.answers;
  }

  /** Calls a listener with each event of this name. @returns a function that removes it */
  on<N extends keyof PlayerEvents>(
    name: N,
    listener: (data: PlayerEvents[N], id: string) => void,
  ): () => void {
    return this.#listeners.on(name, listener);
  }

  /**
   * Answers a question. The answer is sent until there is a verdict; its `state` says how far it is. The same fields
   * again are the same answer.
   *
   * @throws AnswerStands if another answer to this question is on its way or counts; Error after `close()`
   */
  answer(question: number, fields: AnswerFields): PlayerAnswer {
    this.#calls.throwIfClosed();
    return this.#book.answer(question, fields, this.session?.question);
  }

  /** The whole quiz without keys: in pace `self`, once it is open. @throws ApiError, ConnectionError */
  quiz(): Promise<PlayerQuiz> {
    return this.#calls.read("/api/sessions/{id}/quiz");
  }

  /** The stats of a question, as far as this player may see them. @throws ApiError, ConnectionError */
  stats(no: number): Promise<QuestionStats> {
    const ticket = this.answers.get(no)?.verdict?.statsTicket;
    return this.#calls.read("/api/sessions/{id}/questions/{no}/stats", { ticket }, no);
  }

  /** @param page up to 100 places (`limit`), from the given one on (`from`). @throws ApiError, ConnectionError */
  leaderboard(page: { from?: number; limit?: number } = {}): Promise<Leaderboard> {
    return this.#calls.read("/api/sessions/{id}/leaderboard", page);
  }

  /** Points and rank. @throws ApiError, ConnectionError */
  me(): Promise<PlayerRank> {
    return this.#calls.read("/api/sessions/{id}/me");
  }

  /** Stops everything. Answers on their way stay stored: `resumeSession` goes on with them. */
  close(): void {
    this.#calls.close();
    this.#book.stop();
    this.#finish();
  }

  /**
   * Waits for the first state and the own answers, some seconds at most.
   *
   * @internal
   * @returns false if the player is no part of the session any more
   */
  async started(): Promise<boolean> {
    const loaded = this.#refresh.now();
    await new Promise<void>((resolve) => {
      const cancel = this.#device.later(resolve, START_MS);
      void Promise.all([this.#begun.promise, loaded]).then(() => {
        cancel();
        resolve();
      });
    });
    return !this.#isGone;
  }

  /** Before anybody else is told. */
  #listen(): void {
    const listeners = this.#listeners;
    listeners.on("connection", (connection) => {
      if (connection !== "open") return;
      this.#isBack = true;
      this.#book.wake();
    });
    listeners.on("state", (state) => {
      this.#begun.resolve();
      if (this.#isBack && this.#book.lacksPoints(state)) this.#ask();
      this.#isBack = false;
    });
    listeners.on("closed", (closed) => {
      if (this.#book.close(closed, this.session)) this.#ask();
    });
    // It comes again when the answers have their new points.
    listeners.on("corrected", ({ question }) => {
      if (this.answers.has(question)) this.#ask();
    });
  }

  #answerChanged(answer: PlayerAnswer): void {
    if (this.#book.lacksPoints(this.session, [answer])) this.#ask();
    this.#listeners.emit("answer", answer);
    this.#endIfDone();
  }

  /** @throws ApiError, ConnectionError */
  async #loadAnswers(): Promise<OwnAnswer[]> {
    const stored = await this.#calls.ownAnswers();
    if (!this.#calls.isClosed) this.#book.merge(stored);
    return stored;
  }

  #ask(): void {
    this.#refresh.ask(this.session?.players ?? 0);
  }

  /** @throws ApiError, ConnectionError if a retry may help */
  async #renewToken(refusal: ApiError): Promise<boolean> {
    const isRenewed = await this.#calls.renewToken();
    if (!isRenewed) this.#leave(refusal);
    else if (this.#game.data.joined !== this.joined) {
      this.#game.update((data) => {
        data.joined = this.joined;
      });
      // Perhaps the old token could not read them.
      this.#ask();
    }
    return isRenewed;
  }

  /** The session is gone for this player. */
  #leave(error: ApiError): void {
    this.#isGone = true;
    this.#finish();
    this.#book.refuse(error);
    this.#game.forget();
  }

  /** The session has ended: the last answers are on their way. */
  #ended(state: Session): void {
    this.#isOver = true;
    this.#cancelEnd = this.#device.later(() => this.#end(), LAST_ANSWERS_MS);
    this.#book.wake();
    if (this.#book.lacksPoints(state)) this.#ask();
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#isOver && this.#book.isIdle && this.#refresh.isIdle) this.#end();
  }

  /**
   * Nothing more can count. The stream goes on: the last figures and corrections come after the end. The game stays
   * stored, so a reload shows the own result.
   */
  #end(): void {
    this.#isOver = false;
    this.#cancelEnd();
    this.#stopWatching();
    this.#book.refuse(
      new ApiError(410, {
        type: "SESSION_ENDED",
        message: "The session has ended.",
        data: { reason: "closed" },
      }),
    );
  }

  /** Leaves no timer behind. */
  #finish(): void {
    this.#stream.close();
    this.#begun.resolve();
    this.clock.close();
    this.#refresh.stop();
    this.#stopWatching();
    this.#cancelEnd();
  }
}
