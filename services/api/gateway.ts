import type { ServiceBroker } from "moleculer";
import { OpenIdTokens } from "../../platform/auth/openid.ts";
import type { Tokens } from "../../platform/auth/tokens.ts";
import type { Environment } from "../../platform/environment.ts";
import { InvalidToken } from "../../platform/errors.ts";
import { chain, type MaybePromise } from "../../platform/maybe-promise.ts";
import type { NodeResources } from "../../platform/node/node-resources.ts";
import type { Player } from "./access/access.ts";
import { Limits } from "./access/limits.ts";
import { answerBatcher } from "./answers/answer-batcher.ts";
import { AnswerHandler } from "./answers/answer-handler.ts";
import { AnswerLedger } from "./answers/answer-ledger.ts";
import type { BatcherLimits } from "./batching/batcher.ts";
import { JoinBatcher } from "./batching/join-batcher.ts";
import { RankLoader } from "./batching/rank-loader.ts";
import { type CachedSession, SessionCache } from "./caches/session-cache.ts";
import { SnapshotCache } from "./caches/snapshot-cache.ts";
import type { RequestContext } from "./http/request-context.ts";
import { RequestMetrics } from "./request-metrics.ts";
import { EventHub } from "./streams/event-hub.ts";
import { QuizReplyCache } from "./views/quiz-replies.ts";
import { SnapshotReplyCache } from "./views/snapshot-replies.ts";

/** A finished request, for the log; `startedAt` is by `performance.now()`. */
export interface RequestLog {
  requestId: string;
  status: number;
  startedAt: number;
}

/** Everything that the gateway's routes share; there is one per node. */
export class Gateway {
  readonly broker: ServiceBroker;
  readonly environment: Environment;
  readonly tokens: Tokens;
  readonly provider: OpenIdTokens | undefined;
  readonly limits: Limits;
  readonly sessions: SessionCache;
  readonly snapshots: SnapshotCache;
  readonly quizzes = new QuizReplyCache();
  readonly snapshotReplies = new SnapshotReplyCache();
  readonly answers: AnswerHandler;
  readonly ledger: AnswerLedger;
  readonly joins: JoinBatcher;
  readonly ranks: RankLoader;
  readonly events: EventHub;
  readonly requests = new RequestMetrics();
  /** Logs each request; undefined unless the log level asks for it. */
  logRequest: ((operation: string, request: RequestLog) => void) | undefined;

  constructor(broker: ServiceBroker, resources: NodeResources) {
    const { environment } = resources;
    this.broker = broker;
    this.environment = environment;
    this.tokens = resources.tokens;
    const { AUTH_JWKS_URL: jwksUrl, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience } = environment;
    this.provider =
      jwksUrl && issuer && audience ? new OpenIdTokens({ jwksUrl, issuer, audience }) : undefined;
    this.limits = new Limits(environment, resources.redis);
    this.sessions = new SessionCache(broker, (session) => this.events.sessionChanged(session));
    this.snapshots = new SnapshotCache(broker, resources.cache, (snapshot) =>
      this.events.statsChanged(snapshot),
    );
    resources.hitCounters.set("sessions", this.sessions.reads).set("snapshots", this.snapshots.reads);
    resources.hitCounters.set("quizzes", this.quizzes.reads);
    const batches: BatcherLimits = {
      maxWaitMs: environment.STAMPEDE_BATCH_WINDOW_MS,
      maxBatch: environment.STAMPEDE_BATCH_ROWS,
      maxPending: environment.STAMPEDE_QUEUE_ROWS,
    };
    this.ledger = new AnswerLedger(broker);
    this.answers = new AnswerHandler(answerBatcher(broker, batches), resources.receipts, this.ledger);
    this.joins = new JoinBatcher(broker, batches);
    this.ranks = new RankLoader(broker, batches);
    this.events = new EventHub(this.sessions, this.snapshots, environment.STAMPEDE_STREAMS_MAX);
  }

  /** Events may have been lost: reload the cached sessions and snapshots. */
  markStale(): void {
    this.sessions.invalidate();
    this.snapshots.invalidate();
    this.events.revalidate();
  }

  /**
   * The session that a player's token names.
   *
   * @throws InvalidToken if the host has removed the player, NotFound
   */
  sessionOf(player: Player, request?: RequestContext): MaybePromise<CachedSession> {
    return chain(this.sessions.get(player.sessionId, request), (session) => {
      if (session.record.removed.includes(player.playerNo)) throw new InvalidToken();
      return session;
    });
  }

  /** Waits for all pending verdicts, even if their clients have disconnected, and flushes the ledger. */
  async close(): Promise<void> {
    await this.answers.drained();
    await this.ledger.close();
  }

  /**
   * Counts a request that has been replied to. Every request of the gateway is counted here; a stream when it begins.
   *
   * @param operation the route's `operation`; empty if no route matched
   * @param startedAt when the request was routed, by `performance.now()`
   */
  onRequestFinished(operation: string, status: number, startedAt: number): void {
    this.requests.count(operation || "none", status, performance.now() - startedAt);
  }
}
