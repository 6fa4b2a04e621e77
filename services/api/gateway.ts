import type { ServiceBroker } from "moleculer";
import { OpenIdTokens } from "../../platform/auth/openid.ts";
import type { PlayerPins } from "../../platform/auth/pins.ts";
import type { StatsTickets } from "../../platform/auth/stats-tickets.ts";
import type { Tokens } from "../../platform/auth/tokens.ts";
import type { DeletedSession } from "../../platform/contracts/contracts.ts";
import { call } from "../../platform/contracts/typed-broker.ts";
import { removalOf, type SessionRecord } from "../../platform/domain/session.ts";
import type { Environment } from "../../platform/environment.ts";
import { Banned, InvalidToken, isUnavailable } from "../../platform/errors.ts";
import { chain, isPromise, type MaybePromise } from "../../platform/maybe-promise.ts";
import type { NodeResources } from "../../platform/node/node-resources.ts";
import { within } from "../../platform/within.ts";
import type { Player } from "./access/access.ts";
import { JoinCodes } from "./access/join-codes.ts";
import { JoinGate } from "./access/join-gate.ts";
import { Limits } from "./access/limits.ts";
import { PinGate } from "./access/pin-gate.ts";
import { answerBatcher } from "./answers/answer-batcher.ts";
import { AnswerHandler } from "./answers/answer-handler.ts";
import { AnswerLedger } from "./answers/answer-ledger.ts";
import type { BatcherLimits } from "./batching/batcher.ts";
import { JoinBatcher } from "./batching/join-batcher.ts";
import { OwnAnswersLoader } from "./batching/own-answers-loader.ts";
import { PlaceLoader } from "./batching/place-loader.ts";
import { RankLoader } from "./batching/rank-loader.ts";
import { ReturnBatcher } from "./batching/return-batcher.ts";
import { LookupGuard } from "./caches/lookup-guard.ts";
import { type CachedSession, SessionCache } from "./caches/session-cache.ts";
import { SnapshotCache } from "./caches/snapshot-cache.ts";
import { Credits } from "./fairness/credits.ts";
import { Cors } from "./http/cors.ts";
import type { RequestContext } from "./http/request-context.ts";
import { ExportSlots } from "./reports/export-slots.ts";
import { MAX_WORKBOOKS, WorkbookPool } from "./reports/workbook-pool.ts";
import { RequestMetrics } from "./request-metrics.ts";
import { SignIn } from "./sign-in/sign-in.ts";
import { applySession } from "./streams/apply-changes.ts";
import { EventHub } from "./streams/event-hub.ts";
import { QuizReplyCache } from "./views/quiz-replies.ts";
import { SnapshotReplyCache } from "./views/snapshot-replies.ts";

/** Put-off answers that are delivered at the same time; at most a quarter of the queue, which players need. */
const MAX_DELIVERED_AT_ONCE = 1000;
/** How long an answer waits for its session if this gateway has no copy, in ms. */
const SESSION_TIMEOUT_MS = 1000;

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
  readonly statsTickets: StatsTickets;
  readonly pins: PlayerPins;
  readonly provider: OpenIdTokens | undefined;
  readonly signIn: SignIn;
  /** Undefined if no other site may use the API. */
  readonly cors: Cors | undefined;
  readonly limits: Limits;
  readonly sessions: SessionCache;
  readonly lookups: LookupGuard;
  readonly snapshots: SnapshotCache;
  readonly quizzes = new QuizReplyCache();
  readonly snapshotReplies = new SnapshotReplyCache();
  readonly answers: AnswerHandler;
  readonly ledger: AnswerLedger;
  readonly joins: JoinGate;
  readonly joinCodes = new JoinCodes();
  readonly ranks: RankLoader;
  readonly places: PlaceLoader;
  readonly ownAnswers: OwnAnswersLoader;
  readonly events: EventHub;
  /** What is taken off elapsed times, in sessions that ask for it. */
  readonly credits = new Credits();
  /** Reports and answers as JSON and CSV. */
  readonly exports = new ExportSlots({ total: 8, perHost: 2 });
  readonly workbookExports = new ExportSlots({ total: MAX_WORKBOOKS, perHost: 1 });
  readonly workbooks = new WorkbookPool();
  readonly requests = new RequestMetrics();
  /** Logs each request; undefined unless the log level asks for it. */
  logRequest: ((operation: string, request: RequestLog) => void) | undefined;

  constructor(broker: ServiceBroker, resources: NodeResources) {
    const { environment } = resources;
    this.broker = broker;
    this.environment = environment;
    this.tokens = resources.tokens;
    this.statsTickets = resources.statsTickets;
    this.pins = resources.playerPins;
    const { AUTH_JWKS_URL: jwksUrl, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience } = environment;
    this.provider =
      jwksUrl && issuer && audience ? new OpenIdTokens({ jwksUrl, issuer, audience }) : undefined;
    this.signIn = new SignIn(broker, environment, this.tokens, this.provider);
    const origins = environment.STAMPEDE_CORS_ORIGINS;
    this.cors = origins.length > 0 ? new Cors(origins) : undefined;
    this.limits = new Limits(environment, resources.redis);
    this.sessions = new SessionCache(
      broker,
      (session) => {
        this.joinCodes.apply(session.record);
        this.events.sessionChanged(session);
      },
      ({ no, id, code }) => this.dropSession({ sessionNo: no, sessionId: id, code }),
    );
    const { sessionIds: ids } = resources;
    this.lookups = new LookupGuard({
      ids,
      hasOtherIds: () => call(broker, "sessions.hasOtherIds", { keyName: ids.keyName }),
      lookupsPerSecond: environment.STAMPEDE_SESSION_LOOKUPS_PER_SECOND,
      unknownIdsPerMinute: environment.STAMPEDE_UNKNOWN_SESSIONS_PER_MINUTE,
    });
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
    this.answers = new AnswerHandler(
      { answers: answerBatcher(broker, batches), putOff: answerBatcher(broker, batches) },
      resources.receipts,
      this.ledger,
      {
        maxBytes: environment.STAMPEDE_PUT_OFF_MIB * 2 ** 20,
        maxAtOnce: Math.max(1, Math.min(MAX_DELIVERED_AT_ONCE, Math.floor(batches.maxPending / 4))),
      },
      resources.statsTickets,
      (...answer) => this.credits.creditMs(...answer),
    );
    const { joinCodes: codes } = this;
    const { clients } = this.limits;
    const { redis } = resources;
    const returns = new ReturnBatcher(broker, batches);
    const pinGate = new PinGate(environment, returns, this.pins, codes, clients, redis);
    const joinBatcher = new JoinBatcher(broker, batches);
    this.joins = new JoinGate(environment, joinBatcher, pinGate, codes, clients, redis);
    this.ranks = new RankLoader(broker, batches);
    this.places = new PlaceLoader(broker);
    this.ownAnswers = new OwnAnswersLoader(broker);
    this.events = new EventHub({
      sessions: this.sessions,
      snapshots: this.snapshots,
      maxStreams: environment.STAMPEDE_STREAMS_MAX,
      shareOf: (client, max) => clients.shareOf(client, max),
      loadNewestPlayers: (session) => call(broker, "sessions.newestPlayers", { session }),
      beginDelivery: (...question) => this.credits.begin(...question),
      keepAliveMs: environment.STAMPEDE_STREAM_COMMENT_S * 1000,
    });
  }

  /** Events may have been lost: reload the cached sessions and snapshots. */
  markStale(): void {
    this.sessions.invalidate();
    this.snapshots.invalidate();
    this.events.revalidate();
  }

  /**
   * The session in a request's path, whose caller may have made its id up.
   *
   * @throws NotFound; RateLimited or TryAgain if too many unknown sessions are looked up
   */
  sessionAt(request: RequestContext): MaybePromise<CachedSession> {
    const id = request.params.id!;
    if (this.sessions.isKnown(id)) return this.sessions.get(id, request);
    const client = this.limits.clientAddress(request.req);
    return this.lookups.lookUp(id, client, async () => this.sessions.get(id, request));
  }

  /**
   * The session that a player's token names.
   *
   * @throws InvalidToken if the host has removed the player, Banned if for good; NotFound
   */
  sessionOf(player: Player, request?: RequestContext): MaybePromise<CachedSession> {
    return chain(this.sessions.get(player.sessionId, request), (session) => {
      const removal = removalOf(session.record, player.playerNo);
      if (removal) throw removal === "banned" ? new Banned() : new InvalidToken();
      return session;
    });
  }

  /**
   * The session that an answer's token names; undefined if there is no copy and none can be loaded in a second. A
   * receipt needs none.
   *
   * @throws InvalidToken, Banned and NotFound as `sessionOf`
   */
  sessionOfAnswer(player: Player, request: RequestContext): MaybePromise<CachedSession | undefined> {
    const session = this.sessionOf(player, request);
    return isPromise(session) ? orUndefined(session, SESSION_TIMEOUT_MS) : session;
  }

  /** Waits for all pending verdicts, even if their clients have disconnected, and flushes the ledger. */
  async close(): Promise<void> {
    await this.answers.close();
    await this.ledger.close();
    await this.workbooks.stop();
  }

  /** Applies a session from an event or from the reply to a command. */
  applySession(record: SessionRecord): void {
    applySession(this, record);
    this.joinCodes.apply(record);
  }

  /** Drops everything about a deleted session, and ends its event streams. */
  dropSession({ sessionNo, sessionId, code }: DeletedSession): void {
    this.sessions.drop(sessionId);
    this.snapshots.drop(sessionNo);
    this.joinCodes.forget(code);
    this.events.sessionDeleted(sessionId);
    this.credits.drop(sessionNo);
    this.ledger.drop(sessionNo);
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

/** The result of a load, or undefined if it takes too long or fails because a server is away. */
function orUndefined<T>(load: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  const loaded = load.catch((error) => {
    if (isUnavailable(error)) return undefined;
    throw error;
  });
  return within(loaded, timeoutMs, () => undefined);
}
