import { generateTriviaFile, TRIVIA_FILES, triviaFile } from "../data/trivia.ts";
import { expectError, must } from "../harness/client.ts";
import type { ImportResult, Question } from "../harness/contract.ts";
import { type Deployment, startStandalone } from "../harness/deployment.ts";
import type { Host } from "../harness/host.ts";
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
          await host.importQuiz(bytes, `format=opentriviaqa&title=Part&from=${from}&take=${PART_SIZE}`),
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
    const trivia = must(await host.importQuiz(await triviaFile("geography"), "title=Detected&take=5"), 201);
    expect(trivia.imported).toBe(5);
    const quiz = { title: "As JSON", questions: sixKinds() };
    const json = must(await host.importQuiz(JSON.stringify(quiz), "", "application/json"), 201);
    expect(json.quiz).toMatchObject(quiz);
    expect(json).toMatchObject({ imported: 6, skipped: [], left: 0 });
  });

  test("a quiz exported as JSON imports as the same quiz", async () => {
    const { quiz } = must(await host.importQuiz(await triviaFile("history"), "title=Round&take=20"), 201);
    const exported = await host.client.send("GET", `/api/quizzes/${quiz.id}/export?format=json`, {
      token: host.token,
    });
    must(exported, 200);
    const again = must(await host.importQuiz(exported.raw, "format=json", "application/json"), 201);
    expect({ ...again.quiz, id: "" }).toEqual({ ...quiz, id: "", version: 1 });
  });

  test("a file without any valid question is refused", async () => {
    expectError(
      await host.importQuiz("no questions", "format=opentriviaqa&title=X"),
      422,
      "VALIDATION_ERROR",
    );
    expectError(await host.importQuiz("", "format=opentriviaqa&title=X"), 422, "VALIDATION_ERROR");
    expectError(await host.importQuiz("{", "format=nonsense&title=X"), 422, "VALIDATION_ERROR");
  });
});
