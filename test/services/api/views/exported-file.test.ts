import { gzipSync } from "node:zlib";
import { parse } from "content-disposition";
import type { ExportedQuiz } from "../../../../platform/contracts/contracts.ts";
import { exportedFile, fileBytes } from "../../../../services/api/views/exported-file.ts";
import { parseStringList } from "../../../harness/structured-field.ts";

const file = { body: Buffer.from("é").toString("base64"), contentType: "text/csv; charset=utf-8" };
const exported = (fields: Partial<ExportedQuiz> = {}) =>
  exportedFile({ ...file, ...fields }, Buffer.from("é"), { title: "AAAA", extension: "json" });
const headersOf = (fields: Partial<ExportedQuiz>) => exported(fields).headers as Record<string, string>;
const nameFor = (title: string) => {
  const header = headersOf({ title, extension: "csv" })["Content-Disposition"]!;
  // A header has only these bytes, whatever the title.
  expect(header).toMatch(/^[\x20-\x7e]*$/);
  return parse(header).parameters.filename;
};

test("is the file that the quiz node sent, which no cache keeps", () => {
  expect(exported({ title: "Rivers", extension: "csv", notes: [] })).toEqual({
    status: 200,
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": "attachment; filename=Rivers.csv",
      "Cache-Control": "no-store",
    },
    body: Buffer.from("é"),
  });
});

test.each([
  ["as it is", { ...file }],
  ["compressed", { ...file, gzip: true, body: gzipSync("é").toString("base64") }],
])("the content comes %s", async (_how, sent) => {
  expect(`${await fileBytes(sent)}`).toBe("é");
});

test("a node of the release before sends neither title nor ending nor notes", () => {
  const headers = headersOf({});
  expect(headers["Content-Disposition"]).toBe("attachment; filename=AAAA.json");
  expect(headers).not.toHaveProperty("Export-Notes");
});

test.each([
  ["Rivers & 'lakes', 50 %; part 1", "Rivers & 'lakes', 50 %; part 1"],
  ['"Quoted" <and> a/b\\c: d*e?|f', "Quoted and a b c d e f"],
  ["Flüsse – Ποτάμια – 川", "Flüsse – Ποτάμια – 川"],
  ["👩‍👩‍👧 family", "👩‍👩‍👧 family"],
  ["می‌خواهم", "می‌خواهم"],
  ["one\r\nSet-Cookie: two\0three\u2028four", "one Set-Cookie two three four"],
  ["exe.\u202Evsc", "exe. vsc"],
  ["../../etc/passwd", "etc passwd"],
  [".hidden.", "hidden"],
  ["//", "quiz"],
  ["…", "…"],
  ["x".repeat(200), "x".repeat(80)],
  [`${"x".repeat(79)}👩`, "x".repeat(79)],
])("the title %j names the file %j", (title, name) => {
  expect(nameFor(title)).toBe(`${name}.csv`);
});

describe("the notes", () => {
  const notesOf = (notes: readonly string[]) => headersOf({ notes })["Export-Notes"]!;

  test("are a list of strings", () => {
    const notes = ["question 2: the image is not written", 'a "quote", a \\ and a comma', ""];
    expect(parseStringList(notesOf(notes))).toEqual(notes);
  });

  test("are ASCII, whatever they have", () => {
    expect(parseStringList(notesOf(["é\r\nx\x7f", "👩"]))).toEqual(["???x?", "??"]);
  });

  test("are as long as clients and proxies take", () => {
    const notes = Array.from({ length: 200 }, (_, no) => `question ${no}: ${'"'.repeat(100)}`);
    const header = notesOf(notes);
    expect(header.length).toBeLessThan(4100);
    const told = parseStringList(header);
    expect(told.slice(0, -1)).toEqual(notes.slice(0, told.length - 1));
    expect(told.at(-1)).toBe("and more");
    expect(told.length).toBeGreaterThan(10);
    expect(parseStringList(notesOf(["x".repeat(5000)]))).toEqual(["and more"]);
  });
});
