import type { Context, Service, ServiceBroker, ServiceSchema, ServiceSettingSchema } from "moleculer";
import type { Connected } from "../../platform/broker/transport.ts";
import type { Results } from "../../platform/contracts/contracts.ts";
import { broadcast, type Ctx, call, type EventCtx } from "../../platform/contracts/typed-broker.ts";
import { footingOf } from "../../platform/node/node-resources.ts";
import { FinalTables } from "./analysis/report-tables.ts";
import { LiveBoards } from "./live/live-boards.ts";
import { exposeRefreshes, RefreshMeter } from "./live/refresh-metrics.ts";
import { StatsThreads } from "./worker/worker-pools.ts";

interface StatsService extends Service {
  boards: LiveBoards;
  threads: StatsThreads;
}

/** All calls and events of one session go to one node, which has its board. */
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
    "$transporter.connected"(this: StatsService, ctx: Context<Connected>) {
      if (ctx.params.wasReconnect) void this.boards.recheck();
    },
    "$node.disconnected"(this: StatsService) {
      // Once the balancer has heard of it too.
      setImmediate(() => this.boards.takeUp());
    },
    "session.changed"(this: StatsService, { params }: EventCtx<"session.changed">) {
      this.boards.sessionChanged(params);
    },
    "players.joined"(this: StatsService, { params }: EventCtx<"players.joined">) {
      this.boards.playersJoined(params);
    },
  },

  async started(this: StatsService) {
    const { broker, logger } = this;
    const footing = footingOf(broker);
    await footing.database();
    const { environment, cache } = footing;
    this.threads = new StatsThreads(environment.STAMPEDE_STATS_THREADS);
    const meter = new RefreshMeter();
    this.boards = new LiveBoards(
      {
        bounds: { minMs: environment.STATS_MIN_INTERVAL_MS, maxMs: environment.STATS_MAX_INTERVAL_MS },
        cache,
        threads: this.threads,
        name: broker.nodeID,
        tables: new FinalTables(),
        database: () => footing.database(),
        session: (no) => call(broker, "sessions.byNo", { no }),
        content: (id, version) => call(broker, "quiz.content", { id, version }),
        announce: (snapshot) => broadcast(broker, "stats.updated", { snapshot }),
        meter,
        boardsBytes: environment.STAMPEDE_BOARDS_MIB * 2 ** 20,
        letGo: (sessionNo) =>
          logger.warn(`The board of session ${sessionNo} made room for others (STAMPEDE_BOARDS_MIB).`),
        failed: (sessionNo, error) =>
          logger.warn(`The figures of session ${sessionNo} could not be refreshed.`, error),
      },
      (sessionNo) => isOwner(broker, sessionNo),
    );
    exposeRefreshes(broker, meter, this.boards);
  },

  async stopped(this: StatsService) {
    this.boards?.stop();
    await this.threads?.stop();
  },
};

/** Whether a session's calls come to this node, as the balancer of the actions sees it right now. */
function isOwner(broker: ServiceBroker, session: number): boolean {
  const endpoint = broker.findNextActionEndpoint("stats.snapshot", {}, { params: { session } } as Context);
  return "local" in endpoint && endpoint.local;
}

export default stats;
