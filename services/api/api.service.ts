import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { CallingOptions, Context, Service, ServiceSchema, ServiceSettingSchema } from "moleculer";
import ApiGateway from "moleculer-web";
import type { Connected } from "../../platform/broker/transport.ts";
import type { Results } from "../../platform/contracts/contracts.ts";
import type { Ctx, EventCtx } from "../../platform/contracts/typed-broker.ts";
import { NotFound } from "../../platform/errors.ts";
import { tellsEveryHop } from "../../platform/logging/action-logger.ts";
import { endUnheard } from "../../platform/node/exit-on-listen-error.ts";
import { footingOf } from "../../platform/node/node-resources.ts";
import { Gateway } from "./gateway.ts";
import { exposeGateway } from "./gateway-metrics.ts";
import { InFlight, LONGEST_WAIT_MS } from "./http/in-flight.ts";
import { refuseMalformed } from "./http/malformed-requests.ts";
import { HttpExchange, send } from "./http/node-request-context.ts";
import { givenRequestId } from "./http/request-id.ts";
import { missingServices } from "./routes/operations-routes.ts";
import { routes } from "./routes/routes.ts";
import { FastWay } from "./routing/direct-handler.ts";
import { dispatch } from "./routing/dispatch.ts";
import { refusal } from "./routing/error-replies.ts";
import { PlainWay } from "./routing/raw-http-server.ts";
import type { Route } from "./routing/route.ts";
import { FastRoutes } from "./routing/router.ts";

type Request = IncomingMessage & { $ctx: Context; $params?: { params?: Record<string, string> } };
interface Settings extends ServiceSettingSchema {
  [name: string]: unknown;
}
interface Parts {
  server: Server;
  gateway: Gateway;
  inFlight: InFlight;
  fastWay: FastWay;
  /** The routes of moleculer-web, once made. */
  routes: { cors: unknown }[];
  /** moleculer-web's own: writes what pages of other sites must be told. @throws where they may not call */
  corsHandler(route: { cors: unknown }, req: IncomingMessage, res: ServerResponse): boolean;
}
type ApiService = Service<Settings> & Parts;

/** A load balancer in front keeps its idle connections for 60 s; ours must outlive them. */
const KEEP_ALIVE_MS = 75_000;
/** The longest that a client may take to send a request. */
const REQUEST_TIMEOUT_MS = 30_000;

const ordinaryWay = (ApiGateway as unknown as { methods: { httpHandler(...args: unknown[]): Promise<void> } })
  .methods.httpHandler;

/** HTTP: tokens, limits, event streams, and the node's own copy of hot bytes. It has no database. */
const schema: ServiceSchema<Settings, object, Parts> = {
  name: "api",
  mixins: [ApiGateway as unknown as ServiceSchema],

  settings: {
    logRequest: null,
    logResponse: null,
    logRequestParams: null,
    logRouteRegistration: null,
    requestTimeout: REQUEST_TIMEOUT_MS,
    /** Off, every request goes through moleculer-web; nobody but the clock can tell. */
    fastRoutes: true,
    /** Off, Node's own server reads all requests; nobody but the clock can tell either. */
    plainConnections: true,
    /** Requests are counted by the gateway itself: an open stream must not hold up a stop. */
    rootCallOptions(options: CallingOptions, req: IncomingMessage) {
      options.tracking = false;
      options.requestID = givenRequestId(req.headers) as string;
    },
    onError(this: ApiService, req: Request, res: ServerResponse, error: unknown) {
      const reply = refusal(error, this.logger, req.$ctx?.requestID ?? undefined);
      this.gateway.finished("", reply.status, performance.now());
      return send(res, reply);
    },
    routes: [
      {
        path: "/",
        mappingPolicy: "restrict",
        mergeParams: false,
        bodyParsers: false,
        logging: false,
        aliases: Object.fromEntries(
          routes.flatMap((route) =>
            methodsOf(route).map((method) => [
              `${method} ${route.path}`,
              function (this: ApiService, req: Request, res: ServerResponse) {
                // moleculer-web routes a preflight by the method that it asks for: it must not do the deed.
                if (req.method === "OPTIONS") throw new NotFound("method at this address");
                const requestId = req.$ctx.requestID ?? "";
                const exchange = new HttpExchange(
                  req,
                  res,
                  req.$params?.params ?? {},
                  requestId,
                  () => req.$ctx,
                );
                dispatch(this.gateway, route, exchange, this.logger);
              },
            ]),
          ),
        ),
      },
    ],
  },

  actions: {
    /** Writes down what this gateway has counted; the audit asks each gateway for it. */
    async writeBooks(this: ApiService): Promise<null> {
      await this.gateway.books.write();
      return null;
    },

    /** What this gateway holds open, for operators. */
    streams(this: ApiService, ctx: Ctx<"api.streams">): Results["api.streams"] {
      const { events, answers, environment } = this.gateway;
      return {
        streams: events.open,
        mostStreams: environment.STAMPEDE_STREAMS_MAX,
        sessionStreams: ctx.params.sessions.map((session) => events.followers(session)),
        requests: Math.max(0, this.inFlight.count - events.open),
        heldAnswers: answers.held,
      };
    },
  },

  events: {
    "session.changed"(this: ApiService, ctx: EventCtx<"session.changed">) {
      this.gateway.sessions.hear(ctx.params.session);
    },
    "players.joined"(this: ApiService, ctx: EventCtx<"players.joined">) {
      const known = this.gateway.sessions.hearPlayers(ctx.params.sessionId, ctx.params.players);
      if (known) this.gateway.events.playersJoined(known);
    },
    "$transporter.connected"(this: ApiService, ctx: Context<Connected>) {
      if (ctx.params.wasReconnect) this.gateway.doubt();
    },
    "stats.updated"(this: ApiService, ctx: EventCtx<"stats.updated">) {
      this.gateway.events.figuresUpdated(ctx.params.snapshot);
    },
  },

  methods: {
    /** Takes the load straight to its routes; moleculer-web routes all else. */
    httpHandler(this: ApiService, req: IncomingMessage, res: ServerResponse): void {
      if (this.fastWay.take(req, res)) return;
      this.inFlight.track(res);
      void ordinaryWay.call(this, req, res);
    },
  },

  created(this: ApiService) {
    const footing = footingOf(this.broker);
    const { PORT, NATS_URL, STAMPEDE_ADDRESS, STAMPEDE_CORS_ORIGINS } = footing.environment;
    this.settings.port = PORT;
    this.settings.ip = STAMPEDE_ADDRESS;
    const origins = new Set(STAMPEDE_CORS_ORIGINS);
    if (origins.size > 0) {
      const cors = {
        origin: (origin: string) => origins.has(origin),
        methods: ["GET", "POST", "PUT", "DELETE"],
        allowedHeaders: ["Authorization", "Content-Type", "If-Match", "If-None-Match", "Last-Event-ID"],
        exposedHeaders: ["ETag", "Location", "Retry-After"],
        maxAge: 3600,
      };
      this.settings.cors = cors;
      for (const route of this.routes) route.cors = cors;
    }
    this.gateway = new Gateway(this.broker, footing);
    footing.needs.push(missingServices(this.broker));
    this.server.keepAliveTimeout = KEEP_ALIVE_MS;
    this.server.headersTimeout = KEEP_ALIVE_MS + 1000;
    refuseMalformed(this.server);
    // Before moleculer-web's own, which shows a stack; later errors are its to log.
    this.server.prependListener("error", (error) => {
      if (!this.server.listening) endUnheard(this.broker, "PORT", error);
    });
    const { broker, gateway, logger, settings } = this;
    const { cors } = settings;
    const fastRoutes = new FastRoutes(settings.fastRoutes ? routes : []);
    const plainWay = settings.plainConnections
      ? new PlainWay(this.server, {
          broker,
          gateway,
          logger,
          routes: fastRoutes,
          hasCors: cors !== undefined,
          keepAliveMs: KEEP_ALIVE_MS,
          requestMs: REQUEST_TIMEOUT_MS,
        })
      : undefined;
    this.inFlight = new InFlight(
      this.server,
      plainWay,
      NATS_URL ? LONGEST_WAIT_MS.inCluster : LONGEST_WAIT_MS.alone,
    );
    exposeGateway(broker, gateway, this.inFlight);
    if (tellsEveryHop(footing.environment)) {
      gateway.tell = (operation, { requestId, status, startedAt }) =>
        logger.debug(operation, { requestId, status, ms: Math.round(performance.now() - startedAt) });
    }
    this.fastWay = new FastWay(fastRoutes, {
      broker,
      gateway,
      inFlight: this.inFlight,
      logger,
      cors: cors ? (req, res) => this.corsHandler({ cors }, req, res) : null,
    });
    footing.onStopping(async () => {
      const closed = this.inFlight.closeServer();
      this.gateway.events.close();
      await closed;
      await this.gateway.close();
    });
  },
};

/** What can be got can be asked for by HEAD: the same reply without its body. A stream has no end to tell of. */
function methodsOf({ method, operation }: Route): string[] {
  return method === "GET" && operation !== "streamEvents" ? ["GET", "HEAD"] : [method];
}

export default schema;
