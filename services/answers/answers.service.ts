import type { Service, ServiceSchema, ServiceSettingSchema } from "moleculer";
import { EVENTS_MISSED } from "../../platform/broker/missed-events.ts";
import { lastOutage } from "../../platform/broker/transport.ts";
import { currentTime } from "../../platform/clock.ts";
import type { AnswerVerdicts, Results } from "../../platform/contracts/contracts.ts";
import { type Ctx, type EventCtx, emit } from "../../platform/contracts/typed-broker.ts";
import type { Database } from "../../platform/database/database.ts";
import { NotFound } from "../../platform/errors.ts";
import { resourcesOf } from "../../platform/node/node-resources.ts";
import type { AnswerBatch, StoreOutcome } from "./answer-batch.ts";
import { answersPage } from "./answer-pages.ts";
import { DuplicatePredictor } from "./duplicate-predictor.ts";
import { GradingContextCache } from "./grading-context.ts";
import { GroupCommit } from "./group-commit.ts";
import { storedRows, tallies, writeTallies } from "./ledger.repo.ts";
import { answersOfPlayers } from "./player-answers.repo.ts";
import { noteFates, putOffCounts } from "./put-off.repo.ts";
import { Recorder } from "./recorder.ts";
import { rescore } from "./rescoring.ts";
import { storeBatch } from "./store-answers.ts";
import { StoredRates } from "./stored-rates.ts";
import { exposeWriteMetrics } from "./write-metrics.ts";

interface ServiceFields {
  db: Database;
  contexts: GradingContextCache;
  commit: GroupCommit;
  recorder: Recorder;
  rates: StoredRates;
}
type AnswersService = Service<ServiceSettingSchema> & ServiceFields;

/** Maximum rows per write. Past a thousand a row hardly gets cheaper, and the first row waits for the last. */
const MAX_WRITE_ROWS = 2000;

/** Grades answers and stores many of them in one commit. */
const schema: ServiceSchema<ServiceSettingSchema, object, ServiceFields> = {
  name: "answers",

  actions: {
    record(this: AnswersService, ctx: Ctx<"answers.record">): Promise<AnswerVerdicts> {
      return this.recorder.record(ctx.params.answers);
    },

    async storeCounts(this: AnswersService, ctx: Ctx<"answers.storeCounts">): Promise<null> {
      await writeTallies(this.db, ctx.params.gateway, ctx.params.rows);
      return null;
    },

    async ledger(this: AnswersService, ctx: Ctx<"answers.ledger">): Promise<Results["answers.ledger"]> {
      const { session } = ctx.params;
      return {
        counts: await tallies(this.db, session),
        stored: await storedRows(this.db, session),
        putOff: await putOffCounts(this.db, session),
      };
    },

    async rescore(this: AnswersService, ctx: Ctx<"answers.rescore">): Promise<Results["answers.rescore"]> {
      const { session, question } = ctx.params;
      const context = await this.contexts.get(session, currentTime());
      if (!context) throw new NotFound("session");
      const onPageStored = (rows: number) => emit(this.broker, "answers.stored", { session, rows });
      const keyRevision = context.window(question)?.keyRevision ?? null;
      return { rescored: await rescore(this.db, context, question, onPageStored), keyRevision };
    },

    ofPlayers(
      this: AnswersService,
      { params }: Ctx<"answers.ofPlayers">,
    ): Promise<Results["answers.ofPlayers"]> {
      return answersOfPlayers(this.db, params.session, params.players);
    },

    page(this: AnswersService, { params }: Ctx<"answers.page">): Promise<Results["answers.page"]> {
      return answersPage(this.db, params.session, params.after);
    },

    queues(this: AnswersService, ctx: Ctx<"answers.queues">): Results["answers.queues"] {
      return {
        waitingRows: this.commit.queuedRows,
        maxRows: resourcesOf(this.broker).environment.STAMPEDE_QUEUE_ROWS,
        waitedMs: this.commit.waitedMs,
        storedPerSecond: ctx.params.sessions.map((session) => this.rates.perSecond(session)),
      };
    },
  },

  events: {
    "session.changed"(this: AnswersService, ctx: EventCtx<"session.changed">) {
      this.contexts.apply(ctx.params.session);
    },
    "session.deleted"(this: AnswersService, ctx: EventCtx<"session.deleted">) {
      this.contexts.drop(ctx.params.sessionNo);
    },
    [EVENTS_MISSED](this: AnswersService) {
      this.contexts.markStale();
    },
  },

  created(this: AnswersService) {
    this.contexts = new GradingContextCache(this.broker);
    this.rates = new StoredRates();
  },

  async started(this: AnswersService) {
    const resources = resourcesOf(this.broker);
    const { environment } = resources;
    this.db = await resources.database();
    const limits = {
      maxRowsPerWrite: MAX_WRITE_ROWS,
      maxQueuedRows: environment.STAMPEDE_QUEUE_ROWS,
      maxQueueAgeMs: environment.STAMPEDE_QUEUE_AGE_MS,
      maxConcurrentWrites: 1,
    };
    const duplicates = new DuplicatePredictor();
    this.commit = new GroupCommit(limits, async (batch) => {
      const outage = lastOutage(this.broker);
      const maxAgeMs = environment.STAMPEDE_QUEUE_AGE_MS;
      const outcomes = await storeBatch(this.db, batch, maxAgeMs, duplicates, outage);
      emitStored(this, batch, outcomes);
      return outcomes;
    });
    exposeWriteMetrics(this.broker, this.commit.metrics, this.commit, limits.maxQueuedRows);
    this.recorder = new Recorder(
      this.contexts,
      (batch) => this.commit.submit(batch),
      (fates) => noteFates(this.db, fates),
    );
  },
};

/** Emits, for each session, how many of its rows have been committed. The owner of its board then refreshes it. */
function emitStored(service: AnswersService, batch: AnswerBatch, outcomes: StoreOutcome[]): void {
  const rows = new Map<number, number>();
  outcomes.forEach((outcome, index) => {
    if (outcome.kind !== "stored") return;
    const session = batch.session[index]!;
    rows.set(session, (rows.get(session) ?? 0) + 1);
  });
  for (const [session, count] of rows) {
    service.rates.add(session, count);
    service.commit.metrics.storedRows += count;
    void emit(service.broker, "answers.stored", { session, rows: count });
  }
}

export default schema;
