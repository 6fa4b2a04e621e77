import fc from "fast-check";
import { json } from "../../../services/quiz/formats/json.ts";
import { parseImport } from "../../../services/quiz/import.ts";
import { START_TIMEOUT_MS } from "../../harness/fresh-database.ts";
import { type QuizNode, startQuizNode } from "./quiz-node.ts";
import { anyQuiz, sampleQuiz } from "./quiz-samples.ts";

let node: QuizNode;
beforeAll(async () => {
  node = await startQuizNode();
}, START_TIMEOUT_MS);
afterAll(() => node?.stop());

test("any quiz that is written as JSON is read as the same quiz", () => {
  fc.assert(
    fc.property(anyQuiz, (quiz) => {
      const read = parseImport(Buffer.from(json.write(quiz)), { from: 1, take: 1000 });
      expect(read).toEqual({ content: quiz, skipped: [], left: 0 });
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
    { numRuns: 40 },
  );
});

test("the newest version is exported", async () => {
  const { id } = await node.call("quiz.create", { host: "Ada", content: sampleQuiz("One") });
  await node.call("quiz.replace", { host: "Ada", id, content: sampleQuiz("Two", 2) });
  const { body } = await node.call("quiz.export", { host: "Ada", id, format: "json" });
  expect(JSON.parse(Buffer.from(body, "base64").toString())).toEqual(sampleQuiz("Two", 2));
});
