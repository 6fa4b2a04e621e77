import type { ServiceBroker } from "moleculer";
import { answerAt, type ScoredAnswer } from "../../../platform/contracts/scored-answers.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { TryAgain } from "../../../platform/errors.ts";

/** Look-ups of one call: players times questions. As many of the longest texts fit into one message. */
const MAX_LOOKUPS = 2000;
/** Calls at the same time, so that players who reload take at most two connections of the database. */
const MAX_CALLS = 2;
/** Players who wait. More are told to try again. */
const MAX_WAITING = 2000;
/** How long the first player waits for others, in ms. */
const WINDOW_MS = 20;

/** Players of one session who wait for their answers. A player who asks twice waits once. */
interface Waiting {
  playersPerCall: number;
  players: Map<number, PromiseWithResolvers<ScoredAnswer[]>>;
}

/**
 * Loads players' own answers from the database: many requests of one session, one call. The cost for the database is
 * bounded, however many players reload: while two calls run, the next players wait, and their calls are larger.
 */
export class OwnAnswersLoader {
  readonly #broker: ServiceBroker;
  /** By number of the session, in the order in which the sessions come next. */
  readonly #sessions = new Map<number, Waiting>();
  #waiting = 0;
  #calls = 0;
  #isScheduled = false;

  constructor(broker: ServiceBroker) {
    this.#broker = broker;
  }

  /**
   * All answers of a player that are committed when this is called, in order of question.
   *
   * @param session its number, and how many questions it has
   * @throws TryAgain if too many players wait
   */
  load(session: { no: number; questions: number }, player: number): Promise<ScoredAnswer[]> {
    const { players } = this.#sessions.getOrInsertComputed(session.no, () => ({
      playersPerCall: Math.max(1, Math.floor(MAX_LOOKUPS / session.questions)),
      players: new Map(),
    }));
    const same = players.get(player);
    if (same) return same.promise;
    if (this.#waiting >= MAX_WAITING) {
      if (players.size === 0) this.#sessions.delete(session.no);
      return Promise.reject(new TryAgain());
    }
    this.#waiting++;
    const waiting = Promise.withResolvers<ScoredAnswer[]>();
    players.set(player, waiting);
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      setTimeout(() => this.#startCalls(), WINDOW_MS);
    }
    return waiting.promise;
  }

  #startCalls(): void {
    this.#isScheduled = false;
    while (this.#calls < MAX_CALLS) {
      const [next] = this.#sessions;
      if (!next) return;
      const [session, { players, playersPerCall }] = next;
      const batch = players.entries().take(playersPerCall).toArray();
      this.#sessions.delete(session);
      for (const [player] of batch) players.delete(player);
      // The rest of a large session waits behind the others.
      if (players.size > 0) this.#sessions.set(session, next[1]);
      this.#waiting -= batch.length;
      this.#calls++;
      void this.#load(session, batch).finally(() => {
        this.#calls--;
        this.#startCalls();
      });
    }
  }

  async #load(session: number, batch: [number, PromiseWithResolvers<ScoredAnswer[]>][]): Promise<void> {
    try {
      const players = batch.map(([player]) => player);
      const loaded = await call(this.#broker, "answers.ofPlayers", { session, players });
      let from = 0;
      for (const [index, [, { resolve }]] of batch.entries()) {
        const to = from + loaded.answers[index]!;
        resolve(Array.from({ length: to - from }, (_, position) => answerAt(loaded, from + position)));
        from = to;
      }
    } catch (error) {
      for (const [, { reject }] of batch) reject(error);
    }
  }
}
