import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { CallingOptions, Context, Service, ServiceSchema, ServiceSettingSchema } from "moleculer";
import ApiGateway from "moleculer-web";
import { EVENTS_MISSED } from "../../platform/broker/missed-events.ts";
import { nodesWithAction } from "../../platform/broker/nodes-with-action.ts";
import type { Results } from "../../platform/contracts/contracts.ts";
import type { Ctx, EventCtx } from "../../platform/contracts/typed-broker.ts";
import { createHttpServer, REQUEST_TIMEOUT_MS } from "../../platform/http/http-server.ts";
import { logsEveryAction } from "../../platform/logging/action-logger.ts";
import { maxConnections } from "../../platform/network/connection-budget.ts";
import { guardConnections } from "../../platform/network/connection-guard.ts";
import { exitOnListenError } from "../../platform/node/exit-on-listen-error.ts";
import { resourcesOf } from "../../platform/node/node-resources.ts";
import { missingServices, watchFirstReadiness } from "../../platform/node/readiness.ts";
import { Gateway } from "./gateway.ts";
import { exposeGatewayMetrics } from "./gateway-metrics.ts";
import { InFlight, SHUTDOWN_GRACE_MS } from "./http/in-flight.ts";
import { NodeRequestContext, send } from "./http/node-request-context.ts";
import { requestIdFrom } from "./http/request-id.ts";
import { notFoundPage } from "./pages/not-found-page.ts";
import { unknownAddress } from "./pages/unknown-address.ts";
import { NOT_BUILT_TEXT } from "./pages/web-pages.ts";
import { pages, webPages } from "./routes/pages.ts";
import { routes } from "./routes/routes.ts";
import { DirectHandler } from "./routing/direct-handler.ts";
import { dispatch } from "./routing/dispatch.ts";
import { errorReply } from "./routing/error-replies.ts";
import { RawHttpServer } from "./routing/raw-http-server.ts";
import { methodsOf, Router } from "./routing/router.ts";
import { applyPlayerCount, applyStats } from "./streams/apply-changes.ts";

type NodeRequest = IncomingMessage & { $ctx: Context; $params?: { params?: Record<string, string> } };
interface Settings extends ServiceSettingSchema {
  [name: string]: unknown;
}
interface Members {
  server: Server;
  gateway: Gateway;
  inFlight: InFlight;
  directHandler: DirectHandler;
  httpHandler(req: IncomingMessage, res: ServerResponse): void;
  rawHttpServer: RawHttpServer | undefined;
  /** Requests that Node's HTTP parser has read. */
  nodeRequestCount: number;
}
type ApiService = Service<Settings> & Members;

/** Longer than the 60 s for which load balancers usually keep idle connections, so that they close them first. */
const KEEP_ALIVE_MS = 75_000;

const moleculerWebHandler = (
  ApiGateway as unknown as { methods: { httpHandler(...args: unknown[]): Promise<void> } }
).methods.httpHandler;

/** The HTTP gateway: tokens, rate limits, event streams, and cached replies. It has no database. */
const schema: ServiceSchema<Settings, object, Members> = {
  name: "api",
  mixins: [ApiGateway as unknown as ServiceSchema],

  settings: {
    logRequest: null,
    logResponse: null,
    logRequestParams: null,
    logRouteRegistration: null,
    /** If false, moleculer-web routes every request: the replies are the same, but slower. For tests. */
    directRouting: true,
    /** Tracking is off, or Moleculer would wait for open streams at a stop; `InFlight` counts requests instead. */
    rootCallOptions(options: CallingOptions, req: IncomingMessage) {
      options.tracking = false;
      options.requestID = requestIdFrom(req.headers) as string;
    },
    onError(this: ApiService, req: NodeRequest, res: ServerResponse, error: unknown) {
      const json = errorReply(error, this.logger, req.$ctx?.requestID ?? undefined);
      const reply = (json.status === 404 && notFoundPage(req)) || json;
      this.gateway.onRequestFinished("", reply.status, performance.now());
      return send(res, reply, "", this.gateway.cors?.headersIfAllowed(req.headers.origin));
    },
    routes: [
      {
        path: "/",
        mappingPolicy: "restrict",
        mergeParams: false,
        bodyParsers: false,
        logging: false,
        aliases: Object.fromEntries(
          [...routes, ...pages].flatMap((route) =>
            methodsOf(route).map((method) => [
              `${method} ${route.path}`,
              function (this: ApiService, req: NodeRequest, res: ServerResponse) {
                const requestId = req.$ctx.requestID ?? "";
                const request = new NodeRequestContext(
                  req,
                  res,
                  req.$params?.params ?? {},
                  requestId,
                  () => req.$ctx,
                );
                dispatch(this.gateway, route, request, this.logger);
              },
            ]),
          ),
        ),
      },
    ],
  },

  actions: {
    /** Stores this gateway's counts of answers now; an audit calls it on every gateway. */
    async flushLedger(this: ApiService): Promise<null> {
      await this.gateway.ledger.flush();
      return null;
    },

    /** Tries to deliver the answers that this gateway put off, and says how many of a session still wait. */
    async putOffAnswers(
      this: ApiService,
      ctx: Ctx<"api.putOffAnswers">,
    ): Promise<Results["api.putOffAnswers"]> {
      await this.gateway.answers.putOff.delivery.run();
      return this.gateway.answers.putOff.answers.waiting(ctx.params.session);
    },

    /** This gateway's load, for operators. */
    streams(this: ApiService, ctx: Ctx<"api.streams">): Results["api.streams"] {
      const { events, answers, environment } = this.gateway;
      return {
        streams: events.streamCount,
        maxStreams: environment.STAMPEDE_STREAMS_MAX,
        sessionStreams: ctx.params.sessions.map((session) => events.subscriberCount(session)),
        requests: Math.max(0, this.inFlight.count - events.streamCount),
        pendingAnswers: answers.pending,
      };
    },

    /** Which players stream a session at this gateway; the owner of its board asks before a question closes early. */
    streamingPlayers(
      this: ApiService,
      { params: { session, player, block } }: Ctx<"api.streamingPlayers">,
    ): Results["api.streamingPlayers"] {
      const players = this.gateway.events.streamingPlayers(session);
      return {
        opened: players?.opened ?? 0,
        isStreaming: player !== undefined && (players?.has(player) ?? false),
        players: block === undefined ? null : (players?.pack(block) ?? ""),
        lastPlayer: players?.last ?? 0,
        gateways: nodesWithAction(this.broker, "api.flushLedger"),
      };
    },
  },

  events: {
    "session.changed"(this: ApiService, ctx: EventCtx<"session.changed">) {
      this.gateway.applySession(ctx.params.session);
    },
    "session.deleted"(this: ApiService, ctx: EventCtx<"session.deleted">) {
      this.gateway.dropSession(ctx.params);
    },
    "players.joined"(this: ApiService, ctx: EventCtx<"players.joined">) {
      applyPlayerCount(this.gateway, ctx.params);
    },
    [EVENTS_MISSED](this: ApiService) {
      this.gateway.markStale();
    },
    "stats.updated"(this: ApiService, ctx: EventCtx<"stats.updated">) {
      applyStats(this.gateway, ctx.params.snapshot);
    },
  },

  methods: {
    /** Replaces moleculer-web's method of this name. */
    createServer(this: ApiService): void {
      this.server = createHttpServer((req, res) => this.httpHandler(req, res));
    },

    /** Handles a request that Node's parser has read. moleculer-web routes what the router has no route for. */
    httpHandler(this: ApiService, req: IncomingMessage, res: ServerResponse): void {
      this.nodeRequestCount++;
      if (this.rawHttpServer?.closesAfterReply(req.socket)) res.shouldKeepAlive = false;
      if (this.directHandler.tryHandle(req, res)) return;
      this.inFlight.track(res);
      void moleculerWebHandler.call(this, req, res);
    },
  },

  created(this: ApiService) {
    const resources = resourcesOf(this.broker);
    const { PORT, NATS_URL, STAMPEDE_ADDRESS, STAMPEDE_RAW_HTTP } = resources.environment;
    this.settings.port = PORT;
    this.settings.ip = STAMPEDE_ADDRESS;
    this.gateway = new Gateway(this.broker, resources);
    resources.readinessChecks.push(missingServices(this.broker));
    const firstReadiness = watchFirstReadiness(this.broker);
    if (!webPages.areBuilt) this.logger.warn(NOT_BUILT_TEXT);
    this.server.keepAliveTimeout = KEEP_ALIVE_MS;
    // Runs before moleculer-web's listener, which would log a stack trace; later errors are left to that listener.
    this.server.prependListener("error", (error) => {
      if (!this.server.listening) exitOnListenError(this.broker, "PORT", error);
    });
    const { broker, gateway, logger, settings } = this;
    const router = settings.directRouting
      ? new Router([...routes, ...pages], unknownAddress)
      : new Router([]);
    this.nodeRequestCount = 0;
    this.rawHttpServer =
      STAMPEDE_RAW_HTTP === "on"
        ? new RawHttpServer(this.server, {
            broker,
            gateway,
            logger,
            router,
            keepAliveMs: KEEP_ALIVE_MS,
            requestTimeoutMs: REQUEST_TIMEOUT_MS,
          })
        : undefined;
    const connections = guardConnections(this.server, {
      max: maxConnections(
        resources.environment.STAMPEDE_CONNECTIONS_MAX,
        resources.environment.DATABASE_URL === undefined,
      ),
      maxOf: (address, max) => gateway.limits.clients.connectionShareOf(address, max),
      isBusy: (socket) => this.rawHttpServer?.isHandling(socket) ?? false,
    });
    this.inFlight = new InFlight(
      this.server,
      this.rawHttpServer,
      NATS_URL ? SHUTDOWN_GRACE_MS.clustered : SHUTDOWN_GRACE_MS.standalone,
    );
    exposeGatewayMetrics(broker, gateway, this.inFlight, connections, () => ({
      raw: this.rawHttpServer?.requestCount ?? 0,
      node: this.nodeRequestCount,
    }));
    if (logsEveryAction(resources.environment)) {
      gateway.logRequest = (operation, { requestId, status, startedAt }) =>
        logger.debug(operation, { requestId, status, ms: Math.round(performance.now() - startedAt) });
    }
    this.directHandler = new DirectHandler(router, {
      broker,
      gateway,
      inFlight: this.inFlight,
      logger,
    });
    resources.addStopHook(async () => {
      firstReadiness.stop();
      // A standalone node ends all streams at once: no other gateway could serve them meanwhile.
      const streamsMs = NATS_URL ? this.gateway.events.closingTimeMs : 0;
      const closed = this.inFlight.closeServer(streamsMs);
      await this.gateway.events.close(streamsMs);
      await closed;
      await this.gateway.close();
    });
  },
};

export default schema;
