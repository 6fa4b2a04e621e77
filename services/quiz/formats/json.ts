import { ValidationError } from "../../../platform/errors.ts";
import type { ParsedFile, Reader, Writer } from "./format.ts";
import { elementLines, MalformedJson } from "./json-source.ts";

/** A quiz as the API has it: `{ "title", "questions" }`. Other fields, such as the `id` of a quiz, are ignored. */
export const json: Reader & Writer = {
  contentType: "application/json; charset=utf-8",

  detect: (text) => /^\s*\{/.test(text),

  parse(text) {
    const lines = linesOf(text);
    const { title, questions } = readFields(JSON.parse(text));
    return {
      title,
      questions: questions.map((question, index) => ({ line: lines[index]!, question })),
      skipped: [],
    };
  },

  write({ title, questions }) {
    // Postgres sorts the fields of a jsonb value, but people look for the kind and the text first.
    const inOrder = questions.map(({ kind, text, ...rest }) => ({ kind, text, ...rest }));
    return `${JSON.stringify({ title, questions: inOrder }, null, 2)}\n`;
  },
};

function linesOf(text: string): number[] {
  try {
    return elementLines(text, "questions");
  } catch (error) {
    if (!(error instanceof MalformedJson)) throw error;
    throw new ValidationError([{ path: "body", reason: `is not JSON: ${error.message}` }]);
  }
}

function readFields(value: unknown): { title: ParsedFile["title"]; questions: unknown[] } {
  const { title, questions }: { title?: unknown; questions?: unknown } = Object(value);
  if (Array.isArray(questions)) return { title, questions };
  throw new ValidationError([
    { path: "questions", reason: "is missing: a quiz is an object with `title` and a list of `questions`" },
  ]);
}
