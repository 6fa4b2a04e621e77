import type { QuizContent } from "../../../../platform/domain/quiz.ts";
import type { ParsedFile, Part, Reader, Writer, WrittenFile } from "../shared/format.ts";
import { refused } from "../shared/refused.ts";
import type { SourceFile } from "../shared/source-file.ts";
import { readList } from "./json-source.ts";
import { UnknownFields, withKnownFields } from "./known-fields.ts";
import { firstPlaceOf, isLoose, looseQuestion } from "./loose-question.ts";

/** An object with a field, or a list of objects: GIFT may also begin with a bracket or a brace. */
const LOOKS_LIKE_JSON = /^\s*(?:\[\s*\{\s*["'}\w]|\{\s*(?:["'}]|\w+\s*:|$))/;

/**
 * A quiz as the API has it, `{ "title", "questions" }`, or only the list of questions; other programs call it `quiz`.
 * Questions without a `kind` may have the forms of other programs: see `looseQuestion`. Fields that a quiz does not have,
 * such as its `id`, are set aside.
 */
export const json = {
  contentType: "application/json; charset=utf-8",

  extension: "json",

  detect: ({ text }: SourceFile) => LOOKS_LIKE_JSON.test(text),

  parse({ text }: SourceFile): ParsedFile {
    const list = readList(text, "questions");
    const { file, elements, lines } = list.elements ? list : readList(text, "quiz");
    if (!elements) throw refused(NO_QUESTIONS, "questions");
    const unknown = new UnknownFields();
    const { title, ...rest } = file;
    for (const [name, value] of Object.entries(rest)) if (value !== elements) unknown.add(name, "");
    const firstPlace = firstPlaceOf(elements);
    const parts = elements.map((element, index): Part => {
      const line = lines[index]!;
      if (!isLoose(element)) return { line, question: withKnownFields(element, unknown) };
      const question = looseQuestion(element, firstPlace, unknown);
      return typeof question === "string" ? { line, invalid: question } : { line, question };
    });
    return { title, parts, notes: unknown.notes() };
  },

  write({ title, questions }: QuizContent): WrittenFile {
    // Postgres sorts the fields of a jsonb value, but people look for the kind and the text first.
    const inOrder = questions.map(({ kind, text, ...rest }) => ({ kind, text, ...rest }));
    return { body: `${JSON.stringify({ title, questions: inOrder }, null, 2)}\n`, notes: [] };
  },
} satisfies Reader & Writer;

const NO_QUESTIONS =
  "is missing: a quiz is an object with `title` and a list of `questions`, or only the list";
