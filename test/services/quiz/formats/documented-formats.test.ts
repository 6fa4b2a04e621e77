import { readFileSync } from "node:fs";
import { type QuizContent, quizSchema } from "../../../../platform/domain/quiz.ts";
import {
  exportFormatSchema,
  type ImportFormat,
  importFormatSchema,
} from "../../../../platform/domain/quiz-formats.ts";
import { writers } from "../../../../services/quiz/formats/registry.ts";
import { SourceFile } from "../../../../services/quiz/formats/shared/source-file.ts";
import { formatOf } from "../../../../services/quiz/importing/detect-format.ts";
import { parseImport } from "../../../../services/quiz/importing/import.ts";
import { rowsOf, workbookOf } from "./xlsx/workbook-of.ts";

/** docs/formats.md has a section for each format, with an example that can be imported. */
const DOCUMENT = readFileSync(new URL("../../../../docs/formats.md", import.meta.url), "utf8");

/** The text of a format's section. Its heading ends with the format's name. */
function sectionOf(format: ImportFormat): string {
  const [, section] =
    new RegExp(`^## .*\\(\`${format}\`\\)$([\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, "m").exec(DOCUMENT) ?? [];
  if (section === undefined) throw new Error(`docs/formats.md has no section on ${format}.`);
  return section;
}

/** The blocks between fences. */
function blocksOf(section: string): string[] {
  return [...section.matchAll(/^```[^\n]*\n([\s\S]*?)^```$/gm)].map(([, block]) => block!);
}

/** The cells of the first table of a section, without the line under its header. */
function tableOf(section: string): string[][] {
  const [table = ""] = /(?:^\|.*\|\n)+/m.exec(section) ?? [];
  const lines = table.trim().split("\n");
  return lines
    .filter((line) => !/^\|[\s|:-]+\|$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
}

async function exampleOf(format: ImportFormat): Promise<Buffer> {
  if (format === "xlsx") return workbookOf({ sheets: [{ rows: rowsOf(tableOf(sectionOf("xlsx"))) }] });
  return Buffer.from(blocksOf(sectionOf(format))[0]!);
}

const read = (file: Buffer, request = {}) => parseImport(file, { from: 1, take: 1000, ...request });

test.each(importFormatSchema.options)("the example of %s is imported whole, and detected", async (format) => {
  const file = await exampleOf(format);
  expect(await formatOf(new SourceFile(file))).toBe(format);
  const { content, skipped } = await read(file);
  expect(skipped).toEqual([]);
  expect(content.questions.map(({ text }) => text)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^Which river flows through "?Paris"?\?$/)]),
  );
  expect(content.questions.length).toBeGreaterThan(1);
  expect(await read(file, { format })).toMatchObject({ content, skipped });
});

test("the forms of other programs in JSON are imported as the document says", async () => {
  const { content, skipped, notes } = await read(Buffer.from(blocksOf(sectionOf("json"))[1]!));
  expect([skipped, notes]).toEqual([[], []]);
  const rightTexts = content.questions.map((question) =>
    "options" in question ? question.options.find(({ correct }) => correct)!.text : question.answer,
  );
  expect(rightTexts).toEqual(["Seine", "Nile", "Rhine", "Po", true]);
});

/** Quizzes with whatever an export may have to leave out or to change. */
function oddQuizzes(): QuizContent[] {
  const common = { timeLimitMs: 5000, points: 5, explanation: "Why", image: "https://example.org/a.png" };
  const many = (right: number, count = 20) =>
    Array.from({ length: count }, (_, id) => ({ text: `${id}`, correct: id < right }));
  const questions = [
    { kind: "single", text: "?", options: many(1), ...common },
    { kind: "single", text: "?", options: many(1), ...common, timeLimitMs: null },
    {
      kind: "single",
      text: "Which\r\none\u0001 ",
      options: [{ text: "False" }, { text: "True", correct: true }],
    },
    { kind: "single", text: "A) or B", options: many(1) },
    { kind: "multiple", text: "=1+1", options: many(2), ...common },
    { kind: "multiple", text: "?", options: many(11), ...common },
    { kind: "multiple", text: "?", options: many(1), ...common },
    { kind: "truefalse", text: "?", answer: true, ...common },
    { kind: "numeric", text: "?", answer: { value: 1e-300, tolerance: 0.1 }, ...common },
    { kind: "text", text: "?", answer: { accept: ["a, b", "c*", "d\n;e"], match: "lenient" }, ...common },
    { kind: "poll", text: "?", options: many(0), ...common },
  ];
  return ["Title", " Odd\ntitle\u0001\ufffe"].map((title) => quizSchema.parse({ title, questions }));
}

test.each(exportFormatSchema.options)("the document has every note of an export as %s", async (format) => {
  const section = sectionOf(format).replace(/\s+/g, " ");
  const noted = new Set<string>();
  for (const quiz of oddQuizzes()) {
    const { notes } = await writers[format].write(quiz);
    for (const note of notes) noted.add(note.replace(/^questions? [\d, and]+(?:more)?: /, ""));
  }
  expect([...noted].filter((note) => !section.includes(note))).toEqual([]);
  if (format !== "json") expect(noted.size).toBeGreaterThan(0);
});
