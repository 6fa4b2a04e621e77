import type { Service, ServiceSchema, ServiceSettingSchema } from "moleculer";
import { JOIN, type JoinVerdicts, type Page, type Results } from "../../platform/contracts/contracts.ts";
import { broadcast, type Ctx, call } from "../../platform/contracts/typed-broker.ts";
import { type Database, sqlState, UNIQUE_VIOLATION } from "../../platform/database/database.ts";
import { keyOf } from "../../platform/domain/quiz.ts";
import type { SessionRecord } from "../../platform/domain/session.ts";
import { NotFound, ValidationError } from "../../platform/errors.ts";
import { isId, newId } from "../../platform/ids.ts";
import { expose } from "../../platform/metrics/expose.ts";
import { footingOf } from "../../platform/node/node-resources.ts";
import { newCode, normalCode } from "./codes.ts";
import * as corrections from "./corrections.repo.ts";
import { correct } from "./corrections.ts";
import { correctedKey } from "./keys.ts";
import { liveSessions } from "./live-sessions.repo.ts";
import { lookAhead } from "./load-forecast.repo.ts";
import { Outlook } from "./load-forecast.ts";
import { JoinedCounts } from "./player-count-broadcaster.ts";
import * as players from "./players.repo.ts";
import * as due from "./schedule.repo.ts";
import { Clock } from "./scheduler.ts";
import { Steps } from "./session-commands.ts";
import * as repo from "./sessions.repo.ts";
import { settle } from "./settings.ts";
import * as programme from "./transitions.ts";

interface Parts {
  db: Database;
  steps: Steps;
  clock: Clock;
  joined: JoinedCounts;
  outlook: Outlook;
  letIn: number;
}
type SessionsService = Service<ServiceSettingSchema> & Parts;

/** Live runs: join codes, players, windows, and the clock that opens and closes. */
const schema: ServiceSchema<ServiceSettingSchema, object, Parts> = {
  name: "sessions",

  actions: {
    async create(this: SessionsService, ctx: Ctx<"sessions.create">): Promise<SessionRecord> {
      const { host, settings: asked } = ctx.params;
      const quiz = await call(ctx, "quiz.get", { host, id: asked.quizId });
      return insertNew(this, {
        host,
        quizId: quiz.id,
        version: quiz.version,
        title: quiz.title,
        questions: quiz.questions.length,
        settings: settle(asked, quiz, Date.now()),
      });
    },

    async list(this: SessionsService, ctx: Ctx<"sessions.list">): Promise<Page<SessionRecord>> {
      const { host, limit, cursor } = ctx.params;
      const below = cursor === undefined ? 2_147_483_647 : Number(cursor);
      if (!Number.isInteger(below) || below < 1 || below > 2_147_483_647) {
        throw new ValidationError([{ path: "cursor", reason: "is not one that a list gave" }]);
      }
      const items = await repo.ofHost(this.db, host, below, limit + 1);
      const more = items.length > limit;
      const shown = items.slice(0, limit);
      return { items: shown, nextCursor: more ? String(shown.at(-1)!.no) : null };
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

    open: step("open", programme.open),
    next: step("next", programme.next),
    close: step("close", (session, _limits, now) => programme.close(session, now)),
    end: step("end", (session, _limits, now) => programme.end(session, now)),

    async removePlayer(this: SessionsService, ctx: Ctx<"sessions.removePlayer">): Promise<null> {
      const session = await this.steps.owned(ctx.params.id, ctx.params.host);
      await this.steps.change(session.no, async (transaction) => {
        if (!(await players.remove(transaction, session.no, ctx.params.player))) throw new NotFound("player");
        await repo.apply(transaction, session.no, {});
        return true;
      });
      return null;
    },

    async void(this: SessionsService, ctx: Ctx<"sessions.void">): Promise<SessionRecord> {
      const { id, host, question, reason } = ctx.params;
      const session = await this.steps.owned(id, host);
      if (question > session.questions) throw new NotFound("question");
      return this.steps.change(session.no, async (transaction, current) => {
        if (current.voided.includes(question)) return false;
        await correct(
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
      const session = await this.steps.owned(id, host);
      const question = (await this.steps.content(session)).questions[no - 1];
      if (!question) throw new NotFound("question");
      const to = correctedKey(question, body);
      await this.steps.change(session.no, async (transaction, current) => {
        const from = current.keys[no] ?? keyOf(question);
        const correction = { kind: "key", question: no, reason: body.reason, from, to } as const;
        await correct(transaction, session.no, correction, false);
        return true;
      });
      return this.steps.rescore(session, no);
    },

    async join(this: SessionsService, ctx: Ctx<"sessions.join">): Promise<JoinVerdicts> {
      const rows = await players.join(this.db, ctx.params.code.map(normalCode), ctx.params.nickname);
      for (const { no, id, players: count } of rows) {
        if (no !== null && id !== null && count !== null) {
          this.letIn++;
          this.joined.note({ sessionNo: no, sessionId: id, players: count });
        }
      }
      return {
        status: rows.map((row) =>
          row.no === null ? JOIN.unknownCode : row.playerNo === null ? JOIN.tooLate : JOIN.joined,
        ),
        sessionId: rows.map((row) => row.id),
        sessionNo: rows.map((row) => row.no ?? 0),
        playerNo: rows.map((row) => row.playerNo ?? 0),
      };
    },
  },

  created(this: SessionsService) {
    this.letIn = 0;
  },

  async started(this: SessionsService) {
    this.db = await footingOf(this.broker).database();
    const failed = (error: unknown) => this.logger.error("The session clock could not do its work", error);
    this.steps = new Steps(this.db, this.broker, failed);
    this.joined = new JoinedCounts((count) => void broadcast(this.broker, "players.joined", count));
    this.clock = new Clock({
      due: (now, except) => due.due(this.db, now, except),
      nextDue: (except) => due.nextDue(this.db, except),
      tick: (no, now) => this.steps.tick(no, now),
      failed,
    });
    this.outlook = new Outlook((leads, longest) => lookAhead(this.db, leads, longest));
    if (this.broker.isMetricsEnabled()) void this.outlook.start();
    this.outlook.expose(this.broker);
    expose(this.broker, "stampede_joined_players_total", () => this.letIn);
    void this.broker.waitForServices(["quiz"]).then(() => this.clock.wake());
  },

  async stopped(this: SessionsService) {
    this.joined?.stop();
    this.outlook?.stop();
    await this.clock?.stop();
  },
};

/** The handler of a host's step; afterwards the clock looks when it is needed next. */
function step(name: "open" | "next" | "close" | "end", decide: Parameters<Steps["take"]>[1]) {
  return async function (this: SessionsService, ctx: Ctx<`sessions.${typeof name}`>): Promise<SessionRecord> {
    const session = await this.steps.owned(ctx.params.id, ctx.params.host);
    const after = await this.steps.take(session, decide);
    this.clock.wake();
    return after;
  };
}

/** Writes a session under a code that no live one has; of 387 million codes a few tries find one. */
async function insertNew(
  service: SessionsService,
  session: Omit<Parameters<typeof repo.insert>[1], "id" | "code">,
): Promise<SessionRecord> {
  for (let attempt = 1; ; attempt++) {
    try {
      const no = await repo.insert(service.db, { ...session, id: newId(), code: newCode() });
      service.clock.wake();
      return (await repo.byNo(service.db, no))!;
    } catch (error) {
      if (sqlState(error) !== UNIQUE_VIOLATION || attempt === 5) throw error;
    }
  }
}

export default schema;
