import type { Service, ServiceSchema, ServiceSettingSchema } from "moleculer";
import { currentTime, processClock } from "../../platform/clock.ts";
import type { HostStep, OldStep, Page, Results } from "../../platform/contracts/contracts.ts";
import { broadcast, type Ctx } from "../../platform/contracts/typed-broker.ts";
import type { Database } from "../../platform/database/database.ts";
import { correctedKey, keyOf } from "../../platform/domain/question.ts";
import type { SessionRecord } from "../../platform/domain/session.ts";
import { readJoinCode } from "../../platform/domain/text/join-code.ts";
import { NotFound, ValidationError } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import { expose } from "../../platform/metrics/expose.ts";
import { resourcesOf } from "../../platform/node/node-resources.ts";
import { setLimit } from "../../platform/quotas/host-usage.repo.ts";
import { Quotas } from "../../platform/quotas/quotas.ts";
import * as corrections from "./corrections.repo.ts";
import { addCorrection } from "./corrections.ts";
import * as schedule from "./due-times.repo.ts";
import { checkStillValid, decideStep, type StepDetails } from "./host-steps.ts";
import type { Housekeeping } from "./housekeeping.ts";
import { housekeepingOf, lifecycleActions } from "./lifecycle-actions.ts";
import { liveSessions } from "./live-sessions.repo.ts";
import { queryForecast } from "./load-forecast.repo.ts";
import { LoadForecast } from "./load-forecast.ts";
import { playerActions } from "./player-actions.ts";
import { PlayerCountBroadcaster } from "./player-count-broadcaster.ts";
import { Scheduler } from "./scheduler.ts";
import { SessionCommands } from "./session-commands.ts";
import * as repo from "./sessions.repo.ts";
import * as signInCodes from "./sign-in-codes.repo.ts";
import { closeAnswered } from "./transitions.ts";

interface ServiceFields {
  db: Database;
  quotas: Quotas;
  commands: SessionCommands;
  scheduler: Scheduler;
  housekeeping: Housekeeping;
  playerCounts: PlayerCountBroadcaster;
  forecast: LoadForecast;
  joinedPlayers: number;
}
type SessionsService = Service<ServiceSettingSchema> & ServiceFields;

/** Live sessions: join codes, players, windows, and the scheduler that opens and closes them. */
const schema: ServiceSchema<ServiceSettingSchema, object, ServiceFields> = {
  name: "sessions",

  actions: {
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

    hasOtherIds(this: SessionsService, ctx: Ctx<"sessions.hasOtherIds">): Promise<boolean> {
      return repo.hasOtherIds(this.db, ctx.params.keyName);
    },

    async byNo(this: SessionsService, ctx: Ctx<"sessions.byNo">) {
      const session = await repo.byNo(this.db, ctx.params.no);
      return session && { session, corrections: await corrections.all(this.db, session.no) };
    },

    byCode(this: SessionsService, ctx: Ctx<"sessions.byCode">) {
      const code = readJoinCode(ctx.params.code);
      return code === null ? null : repo.byCode(this.db, code);
    },

    hostUsage(this: SessionsService, ctx: Ctx<"sessions.hostUsage">): Promise<Results["sessions.hostUsage"]> {
      return this.quotas.of(this.db, ctx.params.host);
    },

    async setHostLimit(
      this: SessionsService,
      ctx: Ctx<"sessions.setHostLimit">,
    ): Promise<Results["sessions.setHostLimit"]> {
      const { host, quota, limit } = ctx.params;
      await setLimit(this.db, host, quota, limit);
      return this.quotas.of(this.db, host);
    },

    useSignInCode(
      this: SessionsService,
      { params: { id, useKey, expiresAt } }: Ctx<"sessions.useSignInCode">,
    ): Promise<boolean> {
      return signInCodes.use(this.db, id, useKey, expiresAt);
    },

    live(this: SessionsService, ctx: Ctx<"sessions.live">): Promise<Results["sessions.live"]> {
      return liveSessions(this.db, ctx.params.limit, currentTime());
    },

    step(this: SessionsService, ctx: Ctx<"sessions.step">): Promise<SessionRecord> {
      const { step, question, byMs, arrival, stepId, validUntil } = ctx.params;
      checkStillValid(validUntil);
      return takeStep(this, ctx.params, step, { question, byMs, arrival }, stepId);
    },

    open: stepHandler("open"),
    next: stepHandler("next"),
    close: stepHandler("close"),
    end: stepHandler("end"),

    async closeAnswered(
      this: SessionsService,
      { params: { no, question } }: Ctx<"sessions.closeAnswered">,
    ): Promise<SessionRecord | null> {
      const session = await repo.byNo(this.db, no);
      if (!session) return null;
      const closed = await this.commands.execute(session, (current, limits, now) =>
        closeAnswered(current, limits, now, question),
      );
      this.scheduler.wake();
      return closed;
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

    ...lifecycleActions,
    ...playerActions,
  },

  created(this: SessionsService) {
    this.joinedPlayers = 0;
  },

  async started(this: SessionsService) {
    const resources = resourcesOf(this.broker);
    this.db = await resources.database();
    // The system's clock may have been set back since this node, or another one, decided something.
    processClock.advanceTo((await repo.newestDecision(this.db).catch(() => null)) ?? 0);
    this.quotas = new Quotas(resources.environment);
    const onError = (error: unknown) => this.logger.error("The session scheduler failed", error);
    this.commands = new SessionCommands(this.db, this.broker, onError);
    this.playerCounts = new PlayerCountBroadcaster(
      (joined) => void broadcast(this.broker, "players.joined", joined),
    );
    this.scheduler = new Scheduler({
      dueSessions: (now, excluded) => schedule.dueSessions(this.db, now, excluded),
      nextDueAt: (excluded) => schedule.nextDueAt(this.db, excluded),
      tick: (no, now) => this.commands.tick(no, now),
      onError,
    });
    this.housekeeping = housekeepingOf(this.db, this.broker, (error) =>
      this.logger.error("The deletion of old rows failed", error),
    );
    this.housekeeping.wake();
    this.forecast = new LoadForecast((leadTimes, maxSessionSeconds) =>
      queryForecast(this.db, leadTimes, maxSessionSeconds, this.quotas.defaults.expectedPlayers),
    );
    if (this.broker.isMetricsEnabled()) void this.forecast.start();
    this.forecast.expose(this.broker);
    expose(this.broker, "stampede_joined_players_total", () => this.joinedPlayers);
    void this.broker.waitForServices(["quiz"]).then(() => this.scheduler.wake());
  },

  async stopped(this: SessionsService) {
    this.playerCounts?.stop();
    this.forecast?.stop();
    await this.housekeeping?.stop();
    await this.scheduler?.stop();
  },
};

/** Takes a host's step. It wakes the scheduler, because the next due time may have changed. */
async function takeStep(
  service: SessionsService,
  { id, host }: { id: string; host: string },
  step: HostStep,
  details: StepDetails = {},
  stepId?: string,
): Promise<SessionRecord> {
  const session = await service.commands.requireOwned(id, host);
  const changed = await service.commands.execute(session, decideStep(step, details, session), stepId);
  service.scheduler.wake();
  return changed;
}

/** The handler of a step that names nothing. */
function stepHandler(step: OldStep) {
  return function (this: SessionsService, ctx: Ctx<`sessions.${OldStep}`>): Promise<SessionRecord> {
    return takeStep(this, ctx.params, step);
  };
}

export default schema;
