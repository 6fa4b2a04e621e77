import type { Context, Service, ServiceSchema, ServiceSettingSchema } from "moleculer";
import type { Connected } from "../../platform/broker/transport.ts";
import type { AnswerVerdicts, Results } from "../../platform/contracts/contracts.ts";
import { type Ctx, type EventCtx, emit } from "../../platform/contracts/typed-broker.ts";
import type { Database } from "../../platform/database/database.ts";
import { NotFound } from "../../platform/errors.ts";
import { footingOf } from "../../platform/node/node-resources.ts";
import type { AnswerBatch, Outcome } from "./answer-batch.ts";
import { Repeats } from "./duplicate-predictor.ts";
import { AnswerSheets } from "./grading-context.ts";
import { GroupCommit } from "./group-commit.ts";
import { storedRows, tallies, writeTallies } from "./ledger.repo.ts";
import { Recorder } from "./recorder.ts";
import { rescore } from "./rescoring.ts";
import { storeEach } from "./store-answers.ts";
import { StoredRates } from "./stored-rates.ts";
import { exposeWrites } from "./write-metrics.ts";

interface Parts {
  db: Database;
  sheets: AnswerSheets;
  commit: GroupCommit;
  recorder: Recorder;
  rates: StoredRates;
}
type AnswersService = Service<ServiceSettingSchema> & Parts;

/** Rows of one write: past a thousand a row hardly gets cheaper, and the first of them waits for the last. */
const WRITE_ROWS = 2000;

/** Grades answers and stores them, many in one commit. */
const schema: ServiceSchema<ServiceSettingSchema, object, Parts> = {
  name: "answers",

  actions: {
    record(this: AnswersService, ctx: Ctx<"answers.record">): Promise<AnswerVerdicts> {
      return this.recorder.record(ctx.params.answers);
    },

    async tally(this: AnswersService, ctx: Ctx<"answers.tally">): Promise<null> {
      await writeTallies(this.db, ctx.params.gateway, ctx.params.rows);
      return null;
    },

    async books(this: AnswersService, ctx: Ctx<"answers.books">): Promise<Results["answers.books"]> {
      const { session } = ctx.params;
      return { tallies: await tallies(this.db, session), stored: await storedRows(this.db, session) };
    },

    async rescore(this: AnswersService, ctx: Ctx<"answers.rescore">): Promise<Results["answers.rescore"]> {
      const { session, question } = ctx.params;
      const sheet = await this.sheets.get(session, Date.now());
      if (!sheet) throw new NotFound("session");
      const tell = (rows: number) => emit(this.broker, "answers.stored", { session, rows });
      const keyRevision = sheet.window(question)?.keyRevision ?? null;
      return { rescored: await rescore(this.db, sheet, question, tell), keyRevision };
    },

    queues(this: AnswersService, ctx: Ctx<"answers.queues">): Results["answers.queues"] {
      return {
        waitingRows: this.commit.queuedRows,
        mostRows: footingOf(this.broker).environment.STAMPEDE_QUEUE_ROWS,
        waitedMs: this.commit.waitedMs,
        storedPerSecond: ctx.params.sessions.map((session) => this.rates.perSecond(session)),
      };
    },
  },

  events: {
    "session.changed"(this: AnswersService, ctx: EventCtx<"session.changed">) {
      this.sheets.update(ctx.params.session);
    },
    "$transporter.connected"(this: AnswersService, ctx: Context<Connected>) {
      if (ctx.params.wasReconnect) this.sheets.doubt();
    },
  },

  created(this: AnswersService) {
    this.sheets = new AnswerSheets(this.broker);
    this.rates = new StoredRates();
  },

  async started(this: AnswersService) {
    const footing = footingOf(this.broker);
    const { environment } = footing;
    this.db = await footing.database();
    const limits = {
      writeRows: WRITE_ROWS,
      queueRows: environment.STAMPEDE_QUEUE_ROWS,
      queueAgeMs: environment.STAMPEDE_QUEUE_AGE_MS,
      writers: 1,
    };
    const repeats = new Repeats();
    this.commit = new GroupCommit(limits, async (batch) => {
      const outcomes = await storeEach(this.db, batch, environment.STAMPEDE_QUEUE_AGE_MS, repeats);
      tellStored(this, batch, outcomes);
      return outcomes;
    });
    exposeWrites(this.broker, this.commit.meter, this.commit, limits.queueRows);
    this.recorder = new Recorder(this.sheets, (batch) => this.commit.submit(batch));
  },
};

/** Tells the boards' owners how many rows of theirs have been committed. */
function tellStored(service: AnswersService, batch: AnswerBatch, outcomes: Outcome[]): void {
  const rows = new Map<number, number>();
  outcomes.forEach((outcome, index) => {
    if (outcome.kind !== "stored") return;
    const session = batch.session[index]!;
    rows.set(session, (rows.get(session) ?? 0) + 1);
  });
  for (const [session, count] of rows) {
    service.rates.count(session, count);
    service.commit.meter.stored += count;
    void emit(service.broker, "answers.stored", { session, rows: count });
  }
}

export default schema;
