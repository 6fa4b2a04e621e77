import type { Reader, Writer } from "../shared/format.ts";
import type { SourceFile } from "../shared/source-file.ts";
import { readAiken } from "./read-aiken.ts";
import { writeAiken } from "./write-aiken.ts";

/** In GIFT a line such as "Answer: {=4}" is a question. */
const ANSWER_LINE =
  /^[ \t\u00a0\u3000]*(?:\*\*)?(?:correct[ \t]{1,9})?answers?[ \t\u3000]{0,9}[:：](?![^\r\n]*\{)/im;
const OPTION_LINE = /^[ \t\u00a0\u3000]*[AaＡａ][).）．、]/m;

/**
 * Aiken (docs.moodle.org/en/Aiken_format): a question, a line such as "A) Paris" for each option, and "ANSWER: A". A
 * file may also have several right letters, and texts of several lines.
 */
export const aiken = {
  contentType: "text/plain; charset=utf-8",

  extension: "txt",

  detect: ({ text }: SourceFile) => ANSWER_LINE.test(text) && OPTION_LINE.test(text),

  parse: ({ text }: SourceFile) => readAiken(text),

  write: writeAiken,
} satisfies Reader & Writer;
