import type { Row } from "../../../../../services/quiz/formats/table/table.ts";
import { readWorkbook } from "../../../../../services/quiz/formats/xlsx/read-workbook.ts";
import { rowsOf, workbookOf } from "./workbook-of.ts";
import { zipOf } from "./zip-of.ts";

const MIB = 1024 * 1024;
const hasHeader = (rows: readonly Row[]) => rows.some(({ cells }) => cells.includes("Question"));
const header = rowsOf([["Question"]]);

/** Why a workbook is refused as a whole. */
async function refusalOf(bytes: Buffer | Promise<Buffer>): Promise<string> {
  const refused = await readWorkbook(await bytes, hasHeader).catch((error) => error);
  expect(refused).toMatchObject({ type: "VALIDATION_ERROR", data: [{ path: "body" }] });
  return refused.data[0].reason;
}

const sheetOf = (rows: string) => workbookOf({ sheets: [{ rows: header + rows }] });
/** So much of a unit as makes a text of some MiB. */
const filled = (unit: string, mib: number) => unit.repeat(Math.ceil((mib * MIB) / unit.length));

/** Where the directory at the end of a zip has the unpacked size of a file (APPNOTE.TXT of PKWARE, 4.3.12). */
const sizeInDirectory = (bytes: Buffer, path: string) => bytes.lastIndexOf(path) - 22;

describe("a file that is no workbook, or a damaged one", () => {
  it.each([
    ["no zip", () => Buffer.from("Question,A,B"), "is no workbook (.xlsx)"],
    ["another zip", () => zipOf({ "a.txt": "a" }), "is a zip archive, but no workbook (.xlsx)"],
    ["an empty zip", () => zipOf({}), "is a zip archive, but no workbook (.xlsx)"],
    [
      "a workbook without its end",
      async () => (await sheetOf("")).subarray(0, -30),
      "is a damaged or incomplete workbook (.xlsx); send it again",
    ],
    [
      "a workbook whose XML ends too early",
      () =>
        workbookOf({ sheets: [{ rows: "" }], files: { "xl/worksheets/sheet0.xml": "<worksheet><sheetD" } }),
      "is damaged: it has XML in it that cannot be read",
    ],
    [
      "a workbook with a changed byte",
      async () => {
        const bytes = await sheetOf(filled(" ", 0.1));
        const name = bytes.indexOf("xl/worksheets/sheet0.xml");
        bytes[name + 60]! ^= 0xff;
        return bytes;
      },
      "is damaged: xl/worksheets/sheet0.xml cannot be unpacked",
    ],
  ])("is refused by name: %s", async (_, bytes, reason) => {
    await expect(refusalOf(bytes())).resolves.toBe(reason);
  });
});

describe("a workbook that is a bomb", () => {
  it("is refused if it is large when it is unpacked", async () => {
    const bytes = await workbookOf({ sheets: [{ rows: header }], files: { "xl/media/1.png": "x" } });
    bytes.writeUInt32LE(33 * MIB, sizeInDirectory(bytes, "xl/media/1.png"));
    await expect(refusalOf(bytes)).resolves.toMatch(/^takes more than 32 MiB when it is unpacked/);
  });

  it("is refused if it has many files", async () => {
    const files = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`${index}.xml`, "x"]));
    await expect(refusalOf(workbookOf({ sheets: [{ rows: header }], files }))).resolves.toMatch(
      /^has more than 200 files/,
    );
  });

  it("is refused if a file is larger than the directory says", async () => {
    const bytes = await sheetOf(filled("<row/>", 1));
    const at = sizeInDirectory(bytes, "xl/worksheets/sheet0.xml");
    expect(bytes.readUInt32LE(at)).toBeGreaterThan(MIB);
    bytes.writeUInt32LE(1000, at);
    await expect(refusalOf(bytes)).resolves.toBe("is damaged: xl/worksheets/sheet0.xml cannot be unpacked");
  });

  it.each([
    ["a cell far outside", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', /^has a cell outside of/],
    ["a row far down", '<row r="1e9"><c><v>1</v></c></row>', /^has a cell outside of/],
    ["a column far out", '<row r="2"><c r="GS2"><v>1</v></c></row>', /^has a cell outside of/],
    ["no row at all", '<row r="x"><c><v>1</v></c></row>', /^has a cell outside of/],
    ["a million empty cells", filled("<c/>", 4), /^has too much in it/],
    ["gaps before many cells", filled('<row><c r="GR1"><v>1</v></c></row>', 1), /^has too much in it/],
    ["deep elements", filled("<a>", 1), /^has too much in it/],
    [
      "many attributes",
      `<a ${Array.from({ length: 1000 }, (_, i) => `a${i}=""`).join(" ")}/>`,
      /^has too much/,
    ],
    ["one long text", `<row><c><v>${filled("&amp;", 2)}</v></c></row>`, /^has too much in it/],
    ["one long comment", `<!--${filled("x", 2)}-->`, /^has too much in it/],
  ])("is refused if a sheet has %s", async (_, rows, reason) => {
    await expect(refusalOf(sheetOf(rows))).resolves.toMatch(reason);
  });

  it("is refused if many cells share a long text", async () => {
    const strings = `<si><t>${"x".repeat(30_000)}</t></si>`;
    const rows = header + filled(`<row>${'<c t="s"><v>0</v></c>'.repeat(10)}</row>`, 0.1);
    await expect(refusalOf(workbookOf({ sheets: [{ rows }], strings }))).resolves.toMatch(
      /^has too much in it/,
    );
  });

  it("is refused if it declares entities, in whichever file", async () => {
    const doctype = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>';
    for (const path of ["_rels/.rels", "xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet0.xml"]) {
      const bytes = workbookOf({ sheets: [{ rows: header }], files: { [path]: doctype } });
      await expect(refusalOf(bytes)).resolves.toMatch(/^declares a document type/);
    }
    const long = `<!DOCTYPE a [${filled("<!ENTITY a 'a'>", 2)}]><a/>`;
    const bytes = workbookOf({ sheets: [{ rows: header }], files: { "xl/workbook.xml": long } });
    await expect(refusalOf(bytes)).resolves.toMatch(/^has too much in it/);
  });

  it("is refused if it names thousands of sheets or formats", async () => {
    const sheets = Array.from({ length: 1001 }, () => '<sheet name="a"/>').join("");
    const styles = Array.from({ length: 70_000 }, () => "<xf/>").join("");
    for (const files of [
      { "xl/workbook.xml": `<workbook><sheets>${sheets}</sheets></workbook>` },
      { "xl/styles.xml": `<styleSheet><cellXfs>${styles}</cellXfs></styleSheet>` },
    ]) {
      await expect(refusalOf(workbookOf({ sheets: [{ rows: header }], files }))).resolves.toMatch(
        /^has too much in it/,
      );
    }
  });
});

it("a workbook may have empty cells far outside, and many unused texts", async () => {
  const rows = `${header}<row r="1048576"><c r="XFD1048576" s="1"/></row>`;
  const strings = "<si><t>x</t></si>".repeat(10_000);
  const { rows: read } = await readWorkbook(await workbookOf({ sheets: [{ rows }], strings }), hasHeader);
  expect(read).toEqual([{ line: 1, cells: ["Question"] }]);
});
