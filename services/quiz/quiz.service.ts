import type { Service, ServiceSchema, ServiceSettingSchema } from "moleculer";
import type { ImportResult, Page, QuizListItem, Results } from "../../platform/contracts/contracts.ts";
import type { Ctx } from "../../platform/contracts/typed-broker.ts";
import type { Database } from "../../platform/database/database.ts";
import type { Quiz, QuizContent } from "../../platform/domain/quiz.ts";
import { resourcesOf } from "../../platform/node/node-resources.ts";
import { ContentCache } from "./content-cache.ts";
import { writers } from "./formats/registry.ts";
import { parseImport } from "./import.ts";
import { listQuizzes } from "./listing.ts";
import { findContent } from "./quiz.repo.ts";
import { createQuiz, getQuiz, removeQuiz, replaceQuiz } from "./quizzes.ts";

interface ServiceFields {
  db: Database;
  contents: ContentCache;
}
type QuizService = Service<ServiceSettingSchema> & ServiceFields;

/** Quizzes and their versions, import and export. */
const schema: ServiceSchema<ServiceSettingSchema, object, ServiceFields> = {
  name: "quiz",

  actions: {
    create(this: QuizService, ctx: Ctx<"quiz.create">): Promise<Quiz> {
      return createQuiz(this.db, ctx.params.host, ctx.params.content);
    },

    get(this: QuizService, ctx: Ctx<"quiz.get">): Promise<Quiz> {
      return getQuiz(this.db, ctx.params.host, ctx.params.id);
    },

    list(this: QuizService, ctx: Ctx<"quiz.list">): Promise<Page<QuizListItem>> {
      return listQuizzes(this.db, ctx.params);
    },

    replace(this: QuizService, ctx: Ctx<"quiz.replace">): Promise<Quiz> {
      return replaceQuiz(this.db, ctx.params);
    },

    async remove(this: QuizService, ctx: Ctx<"quiz.remove">): Promise<null> {
      await removeQuiz(this.db, ctx.params.host, ctx.params.id);
      return null;
    },

    async import(this: QuizService, ctx: Ctx<"quiz.import">): Promise<ImportResult> {
      const { host, body, ...request } = ctx.params;
      const { content, skipped, left } = parseImport(Buffer.from(body, "base64"), request);
      const quiz = await createQuiz(this.db, host, content);
      return { quiz, imported: content.questions.length, skipped, left };
    },

    async export(this: QuizService, ctx: Ctx<"quiz.export">): Promise<Results["quiz.export"]> {
      const { host, id, format } = ctx.params;
      const { contentType, write } = writers[format];
      const text = write(await getQuiz(this.db, host, id));
      return { body: Buffer.from(text).toString("base64"), contentType };
    },

    content(this: QuizService, ctx: Ctx<"quiz.content">): Promise<QuizContent | null> {
      return this.contents.get(ctx.params.id, ctx.params.version);
    },
  },

  async started(this: QuizService) {
    const resources = resourcesOf(this.broker);
    const db = await resources.database();
    this.db = db;
    this.contents = new ContentCache(resources.cache, (id, version) => findContent(db, id, version));
  },
};

export default schema;
