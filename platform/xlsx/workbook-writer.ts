import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import yazl from "yazl";
import { type Cell, rowXml, STYLE } from "./cells.ts";
import {
  type Column,
  contentTypesXml,
  PROPERTIES_PATH,
  packageRelationsXml,
  propertiesXml,
  SHEET_END,
  type SheetPart,
  sheetPath,
  sheetStart,
  stylesXml,
  workbookRelationsXml,
  workbookXml,
} from "./parts.ts";
import { RowReader } from "./row-reader.ts";

export const XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** So many rows are turned into XML at a time: about 100 KB. */
const ROWS_PER_CHUNK = 250;

/** The limits of one sheet; what is more goes on in the next. A part of 4 GiB would need ZIP64, which few read. */
export interface SheetLimits {
  rows: number;
  bytes: number;
}
const SHEET_LIMITS: SheetLimits = { rows: 1_048_576, bytes: 2 ** 31 };

export interface Sheet {
  name: string;
  /** The place of its tab, from 1. Sheets need not be written in this order. */
  position: number;
  columns: readonly Column[];
  /** Whether the first row has the columns' headings. */
  hasHeadings?: boolean;
}

/**
 * Writes an Excel workbook (ECMA-376) as a stream: rows are read as fast as `output` is read, and only a few are in
 * memory. Texts stand in their cells, because a table of shared strings would have to be kept to the end.
 */
export class WorkbookWriter {
  /** The bytes of the file. It fails with the error of a sheet's rows. */
  readonly output: Readable;
  readonly #zip = new yazl.ZipFile();
  readonly #sheets: (SheetPart & { position: number })[] = [];
  readonly #limits: SheetLimits;
  readonly #hasTitle: boolean;

  /** @param title the file's, as programs show it in its properties; none if it is absent */
  constructor(limits: SheetLimits = SHEET_LIMITS, title?: string) {
    this.#limits = limits;
    this.#hasTitle = title !== undefined;
    this.output = this.#zip.outputStream as Readable;
    this.#zip.on("error", (error) => this.output.destroy(error));
    this.#add("_rels/.rels", packageRelationsXml(this.#hasTitle));
    if (title !== undefined) this.#add(PROPERTIES_PATH, propertiesXml(title));
    this.#add("xl/styles.xml", stylesXml());
  }

  /** Writes a sheet, and further ones with a number after the name where it is too long for one. One call at a time. */
  async addSheet(sheet: Sheet, pages: AsyncIterable<readonly Cell[][]>): Promise<void> {
    const rows = new RowReader(pages);
    let part = 1;
    do {
      const name = part === 1 ? sheet.name : `${sheet.name} ${part}`;
      await this.#addPart({ ...sheet, name }, rows);
      part++;
    } while (await rows.hasMore());
  }

  /** Call this after the last sheet. */
  finish(): void {
    const sheets = this.#sheets.toSorted(
      (one, other) => one.position - other.position || one.part - other.part,
    );
    this.#add("xl/workbook.xml", workbookXml(sheets));
    this.#add("xl/_rels/workbook.xml.rels", workbookRelationsXml(sheets));
    this.#add("[Content_Types].xml", contentTypesXml(sheets, this.#hasTitle));
    this.#zip.end();
  }

  #add(path: string, xml: string): void {
    this.#zip.addBuffer(Buffer.from(xml), path);
  }

  async #addPart(sheet: Sheet, rows: RowReader<Cell[]>): Promise<void> {
    const part = this.#sheets.length + 1;
    this.#sheets.push({ name: sheet.name, position: sheet.position, part });
    const source = Readable.from(sheetXml(sheet, rows, this.#limits), { objectMode: false });
    this.#zip.addReadStream(source, sheetPath(part));
    try {
      await finished(source);
    } catch (error) {
      this.output.destroy(error as Error);
      throw error;
    }
  }
}

async function* sheetXml(
  { columns, hasHeadings = true }: Sheet,
  rows: RowReader<Cell[]>,
  limits: SheetLimits,
): AsyncGenerator<Buffer> {
  let xml = sheetStart(columns, hasHeadings);
  let written = 0;
  if (hasHeadings) {
    const headings = columns.map(({ heading }) => heading);
    xml += rowXml(headings, ++written, STYLE.heading);
  }
  yield Buffer.from(xml);
  for (let bytes = 0; written < limits.rows && bytes < limits.bytes; ) {
    const taken = await rows.take(Math.min(ROWS_PER_CHUNK, limits.rows - written));
    if (taken.length === 0) break;
    const chunk = Buffer.from(taken.map((cells) => rowXml(cells, ++written)).join(""));
    bytes += chunk.length;
    yield chunk;
  }
  yield Buffer.from(SHEET_END);
}
