import type { ParsedFile, Part } from "../../../../services/quiz/formats/shared/format.ts";
import { SourceFile } from "../../../../services/quiz/formats/shared/source-file.ts";

/** A file with this content. */
export const sourceOf = (content: string | Buffer) => new SourceFile(Buffer.from(content as string));

/** The parts of a file by what becomes of them: questions to validate, and what is skipped with its reason. */
export function byOutcome({ parts }: ParsedFile) {
  const reasonOf = (part: Part) =>
    "invalid" in part ? part.invalid : "ignored" in part ? part.ignored : undefined;
  return {
    questions: parts.filter((part) => "question" in part),
    skipped: parts.flatMap((part) => {
      const reason = reasonOf(part);
      return reason === undefined ? [] : [{ line: part.line, reason }];
    }),
  };
}
