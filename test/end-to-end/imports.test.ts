import { expectError, must } from "../harness/client.ts";
import type { Imported, Question } from "../harness/contract.ts";
import { type Deployment, startStandalone } from "../harness/deployment.ts";
import type { Host } from "../harness/host.ts";
import { hostOf } from "./fixture.ts";
import { sixKinds } from "./questions.ts";
import { FILES, triviaFile } from "./trivia.ts";

const TAKE = 1000;

/** One `#Q` of a file, read in the simplest way: its line, its text, its right answer, its options. */
interface Entry {
  line: number;
  text: string;
  right: string;
  options: string[];
}

/** A text with whatever is not plain ASCII folded away, so that it does not matter how bytes were decoded. */
const folded = (text: string) => text.replace(/[^\x21-\x7e]+/g, " ").trim();

function entriesOf(bytes: Buffer): Entry[] {
  const entries: Entry[] = [];
  let asking = true;
  for (const [index, line] of bytes
    .toString("latin1")
    .split(/\r\n|\r|\n/)
    .entries()) {
    const [, mark, rest = ""] = /^(#Q|\^|[A-E])(?:\s(.*)|$)/.exec(line) ?? [];
    const entry = entries.at(-1);
    if (mark === "#Q") entries.push({ line: index + 1, text: rest, right: "", options: [] });
    else if (entry && mark === "^") entry.right = rest;
    else if (entry && asking) entry.text += ` ${line}`;
    else if (entry && mark) entry.options.push(rest);
    asking = mark === "#Q" || (asking && mark !== "^");
  }
  return entries;
}

/** Beyond doubt a question: the right answer stands, to the letter, exactly once among the options. */
function isSound({ text, right, options }: Entry): boolean {
  return (
    text.trim() !== "" && text.length <= 2000 && options.filter((option) => option === right).length === 1
  );
}

/** The texts of the right options; of true and false as the files write them. */
function rightTexts(question: Question): string[] {
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

  /** Imports a whole file, part by part. */
  async function parts(bytes: Buffer): Promise<Imported[]> {
    const all: Imported[] = [];
    for (let from = 1; all.length === 0 || (all.at(-1)?.left ?? 0) > 0; from += TAKE) {
      all.push(
        must(await host.importQuiz(bytes, `format=opentriviaqa&title=Part&from=${from}&take=${TAKE}`), 201),
      );
    }
    return all;
  }

  test.each(
    FILES,
  )("every entry of %s becomes a question or is listed with its line and reason", async (name) => {
    const bytes = await triviaFile(name);
    const entries = entriesOf(bytes);
    const imported = await parts(bytes);
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
    const wronged = entries.filter((entry) => lines.has(entry.line) && isSound(entry));
    expect(wronged).toEqual([]);
    const sound = entries.filter((entry) => !lines.has(entry.line)).map((entry) => folded(entry.text));
    expect(sound.toSorted()).toEqual(questions.map((question) => folded(question.text)).toSorted());
    const byText = Map.groupBy(entries, (entry) => folded(entry.text));
    const strangers: unknown[] = [];
    for (const question of questions) {
      const found = byText.get(folded(question.text)) ?? [];
      const right = rightTexts(question).map(folded);
      if (!found.some((entry) => right.includes(folded(entry.right)))) strangers.push({ question, found });
      expect(right).toHaveLength(1);
    }
    expect(strangers).toEqual([]);
  }, 60_000);

  test("the format is detected where it is not named", async () => {
    const trivia = must(await host.importQuiz(await triviaFile("geography"), "title=Detected&take=5"), 201);
    expect(trivia.imported).toBe(5);
    const quiz = { title: "As JSON", questions: sixKinds() };
    const json = must(await host.importQuiz(JSON.stringify(quiz), "", "application/json"), 201);
    expect(json.quiz).toMatchObject(quiz);
    expect(json).toMatchObject({ imported: 6, skipped: [], left: 0 });
  });

  test("what exports as JSON imports again to the same quiz", async () => {
    const { quiz } = must(await host.importQuiz(await triviaFile("history"), "title=Round&take=20"), 201);
    const exported = await host.client.send("GET", `/api/quizzes/${quiz.id}/export?format=json`, {
      token: host.token,
    });
    must(exported, 200);
    const again = must(await host.importQuiz(exported.raw, "format=json", "application/json"), 201);
    expect({ ...again.quiz, id: "" }).toEqual({ ...quiz, id: "", version: 1 });
  });

  test("where nothing can be imported the whole is refused", async () => {
    expectError(
      await host.importQuiz("nothing of use", "format=opentriviaqa&title=X"),
      422,
      "VALIDATION_ERROR",
    );
    expectError(await host.importQuiz("", "format=opentriviaqa&title=X"), 422, "VALIDATION_ERROR");
    expectError(await host.importQuiz("{", "format=nonsense&title=X"), 422, "VALIDATION_ERROR");
  });
});
