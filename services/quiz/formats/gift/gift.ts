import { titleOfPath } from "../shared/category-path.ts";
import type { ParsedFile, Reader, Writer } from "../shared/format.ts";
import type { SourceFile } from "../shared/source-file.ts";
import { sourceLines } from "../shared/source-lines.ts";
import { refuseTooMany } from "../shared/too-many-questions.ts";
import { AnswerReader } from "./answer-structure.ts";
import { readQuestion } from "./read-question.ts";
import { splitQuestions } from "./split-questions.ts";
import { writeGift } from "./write-gift.ts";

const BEGINNING = /^[ \t]*(?:::.+?::|\$CATEGORY:|\[(?:html|markdown|moodle|plain)\](?![(:[]))/im;
/** Answers begin with a mark, or are a truth value, or are empty after a text: other braces may be of anything. */
const ANSWERS = /(?<!\\)\{\s*(?:=|~|#[^\S\n]*[-+=~.\d]|(?:t|true|f|false)\s*[#}])|\S[ \t]*\{\s*\}/i;

/**
 * GIFT (docs.moodle.org, "GIFT format"): `::title::`, a question's text, and its answers in braces. `=` marks a right
 * answer, `~` a wrong one, `#` feedback, `####` an explanation.
 */
export const gift = {
  contentType: "text/plain; charset=utf-8",
  extension: "gift",

  detect: ({ text }: SourceFile) => BEGINNING.test(text) || ANSWERS.test(text),

  async parse({ text }: SourceFile): Promise<ParsedFile> {
    const { category, questions } = splitQuestions(sourceLines(text));
    refuseTooMany(questions.length);
    const { parse } = await import("gift-pegjs");
    const reader = new AnswerReader(parse);
    const read = questions.map((source) => readQuestion(source, reader));
    return {
      title: category === undefined ? undefined : titleOfPath(category),
      parts: read.map(({ part }) => part),
      notes: [...new Set(read.flatMap(({ fileNotes }) => fileNotes))],
    };
  },

  write: writeGift,
} satisfies Reader & Writer;
