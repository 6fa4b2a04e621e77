import type { Row } from "../../../../../services/quiz/formats/table/table.ts";
import { UnreadableCell } from "../../../../../services/quiz/formats/table/table.ts";
import { readWorkbook } from "../../../../../services/quiz/formats/xlsx/read-workbook.ts";
import { type HandWrittenWorkbook, rowsOf, workbookOf } from "./workbook-of.ts";

const hasHeader = (rows: readonly Row[]) => rows.some(({ cells }) => cells.includes("Question"));

const read = async (workbook: HandWrittenWorkbook) => readWorkbook(await workbookOf(workbook), hasHeader);

/** The cells of the first row of a sheet. */
async function cellsOf(cells: string[], more: Partial<HandWrittenWorkbook> = {}) {
  const { rows } = await read({ ...more, sheets: [{ rows: rowsOf([cells]) }] });
  return rows[0]?.cells;
}

const reasonOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "no error",
    (error) => error.data[0].reason as string,
  );

describe("the cells of a workbook", () => {
  it("are texts inside the sheet, shared texts and texts with fonts of their own", async () => {
    const strings =
      "<si><t>shared</t></si><si><r><rPr><b/></rPr><t>ri</t></r><r><t xml:space='preserve'>ch </t></r>" +
      "<rPh><t>spoken</t></rPh></si>";
    const cells = [
      '<c t="inlineStr"><is><t> inside </t></is></c>',
      '<c t="s"><v>0</v></c>',
      '<c t="s"><v>1</v></c>',
      '<c t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>',
      '<c t="str"><v>literal</v></c>',
    ];
    await expect(cellsOf(cells, { strings })).resolves.toEqual([
      " inside ",
      "shared",
      "rich ",
      "ab",
      "literal",
    ]);
  });

  it("have their escapes and entities read", async () => {
    const cell =
      '<c t="inlineStr"><is><t>a_x000D_\nb &amp; &#228; _x005F_x000D_ <![CDATA[<i>]]></t></is></c>';
    await expect(cellsOf([cell])).resolves.toEqual(["a\r\nb & ä _x000D_ <i>"]);
  });

  it("are numbers and truth values", async () => {
    const cells = [
      "<c><v>4</v></c>",
      "<c><v>0.30000000000000004</v></c>",
      '<c t="n"><v>1e3</v></c>',
      '<c t="b"><v>1</v></c>',
      '<c t="b"><v>0</v></c>',
    ];
    await expect(cellsOf(cells)).resolves.toEqual([4, 0.3, 1000, true, false]);
  });

  it.each([
    ["0%", "0.5", "50%"],
    ["0.0%", "0.125", "12.5%"],
    ['"$"#,##0.00', "5", "$5.00"],
    ["[$€-407]#,##0.00", "1234.5", "€1.234,50"],
    ["#,##0", "1000", 1000],
    ["#,##0_);[Red](#,##0)", "1000", 1000],
    ["0.00", "3.14159", 3.14],
    ["000", "7", "007"],
    ["# ?/?", "0.5", "1/2"],
    ["h:mm", "0.4375", "10:30"],
    ["mm:ss", "0.0625", "30:00"],
    ["[$-407]#,##0", "1234", "1.234"],
    ["[$-407]0.000", "1.5", "1,500"],
    ['0" km"', "12", "12 km"],
    [";;;", "5", 5],
    ["@", "5", 5],
    ["constructor", "5", 5],
    ["no [format", "5", 5],
    ["yyyy-mm-dd", "45000", new Date("2023-03-15")],
    ["d.m.yy h:mm", "45000.5", new Date("2023-03-15T12:00Z")],
  ])("with the format %s show %s as %s", async (format, value, shown) => {
    await expect(cellsOf([`<c s="1"><v>${value}</v></c>`], { formats: [format] })).resolves.toEqual([shown]);
  });

  it("have the built-in formats, and none where the style is unknown", async () => {
    const cells = ['<c s="1"><v>0.5</v></c>', '<c s="7"><v>0.5</v></c>', '<c s="x"><v>0.5</v></c>'];
    await expect(cellsOf(cells)).resolves.toEqual(["50%", 0.5, 0.5]);
  });

  it.each([
    "d/m",
    "mmm yy",
    "yyyy",
  ])("cannot be read if the format %s shows a part of a date", async (format) => {
    const cells = ['<c s="1"><v>45000</v></c>'];
    await expect(cellsOf(cells, { formats: [format] })).resolves.toEqual([expect.any(UnreadableCell)]);
  });

  it("count days from 1904 where the workbook says so", async () => {
    const cell = '<c s="1"><v>43538</v></c>';
    const dates = { formats: ["d.m.yyyy"], properties: 'date1904="1"' };
    await expect(cellsOf([cell], dates)).resolves.toEqual([new Date("2023-03-15")]);
    await expect(cellsOf(['<c t="d"><v>2023-03-15</v></c>'])).resolves.toEqual([new Date("2023-03-15")]);
  });

  it("have the last value of a formula, and say where there is none", async () => {
    const cells = [
      "<c><f>1+1</f><v>2</v></c>",
      '<c t="str"><f>B1&amp;""</f><v>text</v></c>',
      '<c t="str"><f>""</f><v></v></c>',
      "<c><f>1+1</f></c>",
      "<c><f>1+1</f><v/></c>",
    ];
    const unknown = expect.any(UnreadableCell);
    await expect(cellsOf(cells)).resolves.toEqual([2, "text", null, unknown, unknown]);
  });

  it.each([
    ['<c t="e"><v>#REF!</v></c>', "has the error #REF!"],
    ['<c t="s"><v>3</v></c>', "has a value that cannot be read"],
    ["<c><v>much</v></c>", "has a value that cannot be read"],
    ['<c t="z"><v>1</v></c>', "has a value that cannot be read"],
    [`<c t="inlineStr"><is><t>${"x".repeat(32_768)}</t></is></c>`, "has a text that is too long"],
  ])("are unreadable: %.30s", async (cell, reason) => {
    await expect(cellsOf([cell])).resolves.toEqual([new UnreadableCell(reason)]);
  });
});

describe("the rows of a workbook", () => {
  it("have their own numbers, and empty ones are left out", async () => {
    const empty = Array.from({ length: 1000 }, (_, index) => `<row r="${index + 9}"><c r="A9" s="1"/></row>`);
    const rows = `${rowsOf([["Question"]], 3)}${rowsOf([["x", null, "y"]], 8)}${empty.join("")}<row r="1048576"/>`;
    await expect(read({ sheets: [{ rows }] })).resolves.toMatchObject({
      rows: [
        { line: 3, cells: ["Question"] },
        { line: 8, cells: ["x", null, "y"] },
      ],
    });
  });

  it("need not say where they and their cells are", async () => {
    const rows = "<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>";
    await expect(read({ sheets: [{ rows }] })).resolves.toMatchObject({
      rows: [
        { line: 1, cells: [1, null, 2] },
        { line: 3, cells: [3] },
      ],
    });
  });

  it("are read whatever the sheet says of its size", async () => {
    const rows = rowsOf([["Question"], ["x"]]);
    const before = '<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384" width="9"/></cols>';
    await expect(read({ sheets: [{ rows, before }] })).resolves.toMatchObject({ rows: [{}, { line: 2 }] });
  });

  it("are read where elements have a prefix", async () => {
    const sheet =
      '<x:worksheet xmlns:x="m"><x:sheetData><x:row r="2"><x:c r="B2" t="inlineStr"><x:is><x:t>Question</x:t></x:is>' +
      "</x:c></x:row></x:sheetData></x:worksheet>";
    const files = { "xl/worksheets/sheet0.xml": sheet };
    await expect(read({ sheets: [{ rows: "" }], files })).resolves.toEqual({
      rows: [{ line: 2, cells: [null, "Question"] }],
      notes: [],
    });
  });
});

it("the paths of files may be in other case, with a slash in front or with backslashes", async () => {
  const bytes = await workbookOf({ sheets: [{ rows: rowsOf([["Question"]]) }] });
  const renamed = bytes
    .toString("latin1")
    .replaceAll("xl/worksheets/sheet0.xml", "XL\\Worksheets\\Sheet0.XML")
    .replaceAll("xl/styles.xml", "/l/styles.xml");
  await expect(readWorkbook(Buffer.from(renamed, "latin1"), hasHeader)).resolves.toMatchObject({
    rows: [{ cells: ["Question"] }],
  });
});

describe("the sheet that has the questions", () => {
  it("is the first one with the names of the columns, and not a hidden one", async () => {
    const header = rowsOf([["Question"]]);
    const sheets = [
      { name: "Read me", rows: rowsOf(Array.from({ length: 100 }, () => ["text"])) },
      { name: "Old", rows: header, state: "hidden" },
      { name: "Set A", rows: header },
      { name: "Set B", rows: header },
    ];
    await expect(read({ sheets })).resolves.toEqual({
      rows: [{ line: 1, cells: ["Question"] }],
      notes: ['the questions are from the sheet "Set A"; "Read me", "Old", "Set B" are not read'],
    });
  });

  it("is found where another one is missing", async () => {
    const sheets = [
      { name: "Gone", rows: "" },
      { name: "Here", rows: rowsOf([["Question"]]) },
    ];
    const files = { "xl/worksheets/sheet0.xml": undefined };
    await expect(read({ sheets, files })).resolves.toMatchObject({ rows: [{ line: 1 }] });
  });

  it("is the first one with any rows where there are no names of columns", async () => {
    const sheets = [{ rows: "" }, { rows: rowsOf([["a"]]) }, { rows: rowsOf([["b"]]) }];
    await expect(read({ sheets })).resolves.toMatchObject({ rows: [{ cells: ["a"] }] });
  });

  it("is missed if all are empty, hidden or missing", async () => {
    const sheets = [
      { rows: "" },
      { name: "Hid", rows: rowsOf([["a"]]), state: "veryHidden" },
      { name: "Gone", rows: "" },
    ];
    await expect(reasonOf(read({ sheets, files: { "xl/worksheets/sheet2.xml": undefined } }))).resolves.toBe(
      'has no sheet with anything in it; "Gone" cannot be found in the file; "Hid" cannot be read as long as it is hidden',
    );
  });
});
