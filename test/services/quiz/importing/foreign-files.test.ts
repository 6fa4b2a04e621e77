import { gzipSync } from "node:zlib";
import { importFormatSchema } from "../../../../platform/domain/quiz-formats.ts";
import { readers } from "../../../../services/quiz/formats/registry.ts";
import { formatOf } from "../../../../services/quiz/importing/detect-format.ts";
import { sampleFile, textSamples } from "../formats/samples.ts";
import { sourceOf } from "../formats/source-of.ts";
import { rowsOf, workbookOf } from "../formats/xlsx/workbook-of.ts";
import { zipOf } from "../formats/xlsx/zip-of.ts";

/** Why a file is refused, whether or not a format is named. */
async function refusalOf(content: string | Buffer): Promise<string> {
  const [reason, named] = await Promise.all(
    [undefined, "gift" as const].map((format) =>
      formatOf(sourceOf(content), format).then(
        (detected) => `none: it is ${detected}`,
        (error) => error.data[0].reason as string,
      ),
    ),
  );
  expect(named).toBe(reason);
  return reason!;
}

/** Bytes, written as Latin-1. */
const latin1 = (text: string) => Buffer.from(text, "latin1");
const ole = (stream: string) =>
  Buffer.concat([
    Buffer.from("d0cf11e0a1b11ae1", "hex"),
    Buffer.alloc(600),
    Buffer.from(stream, "utf16le"),
    Buffer.alloc(90),
  ]);

test("a refusal says what the file seems to be, what to do, and which formats there are", async () => {
  expect(await refusalOf("%PDF-1.7\n%âãÏÓ\n")).toBe(
    "seems to be a PDF document, which cannot be imported: copy its questions into a text file or a table, and send " +
      `that; the formats are ${importFormatSchema.options.join(", ")}`,
  );
});

test.each<[string, string | Buffer]>([
  ["a PDF document", "\uFEFF\n%PDF-1.4"],
  ["an image", latin1("\x89PNG\r\n\x1a\n\0\0\0\rIHDR")],
  ["an image", latin1("\xff\xd8\xff\xe0\0\x10JFIF\0")],
  ["an image", latin1("GIF89a\x01\0")],
  ["an image", latin1("RIFF\x24\0\0\0WEBPVP8 ")],
  ["an image", latin1("\0\0\0\x18ftypheic\0\0\0\0")],
  ["an image (SVG)", '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  ["a sound or a video", latin1("\0\0\0\x18ftypmp42\0\0\0\0")],
  ["a sound or a video", latin1("ID3\x03\0\0\0\0")],
  ["a sound or a video", latin1("RIFF\x24\0\0\0WAVEfmt ")],
  ["a sound or a video", latin1("\x1a\x45\xdf\xa3\x01webm")],
  ["an old Excel workbook (.xls), which cannot be imported: save it as .xlsx", ole("Workbook")],
  ["an old Word document (.doc)", ole("WordDocument")],
  ["an Office document with a password", ole("EncryptedPackage")],
  ["an old Office document", ole("")],
  ["a gzip archive", gzipSync("What?")],
  ["a gzip archive", gzipSync("What?").subarray(0, 12)],
  ["a Moodle backup (.mbz)", gzipSync(`.ARCHIVE_INDEX${"\0".repeat(500)}Moodle archive file index`)],
  ["a RAR archive", latin1("Rar!\x1a\x07\x01\0")],
  ["a 7z archive", latin1("7z\xbc\xaf\x27\x1c\0\x04")],
  ["a program", latin1("\x7fELF\x02\x01\x01\0")],
  ["a program", latin1(`MZ\x90\0\x03\0\0\0\x04\0\0\0${"\0".repeat(60)}`)],
  ["binary data", latin1("abc\0\0\0\0")],
  ["binary data", Buffer.from(Array.from({ length: 2000 }, (_, index) => (index * 101) % 256))],
  ["text in UTF-16", Buffer.from("\uFEFFWas ist 2 + 2?\nA) 3", "utf16le")],
  ["text in UTF-16, which cannot be imported: save it as UTF-8", Buffer.from("Was ist 2 + 2?", "utf16le")],
  ["text in UTF-16", Buffer.from("\uFEFF問題", "utf16le").swap16()],
  ["text in UTF-16", Buffer.from("Was ist 2 + 2?", "utf16le").swap16()],
  ["text in UTF-32", latin1("\xff\xfe\0\0W\0\0\0a\0\0\0")],
  ["QTI 1.2", '<?xml version="1.0"?>\n<!-- a -->\n<questestinterop><item/></questestinterop>'],
  ["QTI 2 or 3", '<imsqti:assessmentItem xmlns:imsqti="x"></imsqti:assessmentItem>'],
  ["QTI 2 or 3", '<?xml version="1.0"?><qti-assessment-test/>'],
  ["the list of contents of a QTI", '<?xml version="1.0"?><manifest identifier="a"/>'],
  ["a web page (HTML)", "<!DOCTYPE html>\n<title>A quiz</title><p>What? {=a}"],
  ["a web page (HTML)", "<HTML><body>What?"],
  ["XML of another kind than Moodle's: <note>", "<note>What? {=a}</note>\n"],
  ["XML of another kind than Moodle's: <a:b>", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y "z">]><a:b>'],
  ["XML of another kind", '<?xml version="1.0"?>'],
  ["a rich text document (.rtf)", "{\\rtf1\\ansi What? {=a}}"],
  ["a LaTeX document", "% A quiz\n\\documentclass{exam}\n\\begin{document} {=a}"],
  ["YAML", "%YAML 1.2\n---\nquestions:\n"],
  ["a list of flash cards", "#separator:tab\n#html:true\nJordan\tThe river\n"],
  ["the content of an H5P package", '{"answers":[{"correct":true}],"behaviour":{},"question":"What?"}'],
  ["the content of an H5P package", '{"questions": [{"library": "H5P.MultiChoice 1.16"}]}'],
  ["a Jupyter notebook", '{"cells": [], "nbformat": 4}'],
])("%s is refused, also if a format is named", async (name, content) => {
  expect(await refusalOf(content)).toContain(`seems to be ${name}`);
});

test.each<[string, Record<string, string>]>([
  ["a Word document (.docx)", { "[Content_Types].xml": "", "_rels/.rels": "", "word/document.xml": "" }],
  ["a PowerPoint presentation (.pptx)", { "_rels/.rels": "", "ppt/presentation.xml": "" }],
  ["a binary workbook (.xlsb)", { "_rels/.rels": "", "xl/workbook.bin": "" }],
  ["an H5P package (.h5p)", { "h5p.json": "{}", "content/content.json": "{}" }],
  ["a QTI package", { "imsmanifest.xml": "", "items/1.xml": "" }],
  ["a Moodle backup (.mbz)", { "moodle_backup.xml": "", "questions.xml": "" }],
  ["an e-book (.epub)", { "META-INF/container.xml": "" }],
  ["a deck of Anki flash cards", { "collection.anki21": "", media: "" }],
  ["a file of Apple's Numbers", { "Index/Document.iwa": "" }],
  ["a zip archive, which cannot be imported: unpack it", { "quiz.gift": "What? {=a}" }],
  ["a zip archive", {}],
])("a zip that is %s is refused", async (name, files) => {
  expect(await refusalOf(await zipOf(files))).toContain(`seems to be ${name}`);
});

test("an OpenDocument file is known by its media type", async () => {
  // As the format requires it, the first file is not compressed.
  const start = "PK\x03\x04".padEnd(30, "\0");
  const zip = (type: string) => latin1(`${start}mimetypeapplication/vnd.oasis.opendocument.${type}PK`);
  expect(await refusalOf(zip("spreadsheet"))).toContain("an OpenDocument spreadsheet (.ods)");
  expect(await refusalOf(zip("text"))).toContain("an OpenDocument file (.odt or .odp)");
});

test("a zip that is cut off is refused", async () => {
  const zip = await zipOf({ "quiz.txt": "What?" });
  expect(await refusalOf(zip.subarray(0, 40))).toContain("a zip archive that is damaged or not whole");
});

test.each<[string, string]>([
  [
    "answers, not questions",
    "Timestamp,Email Address,Score,What? {=a}\n2026/01/02 10:00:00 AM GMT+1,a@b.example,1 / 2,4\n",
  ],
  ["answers, not questions", '"Zeitstempel";"Was?"\n"02.01.2026 10:00:00";"4"\n'],
  ["answers, not questions", "Hora\tWhat?\n2026-01-02 10:00\t4\n2026-01-02 10:01\t5\n"],
  [
    "answers, not questions",
    "ID,Start time,Completion time,Email,Name,What?\n1,1/2/26 10:00:00,1/2/26 10:01:00,anonymous,,4\n",
  ],
  [
    "answers, not questions",
    "Last name,First name,Email address,State,Started on,Completed,Time taken,Grade/10.00\n",
  ],
  ["commands for a database (SQL)", "-- A dump\nCREATE TABLE quiz (id int);\nINSERT INTO quiz VALUES (1);\n"],
  ["the source code of a program", "#!/bin/sh\necho {}\n"],
  ["the source code of a program", "const a = {};\nif (a) {\n  b();\n  c();\n}\n"],
  ["YAML", "---\n- What? {=a}\n"],
  ["YAML", "questions:\n  - text: What?\n    answer: a\n"],
  ["a Markdown text", "# A quiz\n\nWhat?\n\n- [x] a\n- [ ] b\n"],
  ["a list of flash cards", "Jordan\tThe river\nBern\tA town\n"],
  ["a list of flash cards", "front;back\nJordan;The river\n"],
])("what is likely %s is refused if no format is named: %j", async (name, text) => {
  await expect(formatOf(sourceOf(text))).rejects.toThrow(
    expect.objectContaining({ data: [{ path: "body", reason: expect.stringContaining(name) }] }),
  );
  expect(await formatOf(sourceOf(text), "gift")).toBe("gift");
});

test("a workbook with people's answers is refused", async () => {
  const rows = [
    ["Timestamp", "Score", "What is 2 + 2?"],
    ["1/2/2026 10:00:00", "1 / 2", "4"],
  ];
  const workbook = await workbookOf({ sheets: [{ rows: rowsOf(rows) }] });
  await expect(readers.xlsx.parse(sourceOf(workbook))).rejects.toThrow(
    expect.objectContaining({
      data: [{ path: "body", reason: expect.stringContaining("answers to a form or a test, not questions") }],
    }),
  );
});

describe("no quiz is taken for another kind of file", () => {
  test.each([
    "<p>What?</p> {=a ~b}",
    "{=a ~b} is the first letter.",
    "// %PDF-1.4\nWhat? {=a}",
    "\\(x^2\\)? {=a}",
    "::SQL::What does INSERT INTO do? {=a}",
    "Choose:\n- a\n- b\n{=a}",
    "# heading {T}",
    "What is a?\nint a = 1;\na++;\na++;\n{\n=3\n}",
  ])("GIFT such as %j", async (text) => {
    expect(await formatOf(sourceOf(text), "gift")).toBe("gift");
    expect(await formatOf(sourceOf(text))).toBe("gift");
  });

  test("a workbook with more files than most", async () => {
    const workbook = await sampleFile("xlsx");
    expect(await formatOf(sourceOf(workbook))).toBe("xlsx");
    expect(await formatOf(sourceOf(await zipOf({ "xl/workbook.xml": "", "docProps/app.xml": "" })))).toBe(
      "xlsx",
    );
  });

  test("a text with a NUL or other control characters by accident", async () => {
    expect(await formatOf(sourceOf(textSamples.aiken.replace("Lyon", "L\0y\x07on")))).toBe("aiken");
  });
});
