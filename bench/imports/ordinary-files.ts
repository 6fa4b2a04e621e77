import type { Question } from "../../platform/domain/question.ts";
import { quizSchema } from "../../platform/domain/quiz.ts";
import {
  type ExportFormat,
  type ImportFormat,
  importFormatSchema,
} from "../../platform/domain/quiz-formats.ts";
import { seeded } from "../../rehearsal/people/random.ts";
import { writers } from "../../services/quiz/formats/registry.ts";
import { MAX_FILE_BYTES } from "./hostile/hostile-file.ts";

/** No ordinary file of 4 MiB has more, but a workbook would: its texts are compressed. */
const MAX_QUESTIONS = 30_000;
const WORDS =
  "river mountain second largest country capital which year invented first planet element symbol ocean author wrote painted language spoken island".split(
    " ",
  );
const OPTIONS = 4;

export const FORMATS: readonly ImportFormat[] = importFormatSchema.options;

/** A file as people write them. */
export async function ordinaryFile(format: ImportFormat, questions: number): Promise<Buffer> {
  const list = ordinaryQuestions(questions);
  if (format === "opentdb") return Buffer.from(openTdb(list));
  if (format === "opentriviaqa") return Buffer.from(list.map(openTriviaQa).join("\n"));
  const { body } = await writers[format as ExportFormat].write({ title: "Ordinary", questions: list });
  return Buffer.from(body as string);
}

/** The same, as large as a file may be. */
export async function largestFile(format: ImportFormat): Promise<{ bytes: Buffer; questions: number }> {
  const sample = 2000;
  const bytesEach = (await ordinaryFile(format, sample)).length / sample;
  let questions = Math.min(MAX_QUESTIONS, Math.floor(MAX_FILE_BYTES / bytesEach));
  for (;;) {
    const bytes = await ordinaryFile(format, questions);
    if (bytes.length <= MAX_FILE_BYTES) return { bytes, questions };
    questions = Math.floor(questions * 0.99);
  }
}

/** A quiz of 1,000 questions that is about as large as one may be. */
export function largestQuiz(): string {
  const long = (length: number, no: number) => `${no} ${"word \\{ü} & <b> ".repeat(200)}`.slice(0, length);
  const questions = Array.from({ length: 1000 }, (_, no) => ({
    kind: "single",
    text: long(1800, no),
    options: Array.from({ length: OPTIONS }, (_, id) => ({
      text: long(200, id),
      ...(id === no % OPTIONS && { correct: true }),
    })),
    explanation: long(800, no),
  }));
  return JSON.stringify(quizSchema.parse({ title: "Largest", questions }));
}

type Single = Extract<Question, { kind: "single" }>;

function ordinaryQuestions(count: number): Single[] {
  const random = seeded(1);
  const words = (length: number) =>
    Array.from({ length }, () => WORDS[Math.floor(random() * WORDS.length)]).join(" ");
  return Array.from({ length: count }, (_, no) => ({
    kind: "single",
    text: `${no + 1}: ${words(8)}?`,
    options: Array.from({ length: OPTIONS }, (_, id) => ({
      text: `${words(2)} ${id}`,
      ...(id === no % OPTIONS && { correct: true as const }),
    })),
    timeLimitMs: 20_000,
    points: 1000,
  })) as Single[];
}

function openTdb(questions: readonly Single[]): string {
  const results = questions.map(({ text, options }) => ({
    type: "multiple",
    difficulty: "easy",
    category: "Geography",
    question: text,
    correct_answer: options.find(({ correct }) => correct)!.text,
    incorrect_answers: options.filter(({ correct }) => !correct).map((option) => option.text),
  }));
  return JSON.stringify({ response_code: 0, results });
}

function openTriviaQa({ text, options }: Single): string {
  const right = options.find(({ correct }) => correct)!.text;
  return [
    `#Q ${text}`,
    `^ ${right}`,
    ...options.map((option, id) => `${"ABCD"[id]} ${option.text}`),
    "",
  ].join("\n");
}
