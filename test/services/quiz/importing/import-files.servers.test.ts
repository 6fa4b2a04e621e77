import type { ImportResult } from "../../../../platform/contracts/contracts.ts";
import type { Question } from "../../../../platform/domain/question.ts";
import { parseImport } from "../../../../services/quiz/importing/import.ts";
import { generateTriviaFile, TRIVIA_FILES, triviaFile } from "../../../data/trivia.ts";
import { START_TIMEOUT_MS } from "../../../harness/fresh-database.ts";
import { type QuizNode, startQuizNode } from "../quiz-node.ts";

/** Entries of each file, how many of them are true or false, and the lines of those that are skipped. */
const FILES = {
  geography: { entries: 14, trueFalse: 4, skipped: [74] },
  history: { entries: 14, trueFalse: 3, skipped: [69] },
  literature: { entries: 17, trueFalse: 3, skipped: [93, 97, 102, 107] },
};

const count = (bytes: Buffer, pattern: RegExp) => bytes.toString("latin1").match(pattern)?.length ?? 0;

let node: QuizNode;
beforeAll(async () => {
  node = await startQuizNode();
}, START_TIMEOUT_MS);
afterAll(() => node?.stop());

/** Imports a whole file in parts of `take`, as a host would: until nothing is left. */
async function importAll(bytes: Buffer, take: number): Promise<ImportResult[]> {
  const parts: ImportResult[] = [];
  let from = 1;
  do {
    const body = bytes.toString("base64");
    parts.push(await node.call("quiz.import", { host: "Ada", title: "Trivia", body, from, take }));
    from += take;
  } while (parts.at(-1)!.left > 0);
  return parts;
}

test.each(
  Object.entries(FILES),
)("every entry of %s becomes a question or is skipped by its line", async (name, {
  entries,
  trueFalse,
  skipped: skippedLines,
}) => {
  const bytes = await triviaFile(name as keyof typeof FILES);
  const [{ quiz, imported, skipped, left } = {} as ImportResult] = await importAll(bytes, 1000);
  expect(skipped.map(({ line }) => line)).toEqual(skippedLines);
  expect(imported).toBe(quiz.questions.length);
  expect(left).toBe(0);
  expect(await node.call("quiz.get", { host: "Ada", id: quiz.id })).toEqual(quiz);
  expect(imported + skipped.length).toBe(entries);
  expect(count(bytes, /^#Q/gm)).toBe(entries);
  expect(quiz.questions.filter(({ kind }) => kind === "truefalse")).toHaveLength(trueFalse);
  expect(count(bytes, /^A (True|False)\r?\nB (True|False)\r?\n\r?\n/gm)).toBe(trueFalse);
});

test("a file of more than a thousand entries is imported in parts", async () => {
  const bytes = generateTriviaFile(2486);
  const parts = await importAll(bytes, 1000);
  for (const [index, { quiz, imported, skipped, left }] of parts.entries()) {
    expect(skipped).toEqual([]);
    expect(imported).toBe(quiz.questions.length);
    expect(left).toBe(2486 - index * 1000 - imported);
    expect(await node.call("quiz.get", { host: "Ada", id: quiz.id })).toEqual(quiz);
  }
  const questions = parts.flatMap((part) => part.quiz.questions);
  expect(questions).toHaveLength(2486);
  expect(questions.filter(({ kind }) => kind === "truefalse")).toHaveLength(828);
});

test("parts of another size contain the same questions", async () => {
  const bytes = generateTriviaFile(759);
  const whole = await importAll(bytes, 1000);
  const parts = await importAll(bytes, 77);
  expect(parts).toHaveLength(10);
  expect(parts.flatMap((part) => part.quiz.questions)).toEqual(whole[0]!.quiz.questions);
});

test("the right answer of each question is the one that its file marks", async () => {
  const files = [...(await Promise.all(TRIVIA_FILES.map(triviaFile))), generateTriviaFile(1000)];
  for (const bytes of files) {
    const parts = await importAll(bytes, 1000);
    const skippedLines = new Set(parts[0]!.skipped.map(({ line }) => line));
    const questions = parts.flatMap((part) => part.quiz.questions);
    expect(questions.map((question) => comparable(rightAnswer(question)))).toEqual(
      markedAnswers(bytes, skippedLines).map(comparable),
    );
  }
});

test("no text is lost to bytes that are not UTF-8", async () => {
  for (const name of TRIVIA_FILES) {
    const parts = await importAll(await triviaFile(name), 1000);
    expect(JSON.stringify(parts)).not.toContain("\uFFFD");
    if (name === "history") expect(JSON.stringify(parts)).toContain("Carl Friedrich Gauß");
    if (name === "geography") expect(JSON.stringify(parts)).toMatch(/Côte d’Ivoire.*São Tomé/);
  }
});

test("everything that is odd about files of this format", async () => {
  const { content, skipped, left } = await parseImport(await triviaFile("oddities"), { from: 1, take: 1000 });
  expect(left).toBe(0);
  const { questions } = content;
  const single = (text: string, right: string, ...options: string[]) => ({
    kind: "single",
    text,
    options: options.map((option) => (option === right ? { text: option, correct: true } : { text: option })),
  });
  expect(questions).toMatchObject([
    single("Which shape has three sides?", "Triangle", "Square", "Triangle", "Circle"),
    single("What is 2 + 3?", "5", "4", "5", "6"),
    single(
      "Which sentence is\nthe longest?",
      "The one that goes on",
      "The one that goes on",
      "This",
      "The third",
    ),
    single("Which letter comes first?", "c", "c", "d", "e"),
    single("How many vowels has the word 'education'?", "5", ..."123456789"),
    single("Who knows it?", "My cat, I think", "My cat, I think", "A stranger"),
    single("Which colour has  a   ripe lemon?", "Bright yellow", "Bright yellow", "Deep blue"),
    single("Which planet is the red one?", "Mars", "Mars", "Venus"),
    { kind: "truefalse", text: "Is this sentence true?", answer: true },
    single("Is water wet?", "Yes", "Yes", "No"),
    single("Which of these is café – and not café?", "Neither", "Both", "Neither"),
    single("What costs 1 €?", "A “cheap” coffee", "A “cheap” coffee", "A flat in Zürich"),
    { kind: "truefalse", text: "Control characters vanish.", answer: true },
    single("Tab\tstays?", "Yes", "Yes", "No"),
    single("Is this line long? ".repeat(80).trim(), "Yes", "Yes", "No"),
    single("Which of these wrong answers occurs twice?", "The other", "This", "This", "The other"),
    single("Must the last line have an end?", "No", "Yes", "No"),
  ]);
  const ignored = (line: number) => ({ line, reason: "text outside of any question" });
  const invalid = (line: number, no: number, reason: string) => ({
    line,
    reason: `question ${no}: ${reason}`,
  });
  expect(skipped).toEqual([
    ignored(1),
    invalid(105, 17, 'no "^" line with the right answer'),
    invalid(109, 18, 'the "#Q" line has no question'),
    invalid(114, 19, 'the "^" line is empty'),
    invalid(119, 20, 'more than one "^" line'),
    invalid(125, 21, "no options"),
    invalid(128, 22, "only one option"),
    invalid(132, 23, "option B is empty"),
    invalid(138, 24, 'more than one line begins with "A", so the options are not clear'),
    invalid(144, 25, 'the right answer "Four" is not among the options'),
    invalid(150, 26, 'the right answer "One" matches more than one option'),
    invalid(155, 27, "the text of the question has more than 2000 characters"),
    invalid(160, 28, "option 2 has more than 500 characters"),
    ignored(165),
  ]);
});

/** The text of each `^` line, without those of the entries that begin on a skipped line. */
function markedAnswers(bytes: Buffer, skippedLines: ReadonlySet<number>): string[] {
  const answers: string[] = [];
  let entryLine = 0;
  for (const [index, line] of bytes
    .toString("latin1")
    .split(/\r\n|\r|\n/)
    .entries()) {
    if (line.startsWith("#Q")) entryLine = index + 1;
    else if (line.startsWith("^") && !skippedLines.has(entryLine)) answers.push(line.slice(1));
  }
  return answers;
}

function rightAnswer(question: Question): string {
  if (question.kind === "truefalse") return question.answer ? "True" : "False";
  return (question as Extract<Question, { kind: "single" }>).options.find((option) => option.correct)!.text;
}

/** Only ASCII letters and digits, so that neither blanks nor the decoding matter. */
function comparable(text: string): string {
  return text.replace(/[^0-9A-Za-z]/g, "");
}
