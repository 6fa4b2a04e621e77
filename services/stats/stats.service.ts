import type { Context, Service, ServiceBroker, ServiceSchema, ServiceSettingSchema } from "moleculer";
import { EVENTS_MISSED } from "../../platform/broker/missed-events.ts";
import type { Results } from "../../platform/contracts/contracts.ts";
import { broadcast, type Ctx, call, type EventCtx } from "../../platform/contracts/typed-broker.ts";
import { resourcesOf } from "../../platform/node/node-resources.ts";
import { ReportTables } from "./analysis/report-tables.ts";
import { closingCalls } from "./closing/closing-calls.ts";
import { LiveBoards } from "./live/live-boards.ts";
import { exposeRefreshMetrics, RefreshMetrics } from "./live/refresh-metrics.ts";
import { WorkerPools } from "./worker/worker-pools.ts";

interface StatsService extends Service {
  boards: LiveBoards;
  workers: WorkerPools;
}

/** All calls and events of one session are routed to one node, which owns its board. */
const BY_SESSION = { strategy: "Shard", strategyOptions: { shardKey: "session" } };

const stats: ServiceSchema<ServiceSettingSchema, object, object, StatsService> = {
  name: "stats",

  actions: {
    snapshot: {
      ...BY_SESSION,
      handler(this: StatsService, { params }: Ctx<"stats.snapshot">) {
        return this.boards.snapshot(params.session);
      },
    },
    standings: {
      ...BY_SESSION,
      handler(this: StatsService, { params }: Ctx<"stats.standings">) {
        return this.boards.standings(params.session, params.players);
      },
    },
    leaderboard: {
      ...BY_SESSION,
      handler(this: StatsService, { params }: Ctx<"stats.leaderboard">) {
        return this.boards.leaderboard(params);
      },
    },
    report: {
      ...BY_SESSION,
      handler(this: StatsService, { params }: Ctx<"stats.report">) {
        return this.boards.report(params.session);
      },
    },
    places(this: StatsService, { params }: Ctx<"stats.places">): Promise<Results["stats.places"]> {
      return this.boards.places(params);
    },
    counted: {
      ...BY_SESSION,
      handler(this: StatsService, { params }: Ctx<"stats.counted">) {
        return this.boards.counted(params.session);
      },
    },
    rebuild: {
      ...BY_SESSION,
      handler(this: StatsService, { params }: Ctx<"stats.rebuild">) {
        return this.boards.rebuild(params.session);
      },
    },
    boards(this: StatsService, { params }: Ctx<"stats.boards">): Results["stats.boards"] {
      return this.boards.states(params.sessions);
    },
  },

  events: {
    "answers.stored": {
      ...BY_SESSION,
      handler(this: StatsService, { params }: EventCtx<"answers.stored">) {
        this.boards.answersStored(params);
      },
    },
    [EVENTS_MISSED](this: StatsService) {
      void this.boards.resync();
    },
    "$node.disconnected"(this: StatsService) {
      // After the balancer has handled this event too.
      setImmediate(() => this.boards.adoptOrphans());
    },
    "session.changed"(this: StatsService, { params }: EventCtx<"session.changed">) {
      this.boards.sessionChanged(params);
    },
    "session.deleted"(this: StatsService, { params }: EventCtx<"session.deleted">) {
      this.boards.sessionDeleted(params);
    },
    "players.joined"(this: StatsService, { params }: EventCtx<"players.joined">) {
      this.boards.playersJoined(params);
    },
  },

  async started(this: StatsService) {
    const { broker, logger } = this;
    const resources = resourcesOf(broker);
    await resources.database();
    const { environment, cache } = resources;
    this.workers = new WorkerPools(environment.STAMPEDE_STATS_THREADS);
    const refreshMetrics = new RefreshMetrics();
    this.boards = new LiveBoards(
      {
        intervalBounds: {
          minMs: environment.STATS_MIN_INTERVAL_MS,
          maxMs: environment.STATS_MAX_INTERVAL_MS,
        },
        cache,
        workers: this.workers,
        nodeId: broker.nodeID,
        reportTables: new ReportTables(),
        closing: closingCalls(broker, logger),
        database: () => resources.database(),
        lookUpSession: (no) => call(broker, "sessions.byNo", { no }),
        lookUpContent: (id, version) => call(broker, "quiz.content", { id, version }),
        announce: (snapshot) => broadcast(broker, "stats.updated", { snapshot }),
        metrics: refreshMetrics,
        maxBoardBytes: environment.STAMPEDE_BOARDS_MIB * 2 ** 20,
        onEvict: (sessionNo) =>
          logger.warn(`Evicted the board of session ${sessionNo}: STAMPEDE_BOARDS_MIB reached.`),
        onError: (sessionNo, error) =>
          logger.warn(`Could not refresh the stats of session ${sessionNo}.`, error),
      },
      (sessionNo) => isOwner(broker, sessionNo),
    );
    exposeRefreshMetrics(broker, refreshMetrics, this.boards);
  },

  async stopped(this: StatsService) {
    this.boards?.stop();
    await this.workers?.stop();
  },
};

/** Whether the balancer currently routes a session's calls to this node. */
function isOwner(broker: ServiceBroker, session: number): boolean {
  const endpoint = broker.findNextActionEndpoint("stats.snapshot", {}, { params: { session } } as Context);
  return "local" in endpoint && endpoint.local;
}

export default stats;
