import type { ParsedFile, Reader, Writer } from "../shared/format.ts";
import type { SourceFile } from "../shared/source-file.ts";
import { xmlRoot } from "../shared/xml-root.ts";
import { isMoodle } from "./is-moodle.ts";
import { writeMoodle } from "./write-moodle.ts";

/** Moodle XML (docs.moodle.org/en/Moodle_XML_format): the questions of a Moodle course's question bank. */
export const moodle = {
  contentType: "application/xml; charset=utf-8",
  extension: "xml",
  detect: ({ text }: SourceFile) => isMoodle(xmlRoot(text)),
  write: writeMoodle,

  async parse(file: SourceFile): Promise<ParsedFile> {
    // The parser of XML is loaded only for such a file.
    const { readMoodle } = await import("./read-moodle.ts");
    return readMoodle(file);
  },
} satisfies Reader & Writer;
