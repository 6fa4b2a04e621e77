import type { Service, ServiceSchema, ServiceSettingSchema } from "moleculer";
import type {
  ImportResult,
  Page,
  ParamsOut,
  QuizListItem,
  Results,
  WrittenQuiz,
} from "../../platform/contracts/contracts.ts";
import type { Ctx } from "../../platform/contracts/typed-broker.ts";
import type { Database } from "../../platform/database/database.ts";
import type { Quiz, QuizContent } from "../../platform/domain/quiz.ts";
import { IdempotentRequest } from "../../platform/idempotency/idempotency.ts";
import { resourcesOf } from "../../platform/node/node-resources.ts";
import { Quotas } from "../../platform/quotas/quotas.ts";
import { ContentCache } from "./content-cache.ts";
import type { EncodedQuiz } from "./encoded-quiz.ts";
import { listQuizzes } from "./listing.ts";
import { findContent } from "./quiz.repo.ts";
import {
  addQuiz,
  appendVersion,
  createQuiz,
  getQuiz,
  getQuizJson,
  removeQuiz,
  replaceQuiz,
  type Written,
} from "./quizzes.ts";
import { QuizThreads } from "./threads/quiz-threads.ts";
import type { ReadImport } from "./threads/read-import.ts";

interface ServiceFields {
  db: Database;
  contents: ContentCache;
  quotas: Quotas;
  threads: QuizThreads;
}
type QuizService = Service<ServiceSettingSchema> & ServiceFields;

/** Quizzes and their versions, import and export. */
const schema: ServiceSchema<ServiceSettingSchema, object, ServiceFields> = {
  name: "quiz",

  actions: {
    create(this: QuizService, ctx: Ctx<"quiz.create">): Promise<Quiz> {
      return createQuiz(this.db, this.quotas, ctx.params.host, ctx.params.content);
    },

    get(this: QuizService, ctx: Ctx<"quiz.get">): Promise<Quiz> {
      return getQuiz(this.db, ctx.params.host, ctx.params.id);
    },

    list(this: QuizService, ctx: Ctx<"quiz.list">): Promise<Page<QuizListItem>> {
      return listQuizzes(this.db, ctx.params);
    },

    replace(this: QuizService, ctx: Ctx<"quiz.replace">): Promise<Quiz> {
      return replaceQuiz(this.db, this.quotas, ctx.params);
    },

    async remove(this: QuizService, ctx: Ctx<"quiz.remove">): Promise<null> {
      await removeQuiz(this.db, ctx.params.host, ctx.params.id);
      return null;
    },

    async import(this: QuizService, ctx: Ctx<"quiz.import">): Promise<ImportResult> {
      const { written, file } = await importFile(this, ctx.params);
      return importResult({ ...written, ...JSON.parse(file.json) }, file);
    },

    async createOnce(this: QuizService, ctx: Ctx<"quiz.createOnce">): Promise<WrittenQuiz> {
      const { host, body, idempotency } = ctx.params;
      const quiz = await this.threads.readQuiz(host, body);
      const once = new IdempotentRequest(host, idempotency);
      return writtenQuiz(await addQuiz(this.db, this.quotas, host, quiz, once), quiz);
    },

    async importOnce(this: QuizService, ctx: Ctx<"quiz.importOnce">): Promise<Results["quiz.importOnce"]> {
      const { idempotency, ...params } = ctx.params;
      const once = new IdempotentRequest(params.host, idempotency);
      const { written, file } = await importFile(this, params, once);
      return importResult(writtenQuiz(written, file), file);
    },

    async createFrom(this: QuizService, ctx: Ctx<"quiz.createFrom">): Promise<WrittenQuiz> {
      const { host, body } = ctx.params;
      const quiz = await this.threads.readQuiz(host, body);
      return writtenQuiz(await addQuiz(this.db, this.quotas, host, quiz), quiz);
    },

    async replaceFrom(this: QuizService, ctx: Ctx<"quiz.replaceFrom">): Promise<WrittenQuiz> {
      const { body, ...target } = ctx.params;
      const quiz = await this.threads.readQuiz(target.host, body);
      return writtenQuiz(await appendVersion(this.db, this.quotas, target, quiz), quiz);
    },

    async importFrom(this: QuizService, ctx: Ctx<"quiz.importFrom">): Promise<Results["quiz.importFrom"]> {
      const { written, file } = await importFile(this, ctx.params);
      return importResult(writtenQuiz(written, file), file);
    },

    async export(this: QuizService, ctx: Ctx<"quiz.export">): Promise<Results["quiz.export"]> {
      const { host, id, format } = ctx.params;
      const { title, json } = await getQuizJson(this.db, host, id);
      return { title, ...(await this.threads.writeFile(host, json, format)) };
    },

    content(this: QuizService, ctx: Ctx<"quiz.content">): Promise<QuizContent | null> {
      return this.contents.get(ctx.params.id, ctx.params.version);
    },
  },

  async started(this: QuizService) {
    const resources = resourcesOf(this.broker);
    const db = await resources.database();
    this.db = db;
    this.quotas = new Quotas(resources.environment);
    this.threads = new QuizThreads({
      onError: (error) => this.logger.warn("A thread for quizzes failed.", error),
    });
    this.contents = new ContentCache(resources.cache, (id, version) => findContent(db, id, version));
  },

  async stopped(this: QuizService) {
    await this.threads?.stop();
  },
};

/** Reads a file and writes the quiz in it, once. */
async function importFile(
  service: QuizService,
  { host, body, ...request }: ParamsOut<"quiz.importFrom">,
  once?: IdempotentRequest,
): Promise<{ written: Written; file: ReadImport }> {
  const file = await service.threads.readFile(host, body, request);
  return { written: await addQuiz(service.db, service.quotas, host, file, once), file };
}

/** The quiz and what became of its file. The same file gives the same result again. */
function importResult<Quiz>(quiz: Quiz, { questions: imported, skipped, notes, left }: ReadImport) {
  return { quiz, imported, skipped, notes, left };
}

function writtenQuiz(written: Written, { json }: EncodedQuiz): WrittenQuiz {
  return { ...written, body: Buffer.from(json).toString("base64") };
}

export default schema;
