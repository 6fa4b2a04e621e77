import type { ServiceBroker } from "moleculer";
import { OpenIdTokens } from "../../platform/auth/openid.ts";
import type { Tokens } from "../../platform/auth/tokens.ts";
import type { Environment } from "../../platform/environment.ts";
import { InvalidToken } from "../../platform/errors.ts";
import { andThen, type Eventually } from "../../platform/maybe-promise.ts";
import type { Footing } from "../../platform/node/node-resources.ts";
import type { Player } from "./access/access.ts";
import { Limits } from "./access/limits.ts";
import { answerDesk } from "./answers/answer-batcher.ts";
import { AnswerIntake } from "./answers/answer-intake.ts";
import { Books } from "./answers/answer-ledger.ts";
import type { CoalescerLimits } from "./batching/batcher.ts";
import { JoinDesk } from "./batching/join-batcher.ts";
import { StandingsDesk } from "./batching/rank-loader.ts";
import { type KnownSession, SessionBook } from "./caches/session-cache.ts";
import { SnapshotBook } from "./caches/snapshot-cache.ts";
import type { Exchange } from "./http/request-context.ts";
import { RequestCounts } from "./request-counts.ts";
import { EventHub } from "./streams/event-hub.ts";
import { QuizShelf } from "./views/quiz-replies.ts";

/** A request that is over, for the log; `startedAt` is of performance.now(). */
export interface ToldRequest {
  requestId: string;
  status: number;
  startedAt: number;
}

/** Everything that the gateway's routes share: one of it on a node. */
export class Gateway {
  readonly broker: ServiceBroker;
  readonly environment: Environment;
  readonly tokens: Tokens;
  readonly provider: OpenIdTokens | undefined;
  readonly limits: Limits;
  readonly sessions: SessionBook;
  readonly snapshots: SnapshotBook;
  readonly quizzes = new QuizShelf();
  readonly answers: AnswerIntake;
  readonly books: Books;
  readonly joins: JoinDesk;
  readonly standings: StandingsDesk;
  readonly events: EventHub;
  readonly requests = new RequestCounts();
  /** Says a line on the log for each request; undefined where so much is not asked for. */
  tell: ((operation: string, request: ToldRequest) => void) | undefined;

  constructor(broker: ServiceBroker, footing: Footing) {
    const { environment } = footing;
    this.broker = broker;
    this.environment = environment;
    this.tokens = footing.tokens;
    const { AUTH_JWKS_URL: jwksUrl, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience } = environment;
    this.provider =
      jwksUrl && issuer && audience ? new OpenIdTokens({ jwksUrl, issuer, audience }) : undefined;
    this.limits = new Limits(environment);
    this.sessions = new SessionBook(broker);
    this.snapshots = new SnapshotBook(broker, footing.cache);
    footing.caches.set("sessions", this.sessions.reads).set("snapshots", this.snapshots.reads);
    footing.caches.set("quizzes", this.quizzes.reads);
    const batches: CoalescerLimits = {
      windowMs: environment.STAMPEDE_BATCH_WINDOW_MS,
      batch: environment.STAMPEDE_BATCH_ROWS,
      queue: environment.STAMPEDE_QUEUE_ROWS,
    };
    this.answers = new AnswerIntake(answerDesk(broker, batches), footing.receipts);
    this.books = new Books(broker);
    this.joins = new JoinDesk(broker, batches);
    this.standings = new StandingsDesk(broker, batches);
    this.events = new EventHub(this.sessions, this.snapshots, environment.STAMPEDE_STREAMS_MAX);
  }

  /** Events may have been lost: what is known of sessions and figures is looked up again. */
  doubt(): void {
    this.sessions.doubt();
    this.snapshots.doubt();
    this.events.renew();
  }

  /**
   * The session that a player's token names.
   *
   * @throws InvalidToken where the player was removed, NotFound
   */
  sessionOf(player: Player, exchange?: Exchange): Eventually<KnownSession> {
    return andThen(this.sessions.get(player.sessionId, exchange), (known) => {
      if (known.record.removed.includes(player.playerNo)) throw new InvalidToken();
      return known;
    });
  }

  /** Hears the verdicts that are still to come, for players too who are gone by now, and writes the books. */
  async close(): Promise<void> {
    await this.answers.emptied();
    await this.books.close();
  }

  /**
   * Told of every request that was answered, whichever way it came in: the one place where they are counted.
   *
   * @param operation the route's, as the API's description names it; empty where no route was met
   * @param startedAt by `performance.now()`, when the request was routed; a stream is told of when it begins
   */
  finished(operation: string, status: number, startedAt: number): void {
    this.requests.count(operation || "none", status, performance.now() - startedAt);
  }
}
