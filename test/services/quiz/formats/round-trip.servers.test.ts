import fc from "fast-check";
import { quizSchema } from "../../../../platform/domain/quiz.ts";
import { exportFormatSchema } from "../../../../platform/domain/quiz-formats.ts";
import { json } from "../../../../services/quiz/formats/json/json.ts";
import { writers } from "../../../../services/quiz/formats/registry.ts";
import { parseImport } from "../../../../services/quiz/importing/import.ts";
import { sixKinds } from "../../../end-to-end/questions.ts";
import { START_TIMEOUT_MS } from "../../../harness/fresh-database.ts";
import { type QuizNode, startQuizNode } from "../quiz-node.ts";
import { anyQuiz, sampleQuiz } from "../quiz-samples.ts";

let node: QuizNode;
beforeAll(async () => {
  node = await startQuizNode();
}, START_TIMEOUT_MS);
afterAll(() => node?.stop());

test("any quiz that is written as JSON is read as the same quiz", async () => {
  await fc.assert(
    fc.asyncProperty(anyQuiz, async (quiz) => {
      const { body, notes } = json.write(quiz);
      expect(notes).toEqual([]);
      const read = await parseImport(Buffer.from(body as string), { from: 1, take: 1000 });
      expect(read).toEqual({ content: quiz, skipped: [], notes: [], left: 0 });
    }),
    { numRuns: 300 },
  );
});

test("any stored quiz exports and imports again to the same quiz", async () => {
  await fc.assert(
    fc.asyncProperty(anyQuiz, async (content) => {
      const stored = await node.call("quiz.create", { host: "Ada", content });
      const { body, contentType } = await node.call("quiz.export", { host: "Ada", id: stored.id });
      expect(contentType).toBe("application/json; charset=utf-8");
      const { quiz, imported } = await node.call("quiz.import", { host: "Ada", body });
      expect(imported).toBe(content.questions.length);
      expect(quiz).toEqual({ id: quiz.id, version: 1, ...content });
      expect(await node.call("quiz.get", { host: "Ada", id: quiz.id })).toEqual(quiz);
      expect((await node.call("quiz.export", { host: "Ada", id: quiz.id })).body).toBe(body);
    }),
    { numRuns: 20 },
  );
});

test.each(exportFormatSchema.options)("a node writes %s in a thread as its writer does", async (format) => {
  const content = quizSchema.parse({ title: "Six", questions: sixKinds() });
  const { id } = await node.call("quiz.create", { host: "Ada", content });
  const { body, ...file } = await node.call("quiz.export", { host: "Ada", id, format });
  const { extension, contentType, write } = writers[format];
  const { body: written, notes } = await write(content);
  expect(file).toEqual({ title: "Six", extension, contentType, notes, gzip: false });
  const read = (bytes: Buffer) => parseImport(bytes, { format, title: "Six", from: 1, take: 1000 });
  // The bytes of a workbook have the time in them.
  expect(await read(Buffer.from(body, "base64"))).toEqual(await read(Buffer.from(written as string)));
  await expect(node.call("quiz.export", { host: "Eve", id, format })).rejects.toMatchObject({ code: 403 });
});

test("the newest version is exported", async () => {
  const { id } = await node.call("quiz.create", { host: "Ada", content: sampleQuiz("One") });
  await node.call("quiz.replace", { host: "Ada", id, content: sampleQuiz("Two", 2) });
  const { body } = await node.call("quiz.export", { host: "Ada", id, format: "json" });
  expect(JSON.parse(Buffer.from(body, "base64").toString())).toEqual(sampleQuiz("Two", 2));
});
