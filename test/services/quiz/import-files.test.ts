import { readFile } from "node:fs/promises";
import type { Imported } from "../../../platform/contracts/contracts.ts";
import type { Question } from "../../../platform/domain/quiz.ts";
import { PATIENCE_MS } from "../../harness/fresh-database.ts";
import { type QuizNode, startQuizNode } from "./quiz-node.ts";

/** Entries of each file, and how many of them ask for true or false; none has to be skipped. */
const FILES = {
  "for-kids": { entries: 759, trueFalse: 125 },
  geography: { entries: 842, trueFalse: 59 },
  history: { entries: 1645, trueFalse: 182 },
  literature: { entries: 1288, trueFalse: 125 },
  "science-technology": { entries: 2486, trueFalse: 338 },
};

const bytesOf = (name: string) => readFile(new URL(`../../data/opentriviaqa/${name}.txt`, import.meta.url));
const count = (bytes: Buffer, pattern: RegExp) => bytes.toString("latin1").match(pattern)?.length ?? 0;

let node: QuizNode;
beforeAll(async () => {
  node = await startQuizNode();
}, PATIENCE_MS);
afterAll(() => node?.stop());

/** Imports a whole file in parts of `take`, as a host would: until nothing is left. */
async function importAll(bytes: Buffer, take: number): Promise<Imported[]> {
  const parts: Imported[] = [];
  let from = 1;
  do {
    const body = bytes.toString("base64");
    parts.push(await node.call("quiz.import", { host: "Ada", title: "Trivia", body, from, take }));
    from += take;
  } while (parts.at(-1)!.left > 0);
  return parts;
}

test.each(Object.entries(FILES))("every entry of %s becomes a question", async (name, {
  entries,
  trueFalse,
}) => {
  const bytes = await bytesOf(name);
  const parts = await importAll(bytes, 1000);
  const questions = parts.flatMap((part) => part.quiz.questions);
  for (const [index, { quiz, imported, skipped, left }] of parts.entries()) {
    expect(skipped).toEqual([]);
    expect(imported).toBe(quiz.questions.length);
    expect(left).toBe(entries - index * 1000 - imported);
    expect(await node.call("quiz.get", { host: "Ada", id: quiz.id })).toEqual(quiz);
  }
  expect(questions).toHaveLength(entries);
  expect(count(bytes, /^#Q/gm)).toBe(entries);
  expect(questions.filter(({ kind }) => kind === "truefalse")).toHaveLength(trueFalse);
  expect(count(bytes, /^A (True|False)\r?\nB (True|False)\r?\n\r?\n/gm)).toBe(trueFalse);
});

test("parts of another size hold the same questions", async () => {
  const bytes = await bytesOf("for-kids");
  const whole = await importAll(bytes, 1000);
  const parts = await importAll(bytes, 77);
  expect(parts).toHaveLength(10);
  expect(parts.flatMap((part) => part.quiz.questions)).toEqual(whole[0]!.quiz.questions);
});

test("the right answer of each question is the one that its file marks", async () => {
  for (const name of Object.keys(FILES)) {
    const bytes = await bytesOf(name);
    const marked = [...bytes.toString("latin1").matchAll(/^\^(.*)$/gm)].map(([, text]) => comparable(text!));
    const questions = (await importAll(bytes, 1000)).flatMap((part) => part.quiz.questions);
    expect(questions.map((question) => comparable(rightAnswer(question)))).toEqual(marked);
  }
});

test("no text is lost to bytes that are not UTF-8", async () => {
  for (const name of Object.keys(FILES)) {
    const parts = await importAll(await bytesOf(name), 1000);
    expect(JSON.stringify(parts)).not.toContain("\uFFFD");
    if (name === "history") expect(JSON.stringify(parts)).toContain("Sturmpanzer IV Brummbär");
  }
});

function rightAnswer(question: Question): string {
  if (question.kind === "truefalse") return question.answer ? "True" : "False";
  return (question as Extract<Question, { kind: "single" }>).options.find((option) => option.correct)!.text;
}

/** Letters and digits alone, so that neither blanks nor the way of decoding counts. */
function comparable(text: string): string {
  return text.replace(/[^0-9A-Za-z]/g, "");
}
