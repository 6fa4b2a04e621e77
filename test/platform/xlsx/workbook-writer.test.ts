import { buffer } from "node:stream/consumers";
import readWorkbook from "read-excel-file/node";
import { type Cell, columnName, escapeText } from "../../../platform/xlsx/cells.ts";
import { type Sheet, WorkbookWriter } from "../../../platform/xlsx/workbook-writer.ts";
import { unzip } from "./unzip.ts";

const sheet = (name: string, position: number, columns = 1): Sheet => ({
  name,
  position,
  columns: Array.from({ length: columns }, (_, index) => ({ heading: `Column ${index + 1}`, width: 10 })),
});

async function* pagesOf(...pages: Cell[][][]) {
  yield* pages;
}

/** The file with one sheet. */
async function fileOf(pages: Cell[][][], limits?: ConstructorParameters<typeof WorkbookWriter>[0]) {
  const writer = new WorkbookWriter(limits);
  const file = buffer(writer.output);
  await writer.addSheet(sheet("Table", 1, 2), pagesOf(...pages));
  writer.finish();
  return file;
}

const rowsOf = async (pages: Cell[][][]) => (await readWorkbook(await fileOf(pages)))[0]!.data.slice(1);

test("cells come back as they were written", async () => {
  const time = new Date(Date.UTC(2031, 3, 1, 12, 30, 15, 123));
  const rows: Cell[][] = [
    ["Zoë", 1],
    [-0.5, true],
    [false, 1e-7],
    [time, "<b>&amp;</b>"],
    [null, "after nothing"],
  ];
  expect(await rowsOf([rows.slice(0, 2), [], rows.slice(2)])).toEqual(rows);
});

test("times come back to the millisecond", async () => {
  const times = Array.from({ length: 200 }, (_, index) => [
    new Date(Date.UTC(2031, 3, 1, 12) + index * 7919),
  ]);
  expect(await rowsOf([times])).toEqual(times.map(([time]) => [time, null]));
});

test.each([
  "=cmd()",
  "+1",
  "-1",
  "@SUM(A1)",
  "😀👨‍👩‍👧",
  "שלום",
  "a\u202Eb",
  "one\ntwo\tthree",
  "0012",
  "]]>",
  "\uFFFE\uFFFF\u0001\u001F",
  "_x0041_",
  "__x0041_x0041_",
])("%j is a text and stays what it is", async (text) => {
  expect(await rowsOf([[[text, "end"]]])).toEqual([[text, "end"]]);
  const xml = unzip(await fileOf([[[text, "end"]]]))
    .get("xl/worksheets/sheet1.xml")!
    .toString();
  expect(xml).not.toContain("<f");
  expect(xml).toMatch(/^[\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]+$/u);
});

test("what no workbook can hold is replaced: half a surrogate pair, carriage returns, texts over 32,767 characters", async () => {
  expect(escapeText("a\uD800b")).toBe("a\uFFFDb");
  expect(escapeText("one\r\ntwo\rthree")).toBe("one\ntwo\nthree");
  const [[text]] = (await rowsOf([[["x".repeat(40_000)]]])) as [[string]];
  expect(text).toHaveLength(32_767);
  expect(text.endsWith("x…")).toBe(true);
});

test("the columns are A to Z, AA to ZZ, AAA", () => {
  expect([0, 25, 26, 51, 52, 701, 702].map(columnName)).toEqual(["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
});

test("the tabs are in the order of their positions, whichever sheet was written first", async () => {
  const writer = new WorkbookWriter();
  const file = buffer(writer.output);
  await writer.addSheet(sheet("Second", 2), pagesOf([["b"]]));
  await writer.addSheet({ ...sheet('A & "B"', 1), hasHeadings: false }, pagesOf([["a"]]));
  writer.finish();
  expect(await readWorkbook(await file)).toEqual([
    { sheet: 'A & "B"', data: [["a"]] },
    { sheet: "Second", data: [["Column 1"], ["b"]] },
  ]);
});

test.each([
  ["rows", { rows: 101, bytes: 2 ** 31 }],
  ["bytes", { rows: 1_048_576, bytes: 1 }],
])("a sheet with too many %s goes on in the next one, with the same headings", async (_what, limits) => {
  const rows = Array.from({ length: 1000 }, (_, index) => [index, "x"]);
  const sheets = await readWorkbook(await fileOf([rows.slice(0, 333), rows.slice(333)], limits));
  expect(sheets.map(({ sheet: name }) => name)).toEqual(
    sheets.map((_, index) => (index === 0 ? "Table" : `Table ${index + 1}`)),
  );
  expect(sheets.length).toBeGreaterThan(3);
  for (const { data } of sheets) expect(data[0]).toEqual(["Column 1", "Column 2"]);
  expect(sheets.flatMap(({ data }) => data.slice(1))).toEqual(rows);
});

test("a sheet that is exactly full has no empty sheet after it", async () => {
  const rows = Array.from({ length: 100 }, (_, index) => [index]);
  expect(await readWorkbook(await fileOf([rows], { rows: 101, bytes: 2 ** 31 }))).toHaveLength(1);
});

test("if the rows fail, so does the file", async () => {
  async function* broken(): AsyncGenerator<Cell[][]> {
    yield [["a"]];
    throw new Error("the node is gone");
  }
  const writer = new WorkbookWriter();
  const file = buffer(writer.output);
  const failed = expect(file).rejects.toThrow("the node is gone");
  await expect(writer.addSheet(sheet("Table", 1), broken())).rejects.toThrow("the node is gone");
  await failed;
});
