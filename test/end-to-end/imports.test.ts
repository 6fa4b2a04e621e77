import { parse } from "content-disposition";
import { quizSchema } from "../../platform/domain/quiz.ts";
import { exportFormatSchema, importFormatSchema } from "../../platform/domain/quiz-formats.ts";
import { writers } from "../../services/quiz/formats/registry.ts";
import { parseImport } from "../../services/quiz/importing/import.ts";
import { generateTriviaFile, TRIVIA_FILES, triviaFile } from "../data/trivia.ts";
import { expectError, must } from "../harness/client.ts";
import type { ErrorBody, ImportResult, Question, Quiz } from "../harness/contract.ts";
import { type Deployment, startStandalone } from "../harness/deployment.ts";
import type { Host } from "../harness/host.ts";
import { parseStringList } from "../harness/structured-field.ts";
import { sampleFile } from "../services/quiz/formats/samples.ts";
import { hostOf } from "./fixture.ts";
import { sixKinds } from "./questions.ts";

const PART_SIZE = 1000;

/** One `#Q` entry of a file, parsed in the simplest way: its line, text, correct answer and options. */
interface Entry {
  line: number;
  text: string;
  correct: string;
  options: string[];
}

/** A text without non-ASCII characters, so that the encoding of the bytes does not matter. */
const asciiOnly = (text: string) => text.replace(/[^\x21-\x7e]+/g, " ").trim();

function parseEntries(bytes: Buffer): Entry[] {
  const entries: Entry[] = [];
  let isInText = true;
  for (const [index, line] of bytes
    .toString("latin1")
    .split(/\r\n|\r|\n/)
    .entries()) {
    const [, marker, rest = ""] = /^(#Q|\^|[A-E])(?:\s(.*)|$)/.exec(line) ?? [];
    const entry = entries.at(-1);
    if (marker === "#Q") entries.push({ line: index + 1, text: rest, correct: "", options: [] });
    else if (entry && marker === "^") entry.correct = rest;
    else if (entry && isInText) entry.text += ` ${line}`;
    else if (entry && marker) entry.options.push(rest);
    isInText = marker === "#Q" || (isInText && marker !== "^");
  }
  return entries;
}

/** Certainly a valid entry: exactly one option is literally the correct answer. */
function isCertainlyValid({ text, correct, options }: Entry): boolean {
  return (
    text.trim() !== "" && text.length <= 2000 && options.filter((option) => option === correct).length === 1
  );
}

/** The texts of the correct options; for true/false questions as the files write them. */
function correctTexts(question: Question): string[] {
  if (question.kind === "truefalse") return [question.answer ? "True" : "False"];
  if (!("options" in question)) return [];
  return question.options.filter((option) => option.correct).map((option) => option.text);
}

describe("import over HTTP", () => {
  let deployment: Deployment;
  let host: Host;

  beforeAll(async () => {
    deployment = await startStandalone();
    host = hostOf(deployment, "Ada");
  }, 120_000);
  afterAll(() => deployment?.stop());

  /** Imports a full file in parts. */
  async function importInParts(bytes: Buffer): Promise<ImportResult[]> {
    const imports: ImportResult[] = [];
    for (let from = 1; imports.length === 0 || (imports.at(-1)?.left ?? 0) > 0; from += PART_SIZE) {
      imports.push(
        must(
          await host.importQuiz(bytes, { format: "opentriviaqa", title: "Part", from, take: PART_SIZE }),
          201,
        ),
      );
    }
    return imports;
  }

  test.each([
    ...TRIVIA_FILES,
    "a generated file",
  ] as const)("every entry of %s becomes a question or is listed with its line and reason", async (name) => {
    const bytes = name === "a generated file" ? generateTriviaFile(2486) : await triviaFile(name);
    const entries = parseEntries(bytes);
    const imported = await importInParts(bytes);
    const questions: Question[] = [];
    for (const part of imported) {
      const { quiz } = part;
      expect(quiz.questions).toHaveLength(part.imported);
      expect(must(await host.readQuiz(quiz.id), 200).questions).toEqual(quiz.questions);
      questions.push(...quiz.questions);
    }
    const skipped = imported[0]?.skipped ?? [];
    expect(questions.length + skipped.length).toBe(entries.length);
    expect(skipped.filter(({ reason }) => !/\w/.test(reason))).toEqual([]);
    const lines = new Set(skipped.map(({ line }) => entries.findLast((entry) => entry.line <= line)?.line));
    expect(lines.size).toBe(skipped.length);
    const skippedValid = entries.filter((entry) => lines.has(entry.line) && isCertainlyValid(entry));
    expect(skippedValid).toEqual([]);
    const valid = entries.filter((entry) => !lines.has(entry.line)).map((entry) => asciiOnly(entry.text));
    expect(valid.toSorted()).toEqual(questions.map((question) => asciiOnly(question.text)).toSorted());
    const byText = Map.groupBy(entries, (entry) => asciiOnly(entry.text));
    const unmatched: unknown[] = [];
    for (const question of questions) {
      const candidates = byText.get(asciiOnly(question.text)) ?? [];
      const correct = correctTexts(question).map(asciiOnly);
      if (!candidates.some((entry) => correct.includes(asciiOnly(entry.correct))))
        unmatched.push({ question, candidates });
      expect(correct).toHaveLength(1);
    }
    expect(unmatched).toEqual([]);
  }, 60_000);

  test("the format is detected if it is not named", async () => {
    const trivia = must(
      await host.importQuiz(await triviaFile("geography"), { title: "Detected", take: 5 }),
      201,
    );
    expect(trivia.imported).toBe(5);
    const quiz = { title: "As JSON", questions: sixKinds() };
    const json = must(await host.importQuiz(JSON.stringify(quiz), {}, "application/json"), 201);
    expect(json.quiz).toMatchObject(quiz);
    expect(json).toMatchObject({ imported: 6, skipped: [], left: 0 });
  });

  describe.each(importFormatSchema.options)("a file of %s", (format) => {
    test("is imported with and without its name, by both HTTP parsers, whatever its media type", async () => {
      const file = await sampleFile(format);
      const quizzes: Quiz[] = [];
      for (const [query, chunked, type] of [
        [`format=${format}`, false, "application/octet-stream"],
        ["", false, "text/plain"],
        [`format=${format}`, true, "application/json"],
        ["", true, "multipart/form-data"],
      ] as const) {
        // The gateway's own parser leaves a body in chunks to Node's.
        const reply = await host.client.send<ImportResult>("POST", `/api/quizzes/import?${query}`, {
          token: host.token,
          raw: file,
          chunked,
          headers: { "content-type": type },
        });
        const { quiz, ...rest } = must(reply, 201);
        expect(reply.headers.location).toBe(`/api/quizzes/${quiz.id}`);
        expect(rest).toEqual({ imported: 2, skipped: [], notes: expect.any(Array), left: 0 });
        expect(must(await host.readQuiz(quiz.id), 200)).toEqual(quiz);
        quizzes.push({ ...quiz, id: "" });
      }
      expect(quizzes[0]!.questions.map(({ text }) => text)).toEqual([
        "What is 2 + 2?",
        expect.stringMatching(/^What is the capital of "?France"?\?$/),
      ]);
      expect(quizzes).toEqual(quizzes.map(() => quizzes[0]));
    });

    test("is taken in parts, and created once with a key", async () => {
      const file = await sampleFile(format);
      const first = must(await host.importQuiz(file, { title: "1", take: 1 }), 201);
      const second = must(await host.importQuiz(file, { title: "2", from: 2, take: 1 }), 201);
      expect([first.imported, first.left, second.imported, second.left]).toEqual([1, 1, 1, 0]);
      const texts = [first, second].flatMap(({ quiz }) => quiz.questions.map(({ text }) => text));
      expect(new Set(texts).size).toBe(2);
      expectError(await host.importQuiz(file, { from: 3 }), 422, "VALIDATION_ERROR");
      const replies = await Promise.all(
        [1, 2].map(() => host.importQuiz(file, { title: "Once" }, "text/plain", `once ${format}`)),
      );
      const [one, other] = replies.map((reply) => [must(reply, 201).quiz.id, reply.raw.toString()]);
      expect(one).toEqual(other);
      const changed = await host.importQuiz(file, { title: "Twice" }, "text/plain", `once ${format}`);
      expectError(changed, 422, "VALIDATION_ERROR");
    });
  });

  describe.each(exportFormatSchema.options)("an export as %s", (format) => {
    const title = 'Ünïcödé "quotes" a/b\\c 👩‍👩‍👧\nnew line';

    test("is a file with the quiz's title, and says what the format cannot hold", async () => {
      const content = quizSchema.parse({ title, questions: sixKinds() });
      const { id } = must(await host.createQuiz({ title, questions: sixKinds() }), 201);
      const reply = await host.exportQuiz(id, format);
      must(reply, 200);
      const { extension, contentType, write } = writers[format];
      const { notes } = await write(content);
      const name = parse(reply.headers["content-disposition"]!).parameters.filename;
      expect(name).toBe(`Ünïcödé quotes a b c 👩‍👩‍👧 new line.${extension}`);
      expect(reply.headers["content-type"]).toBe(contentType);
      expect(reply.headers["cache-control"]).toBe("no-store");
      const header = reply.headers["export-notes"];
      expect(header === undefined ? [] : parseStringList(String(header))).toEqual(notes);
      const { quiz } = must(await host.importQuiz(reply.raw), 201);
      expect(quiz.questions).toEqual(
        (await parseImport(reply.raw, { from: 1, take: 1000 })).content.questions,
      );
      expect(quiz.questions.length).toBeGreaterThan(1);
    });

    test("is for the quiz's host", async () => {
      const { id } = must(await host.createQuiz({ title: "Mine", questions: sixKinds() }), 201);
      expectError(await hostOf(deployment, "Eve").exportQuiz(id, format), 403, "FORBIDDEN");
      expectError(await host.exportQuiz("nothing", format), 404, "NOT_FOUND");
    });
  });

  test("a quiz exported as JSON imports as the same quiz", async () => {
    const { quiz } = must(
      await host.importQuiz(await triviaFile("history"), { title: "Round", take: 20 }),
      201,
    );
    const exported = await host.exportQuiz(quiz.id, "json");
    must(exported, 200);
    const again = must(await host.importQuiz(exported.raw, { format: "json" }, "application/json"), 201);
    expect({ ...again.quiz, id: "" }).toEqual({ ...quiz, id: "", version: 1 });
  });

  test("a quiz that a format cannot hold at all is not exported in it", async () => {
    const question = { kind: "numeric", text: "?", answer: { value: 1, tolerance: 0 } } as Question;
    const { id } = must(await host.createQuiz({ title: "Numbers", questions: [question] }), 201);
    const reply = await host.exportQuiz(id, "aiken");
    expectError(reply, 422, "VALIDATION_ERROR");
    expect((reply.body as ErrorBody).data).toEqual([
      {
        path: "format",
        reason: expect.stringMatching(/^this quiz has no question that .*Aiken.* can hold$/),
      },
    ]);
    expectError(await host.exportQuiz(id, "opentdb" as never), 422, "VALIDATION_ERROR");
  });

  test("what was skipped is told with its line and number, what was set aside is noted", async () => {
    const file = `{"title": "Told", "category": "Rivers", "questions": [
      {"kind": "single", "text": "?", "options": [{"text": "a"}, {"text": "b"}]},
      {"kind": "truefalse", "text": "?", "answer": true}]}`;
    expect(must(await host.importQuiz(file), 201)).toMatchObject({
      imported: 1,
      skipped: [{ line: 2, reason: "question 1: no option is marked as right" }],
      notes: ['set aside, because a quiz has no such fields: "category"'],
      left: 0,
    });
  });

  test("a file without any valid question is refused", async () => {
    expectError(
      await host.importQuiz("no questions", { format: "opentriviaqa", title: "X" }),
      422,
      "VALIDATION_ERROR",
    );
    expectError(await host.importQuiz("", { format: "opentriviaqa", title: "X" }), 422, "VALIDATION_ERROR");
    expectError(
      await host.importQuiz("{", { format: "nonsense" as never, title: "X" }),
      422,
      "VALIDATION_ERROR",
    );
  });
});
