import { zipOf } from "./zip-of.ts";

const DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/** A sheet whose XML is written by hand: `rows` is what stands in its sheetData. */
export interface HandWrittenSheet {
  name?: string;
  rows: string;
  /** The `state` of the sheet: "hidden", for example. */
  state?: string;
  /** What stands before the rows. */
  before?: string;
}

export interface HandWrittenWorkbook {
  sheets: HandWrittenSheet[];
  /** What stands in the shared strings: `<si>…</si>`. */
  strings?: string;
  /** The codes of formats: the cells with style 1 have the first one. */
  formats?: string[];
  /** The attributes of `workbookPr`. */
  properties?: string;
  /** More files, or other ones. An undefined one is left out. */
  files?: Record<string, string | Buffer | undefined>;
}

/** The bytes of a workbook with hand-written XML, for what the house's writer does not write. */
export function workbookOf(workbook: HandWrittenWorkbook): Promise<Buffer> {
  const { sheets, strings, formats = [], properties = "", files = {} } = workbook;
  const all: HandWrittenWorkbook["files"] = {
    "[Content_Types].xml": "<Types/>",
    "_rels/.rels": relations([["main", "officeDocument", "xl/workbook.xml"]]),
    "xl/workbook.xml": `<workbook xmlns:r="${DOCUMENT}"><workbookPr ${properties}/><sheets>${sheets
      .map(
        ({ name = "Quiz", state = "visible" }, index) =>
          `<sheet name="${name}" sheetId="${index + 1}" state="${state}" r:id="r${index}"/>`,
      )
      .join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relations([
      ...sheets.map((_, index) => [`r${index}`, "worksheet", `worksheets/sheet${index}.xml`] as const),
      ["styles", "styles", "styles.xml"],
      ["strings", "sharedStrings", "/xl/sharedStrings.xml"],
    ]),
    "xl/styles.xml": stylesOf(formats),
    ...(strings !== undefined && {
      "xl/sharedStrings.xml": `<sst count="9" uniqueCount="9">${strings}</sst>`,
    }),
    ...Object.fromEntries(
      sheets.map(({ rows, before = "" }, index) => [
        `xl/worksheets/sheet${index}.xml`,
        `<worksheet>${before}<sheetData>${rows}</sheetData></worksheet>`,
      ]),
    ),
    ...files,
  };
  const present = Object.entries(all).filter(([, content]) => content !== undefined);
  return zipOf(Object.fromEntries(present) as Record<string, string | Buffer>);
}

/** Rows of cells. A text that begins with "<" is the XML of a cell, which must not say where it is. */
export function rowsOf(rows: readonly (readonly (string | number | null)[])[], from = 1): string {
  return rows
    .map((cells, index) => {
      const line = from + index;
      const xml = cells.map((cell, column) => cellOf(cell, `${String.fromCharCode(65 + column)}${line}`));
      return `<row r="${line}" spans="1:3">${xml.join("")}</row>`;
    })
    .join("");
}

function cellOf(cell: string | number | null, at: string): string {
  if (cell === null) return "";
  if (typeof cell === "number") return `<c r="${at}"><v>${cell}</v></c>`;
  if (cell.startsWith("<c")) return cell.replace("<c", `<c r="${at}"`);
  const text = cell.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
}

function relations(all: readonly (readonly [id: string, type: string, target: string])[]): string {
  const each = all.map(
    ([id, type, target]) => `<Relationship Id="${id}" Type="${DOCUMENT}/${type}" Target="${target}"/>`,
  );
  return `<Relationships>${each.join("")}</Relationships>`;
}

function stylesOf(formats: readonly string[]): string {
  const codes = formats.map((code, index) => `<numFmt numFmtId="${164 + index}" formatCode='${code}'/>`);
  const styles = formats.map((_, index) => `<xf numFmtId="${164 + index}"/>`);
  return (
    `<styleSheet><numFmts>${codes.join("")}</numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>` +
    `<cellXfs><xf numFmtId="0"/>${styles.join("")}<xf numFmtId="9"/></cellXfs></styleSheet>`
  );
}
