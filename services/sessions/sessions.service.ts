import type { Service, ServiceSchema, ServiceSettingSchema } from "moleculer";
import {
  JOIN_STATUS,
  type JoinVerdicts,
  type Page,
  type Results,
} from "../../platform/contracts/contracts.ts";
import { broadcast, type Ctx, call } from "../../platform/contracts/typed-broker.ts";
import { type Database, sqlState, UNIQUE_VIOLATION } from "../../platform/database/database.ts";
import { correctedKey, keyOf } from "../../platform/domain/question.ts";
import type { SessionRecord } from "../../platform/domain/session.ts";
import { NotFound, ValidationError } from "../../platform/errors.ts";
import { isId, newId } from "../../platform/ids.ts";
import { expose } from "../../platform/metrics/expose.ts";
import { resourcesOf } from "../../platform/node/node-resources.ts";
import { newCode, normalizeCode } from "./codes.ts";
import * as corrections from "./corrections.repo.ts";
import { addCorrection } from "./corrections.ts";
import * as schedule from "./due-times.repo.ts";
import { liveSessions } from "./live-sessions.repo.ts";
import { queryForecast } from "./load-forecast.repo.ts";
import { LoadForecast } from "./load-forecast.ts";
import { PlayerCountBroadcaster } from "./player-count-broadcaster.ts";
import * as players from "./players.repo.ts";
import { Scheduler } from "./scheduler.ts";
import { SessionCommands } from "./session-commands.ts";
import * as repo from "./sessions.repo.ts";
import { resolveSettings } from "./settings.ts";
import * as transitions from "./transitions.ts";

interface ServiceFields {
  db: Database;
  commands: SessionCommands;
  scheduler: Scheduler;
  playerCounts: PlayerCountBroadcaster;
  forecast: LoadForecast;
  joinedPlayers: number;
}
type SessionsService = Service<ServiceSettingSchema> & ServiceFields;

/** Live sessions: join codes, players, windows, and the scheduler that opens and closes them. */
const schema: ServiceSchema<ServiceSettingSchema, object, ServiceFields> = {
  name: "sessions",

  actions: {
    async create(this: SessionsService, ctx: Ctx<"sessions.create">): Promise<SessionRecord> {
      const { host, settings: requested } = ctx.params;
      const quiz = await call(ctx, "quiz.get", { host, id: requested.quizId });
      return insertNew(this, {
        host,
        quizId: quiz.id,
        version: quiz.version,
        title: quiz.title,
        questions: quiz.questions.length,
        settings: resolveSettings(requested, quiz, Date.now()),
      });
    },

    async list(this: SessionsService, ctx: Ctx<"sessions.list">): Promise<Page<SessionRecord>> {
      const { host, limit, cursor } = ctx.params;
      const below = cursor === undefined ? 2_147_483_647 : Number(cursor);
      if (!Number.isInteger(below) || below < 1 || below > 2_147_483_647) {
        throw new ValidationError([{ path: "cursor", reason: "is not a valid cursor" }]);
      }
      const items = await repo.listByHost(this.db, host, below, limit + 1);
      const page = items.slice(0, limit);
      return { items: page, nextCursor: items.length > limit ? String(page.at(-1)!.no) : null };
    },

    async get(this: SessionsService, ctx: Ctx<"sessions.get">) {
      return isId(ctx.params.id) ? repo.byId(this.db, ctx.params.id) : null;
    },

    async byNo(this: SessionsService, ctx: Ctx<"sessions.byNo">) {
      const session = await repo.byNo(this.db, ctx.params.no);
      return session && { session, corrections: await corrections.all(this.db, session.no) };
    },

    live(this: SessionsService, ctx: Ctx<"sessions.live">): Promise<Results["sessions.live"]> {
      return liveSessions(this.db, ctx.params.limit);
    },

    open: transitionHandler("open", transitions.open),
    next: transitionHandler("next", transitions.next),
    close: transitionHandler("close", (session, _limits, now) => transitions.close(session, now)),
    end: transitionHandler("end", (session, _limits, now) => transitions.end(session, now)),

    async removePlayer(this: SessionsService, ctx: Ctx<"sessions.removePlayer">): Promise<null> {
      const session = await this.commands.requireOwned(ctx.params.id, ctx.params.host);
      await this.commands.update(session.no, async (transaction) => {
        if (!(await players.remove(transaction, session.no, ctx.params.player))) throw new NotFound("player");
        await repo.applyChange(transaction, session.no, {});
        return true;
      });
      return null;
    },

    async void(this: SessionsService, ctx: Ctx<"sessions.void">): Promise<SessionRecord> {
      const { id, host, question, reason } = ctx.params;
      const session = await this.commands.requireOwned(id, host);
      if (question > session.questions) throw new NotFound("question");
      return this.commands.update(session.no, async (transaction, current) => {
        if (current.voided.includes(question)) return false;
        await addCorrection(
          transaction,
          session.no,
          { kind: "void", question, reason, from: null, to: null },
          true,
        );
        return true;
      });
    },

    async rekey(this: SessionsService, ctx: Ctx<"sessions.rekey">): Promise<SessionRecord> {
      const { id, host, question: no, body } = ctx.params;
      const session = await this.commands.requireOwned(id, host);
      const question = (await this.commands.content(session)).questions[no - 1];
      if (!question) throw new NotFound("question");
      const to = correctedKey(question, body);
      await this.commands.update(session.no, async (transaction, current) => {
        const from = current.keys[no] ?? keyOf(question);
        const correction = { kind: "key", question: no, reason: body.reason, from, to } as const;
        await addCorrection(transaction, session.no, correction, false);
        return true;
      });
      return this.commands.rescore(session, no);
    },

    async join(this: SessionsService, ctx: Ctx<"sessions.join">): Promise<JoinVerdicts> {
      const rows = await players.join(this.db, ctx.params.code.map(normalizeCode), ctx.params.nickname);
      for (const { no, id, players: count } of rows) {
        if (no !== null && id !== null && count !== null) {
          this.joinedPlayers++;
          this.playerCounts.update({ sessionNo: no, sessionId: id, players: count });
        }
      }
      return {
        status: rows.map((row) =>
          row.no === null
            ? JOIN_STATUS.unknownCode
            : row.playerNo === null
              ? JOIN_STATUS.tooLate
              : JOIN_STATUS.joined,
        ),
        sessionId: rows.map((row) => row.id),
        sessionNo: rows.map((row) => row.no ?? 0),
        playerNo: rows.map((row) => row.playerNo ?? 0),
      };
    },
  },

  created(this: SessionsService) {
    this.joinedPlayers = 0;
  },

  async started(this: SessionsService) {
    this.db = await resourcesOf(this.broker).database();
    const onError = (error: unknown) => this.logger.error("The session scheduler failed", error);
    this.commands = new SessionCommands(this.db, this.broker, onError);
    this.playerCounts = new PlayerCountBroadcaster(
      (count) => void broadcast(this.broker, "players.joined", count),
    );
    this.scheduler = new Scheduler({
      dueSessions: (now, excluded) => schedule.dueSessions(this.db, now, excluded),
      nextDueAt: (excluded) => schedule.nextDueAt(this.db, excluded),
      tick: (no, now) => this.commands.tick(no, now),
      onError,
    });
    this.forecast = new LoadForecast((leadTimes, maxSessionSeconds) =>
      queryForecast(this.db, leadTimes, maxSessionSeconds),
    );
    if (this.broker.isMetricsEnabled()) void this.forecast.start();
    this.forecast.expose(this.broker);
    expose(this.broker, "stampede_joined_players_total", () => this.joinedPlayers);
    void this.broker.waitForServices(["quiz"]).then(() => this.scheduler.wake());
  },

  async stopped(this: SessionsService) {
    this.playerCounts?.stop();
    this.forecast?.stop();
    await this.scheduler?.stop();
  },
};

/** The handler of a host's transition. It wakes the scheduler, because the next due time may have changed. */
function transitionHandler(
  name: "open" | "next" | "close" | "end",
  decide: Parameters<SessionCommands["execute"]>[1],
) {
  return async function (this: SessionsService, ctx: Ctx<`sessions.${typeof name}`>): Promise<SessionRecord> {
    const session = await this.commands.requireOwned(ctx.params.id, ctx.params.host);
    const changed = await this.commands.execute(session, decide);
    this.scheduler.wake();
    return changed;
  };
}

/** Writes a session with a code that no live session has. Of 387 million codes, a few attempts are enough. */
async function insertNew(
  service: SessionsService,
  session: Omit<Parameters<typeof repo.insert>[1], "id" | "code">,
): Promise<SessionRecord> {
  for (let attempt = 1; ; attempt++) {
    try {
      const no = await repo.insert(service.db, { ...session, id: newId(), code: newCode() });
      service.scheduler.wake();
      return (await repo.byNo(service.db, no))!;
    } catch (error) {
      if (sqlState(error) !== UNIQUE_VIOLATION || attempt === 5) throw error;
    }
  }
}

export default schema;
